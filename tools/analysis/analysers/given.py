"""What a call gives, told from its text."""

import re
from dataclasses import dataclass

LONGEST = 4_000  # characters of a call
_PAIRS = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Given:
    """Arguments: how many by position, and the names of the others."""

    places: int
    names: frozenset[str]


def given_at(text: str, start: int) -> Given | None:
    """What a call gives; None where that can't be told: it spreads a list, or its end is not found.

    Args:
        text: The file's.
        start: After the parenthesis that opens the arguments.
    """
    parts = _parts(text[start : start + LONGEST])
    if parts is None or any(re.match(r"\*|\.\.\.", part) or part.endswith("...") for part in parts):
        return None
    named = [match[1] for part in parts if (match := re.match(r"(\w+)\s*=(?![=>])", part))]
    return Given(len(parts) - len(named), frozenset(named))


def _parts(text: str) -> list[str] | None:
    """The arguments up to the closing bracket."""
    found: list[str] = []
    open_: list[str] = []
    begin = at = 0
    while at < len(text):
        sign = text[at]
        if sign in "\"'`":
            end = _end_of_text(text, at)
            if end is None:
                return None
            at = end
        elif sign in _PAIRS:
            open_.append(_PAIRS[sign])
        elif open_ and sign == open_[-1]:
            open_.pop()
        elif not open_ and sign in ",)":
            found.append(text[begin:at].strip())
            begin = at + 1
            if sign == ")":
                return found if found[-1] else found[:-1]
        at += 1
    return None


def _end_of_text(text: str, at: int) -> int | None:
    """Where a text that begins here ends."""
    quote = text[at : at + 3] if text[at : at + 3] in ('"' * 3, "'" * 3) else text[at]
    match = re.compile(rf"(?:\\.|(?!{quote}).)*?{quote}", re.DOTALL).match(text, at + len(quote))
    return match.end() - 1 if match else None
