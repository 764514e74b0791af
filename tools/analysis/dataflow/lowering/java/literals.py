"""What stands in Java's text as a value."""

import re

_NUMBER = re.compile(r"^(0[xX][0-9a-fA-F]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)[lL]?$")
_ESCAPE = re.compile(r"\\(u+[0-9a-fA-F]{4}|[0-7]{1,3}|\n|.)", re.DOTALL)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "s": " ", "0": "\0", "\n": ""}


def number(written: str) -> int | float | None:
    """The value of an integer or floating point literal; None for one that is none."""
    digits = written.replace("_", "")
    if _NUMBER.match(digits):
        digits = digits.rstrip("lL")
        if len(digits) > 1 and digits[0] == "0" and digits[1].isdigit():
            return int(digits, 8)
        return int(digits, 0)
    try:
        return (
            float.fromhex(digits.rstrip("fFdD"))
            if digits[:2] in {"0x", "0X"}
            else float(digits.rstrip("fFdD"))
        )
    except ValueError:
        return None


def text(written: str) -> str:
    """The value of a string literal, a character literal or a text block, with its quotes."""
    if written.startswith('"""'):
        return unescaped(_dedented(written[3:-3]))
    return unescaped(written[1:-1])


def unescaped(written: str) -> str:
    """A text with its escapes resolved."""
    return _ESCAPE.sub(_resolved, written) if "\\" in written else written


def _resolved(found: re.Match[str]) -> str:
    escape = found.group(1)
    if escape[0] == "u" and len(escape) > 1:
        return chr(int(escape.lstrip("u"), 16))
    if escape.isdigit():
        return chr(int(escape, 8))
    return _SIMPLE.get(escape, escape)


def _dedented(block: str) -> str:
    """A text block without the indentation that all of its lines share (JLS 3.10.6)."""
    rows = block.split("\n")[1:]
    margins = [len(row) - len(row.lstrip()) for row in rows if row.strip()] + (
        [len(rows[-1])] if rows else []
    )
    margin = min(margins, default=0)
    return "\n".join(row[margin:].rstrip() for row in rows)
