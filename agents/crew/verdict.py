"""Reads the verdict that a specialist ends with when several are asked."""

import re

VERDICT_LINE = re.compile(
    r"^\**verdict:\**\s*\**(?P<stance>go|hold|unsure)\**\s*(?:[-–—:]\s*(?P<reason>.+))?$",
    re.IGNORECASE | re.MULTILINE,
)


def split_verdict(text: str) -> tuple[str, str | None, str]:
    """The text without its verdict line, the stance (go, hold, unsure or None), and the reason."""
    lines = list(VERDICT_LINE.finditer(text))
    if not lines:
        return text.strip(), None, ""
    found = lines[-1]
    rest = text[: found.start()] + text[found.end() :]
    return rest.strip(), found["stance"].lower(), (found["reason"] or "").strip()
