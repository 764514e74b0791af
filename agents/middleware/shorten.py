"""Keeps a long conversation inside the model's window."""

from collections.abc import Sequence
from dataclasses import dataclass

from langchain.agents.middleware import ContextEditingMiddleware
from langchain.agents.middleware.context_editing import ContextEdit, TokenCounter
from langchain_core.messages import AnyMessage, ToolMessage

# Long before any current model's window is full.
SHORTEN_AT_TOKENS = 60_000
RESULTS_KEPT_WHOLE = 6


@dataclass(frozen=True, slots=True)
class OldResults(ContextEdit):
    """Leaves the older results out of what the model is sent: each is stored, and can be read again.

    Better here than a summary: nothing is retold, no call is spent on it, and the ask itself stays.
    """

    trigger: int
    keep: int

    def apply(self, messages: list[AnyMessage], *, count_tokens: TokenCounter) -> None:
        """Shorten in place. `messages` is a copy; the conversation itself stays whole."""
        if count_tokens(messages) <= self.trigger:
            return
        for place, result in _results(messages)[: -self.keep]:
            mark = result.text.partition("\n")[0]
            note = f"… left out to make room: read_evidence(number={result.artifact['number']})"
            messages[place] = result.model_copy(update={"content": f"{mark}\n{note}\n</evidence>"})


def shorten_old_results() -> ContextEditingMiddleware:
    """The middleware, with the limits that hold for every specialist."""
    return ContextEditingMiddleware(edits=[OldResults(SHORTEN_AT_TOKENS, RESULTS_KEPT_WHOLE)])


def _results(messages: Sequence[AnyMessage]) -> list[tuple[int, ToolMessage]]:
    return [
        (place, message)
        for place, message in enumerate(messages)
        if isinstance(message, ToolMessage) and message.artifact is not None
    ]
