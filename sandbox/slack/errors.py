"""What Slack answers when it refuses: an error code and what goes with it."""

from typing import Any


class SlackError(Exception):
    """A refusal that the Web API answers as `{"ok": false, "error": code, …}`.

    Args:
        code: Slack's error code.
        extra: further fields of the answer.
    """

    def __init__(self, code: str, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra

    def as_json(self) -> dict[str, Any]:
        """The body of the answer."""
        return {"ok": False, "error": self.code, **self.extra}


def refusal(code: str, messages: list[str]) -> SlackError:
    """An error with an explanation for each thing that is wrong."""
    return SlackError(code, response_metadata={"messages": messages})
