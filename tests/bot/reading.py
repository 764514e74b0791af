"""Reads what Slack shows."""

from typing import Any

Json = dict[str, Any]


def markdown(message: Json) -> str:
    """The Markdown of a message."""
    return "\n".join(block["text"] for block in message["blocks"] if block["type"] == "markdown")


def said(event: Json) -> str:
    """All text of a bot's finished message in an event; nothing for other events."""
    message = event.get("message") or {}
    if message.get("streaming") or "bot_id" not in message:
        return ""
    return f"{message.get('text', '')}\n{markdown(message) if message.get('blocks') else ''}"


def words(view: Json) -> str:
    """All text of a view or of a message's blocks, in order."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("text"), str):
                found.append(value["text"])
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)

    walk(view["blocks"])
    return "\n".join(found)
