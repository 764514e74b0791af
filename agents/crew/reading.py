"""Puts an ask into words for a real model: the conversation, the names, the files."""

from collections.abc import Sequence
from typing import Any

from agents.case import Case

LONGEST_FILE = 8_000


def readable(case: Case, files: Sequence[dict[str, Any]]) -> str:
    """The ask as a model reads it. Files are fenced as data."""
    names = {key: value for key, value in case.names.dump().items() if value}
    parts = [f"Now: {case.now.isoformat(timespec='minutes')}"]
    if case.earlier:
        parts.append("The conversation so far:\n" + "\n".join(case.earlier))
    if names:
        parts.append("Names in it: " + ", ".join(f"{key}={value}" for key, value in names.items()))
    parts.extend(_file(item) for item in files)
    parts.append(f"The ask: {case.text}")
    return "\n\n".join(parts)


def _file(item: dict[str, Any]) -> str:
    name = str(item.get("name", "file")).replace('"', "'")
    text = str(item.get("text") or f"({item.get('mimetype', 'unknown type')}, not readable as text)")
    # A file that holds the closing mark must not be able to end its own fence.
    shown = text[:LONGEST_FILE].replace("</file", "<\\/file")
    return f'<file name="{name}">\n{shown}\n</file>'
