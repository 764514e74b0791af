"""What stands in JavaScript's text as a value."""

import re

_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|.)", re.DOTALL)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}
_LAST_CHARACTER = 0x10FFFF


def number(written: str) -> int | float | None:
    """The value of a number; None for what is none."""
    digits = written.replace("_", "").removesuffix("n").lower()
    try:
        if digits[:2] in {"0x", "0o", "0b"}:
            return int(digits, 0)
        return int(digits) if digits.isdigit() else float(digits)
    except ValueError:
        return None


def unescaped(written: str) -> str:
    """A text with its escapes resolved."""
    return _ESCAPE.sub(_resolved, written) if "\\" in written else written


def _resolved(found: re.Match[str]) -> str:
    escape = found.group(1)
    if escape[0] in "ux" and len(escape) > 1:
        code = int(escape[1:].strip("{}"), 16)
        return chr(code) if code <= _LAST_CHARACTER else ""
    return _SIMPLE.get(escape, escape)
