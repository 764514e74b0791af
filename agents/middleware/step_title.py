"""A tool call in a line, as people see it while the crew works."""

import re
from typing import Any

from tools.redaction import redact

LONGEST = 120
LINES = ("first_line", "last_line")
OWNERS = ("repository", "pipeline")
# Our own ids tell people nothing.
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOMENT = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)[T ](?P<clock>\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|\+00:00)")
HASH = re.compile(r"\b([0-9a-f]{8})[0-9a-f]{32}\b")


def step_title(name: str, arguments: dict[str, Any]) -> str:
    """A call as people read it: what is done, and to what."""
    parts: list[str] = []
    # Whose number it is stands before the number.
    for key, value in sorted(arguments.items(), key=lambda item: item[0] not in OWNERS):
        if key == "number" and parts and value is not None:
            parts[-1] += f"#{value}" if "repository" in arguments else f" #{value}"
        elif key not in LINES:
            parts += _told(key, value)
    if first := arguments.get(LINES[0]):
        last = arguments.get(LINES[1]) or first
        parts.append(f"line {first}" if first == last else f"lines {first} to {last}")
    shown = HASH.sub(r"\1", redact(", ".join(parts)))
    words = name.replace("_", " ").capitalize()
    title = f"{words}: {shown}" if shown else words
    return title if len(title) <= LONGEST else f"{title[: LONGEST - 2].rpartition(' ')[0]} …"


def _told(key: str, value: Any) -> list[str]:
    if isinstance(value, bool):
        return [key] if value else []
    if isinstance(value, dict):
        return [str(one) for one in value.values()]
    text = MOMENT.sub(_moment, str(value))
    return [] if value is None or isinstance(value, list) or UUID.fullmatch(text) or not text else [text]


def _moment(found: re.Match[str]) -> str:
    return found["day"] if found["clock"] == "00:00" else f"{found['day']} {found['clock']} UTC"
