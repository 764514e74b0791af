"""Counts the tokens of real models' calls, also of those that led nowhere."""

from collections.abc import Sequence
from typing import Any

from langchain_core.callbacks import UsageMetadataCallbackHandler
from langchain_core.messages import AIMessage, AnyMessage

from agents.models import OFFLINE


class Meter(UsageMetadataCallbackHandler):
    """Given to model calls as a callback."""

    def rows(self, who: str, messages: Sequence[AnyMessage] = ()) -> list[dict[str, Any]]:
        """What was used, a row a model, as JSON values.

        Args:
            who: The specialist or part of the crew.
            messages: The specialist's conversation. It knows of calls before a restart, the meter of calls
                whose messages are gone; the larger count is taken.
        """
        seen: dict[str, list[int]] = {OFFLINE: [0, 0]} if messages else {}
        for message in messages:
            if isinstance(message, AIMessage) and message.usage_metadata is not None:
                sums = seen.setdefault(message.response_metadata.get("model_name", "unknown"), [0, 0])
                sums[0] += message.usage_metadata["input_tokens"]
                sums[1] += message.usage_metadata["output_tokens"]
        for model, used in self.usage_metadata.items():
            sums = seen.setdefault(model, [0, 0])
            seen[model] = [max(sums[0], used["input_tokens"]), max(sums[1], used["output_tokens"])]
        return [
            {"specialist": who, "model": model, "input_tokens": used[0], "output_tokens": used[1]}
            for model, used in seen.items()
        ]
