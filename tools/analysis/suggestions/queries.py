"""Turns a query with values in its text into one with placeholders."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tools.analysis.suggestions.strings import Built

# Where a value may stand in SQL; a name of a table or a column can't be a parameter.
_BEFORE = re.compile(r"(?:[=<>]|\b(?:like|ilike|limit|offset|between|and))\s*$", re.IGNORECASE)
_IN_VALUES = re.compile(r"\bvalues\s*\((?:[^()]*,)?\s*$", re.IGNORECASE)
_AFTER = re.compile(r"\s*$|\s|[),;]")

# From a placeholder's number (from 1) to how it is written.
Style = Callable[[int], str]
# From what stands before a value in its quotes, the value, and what stands after it, to the whole value.
Around = Callable[[str, str, str], str | None]


@dataclass(frozen=True, slots=True)
class Query:
    """The text with placeholders, and the values for them."""

    text: str
    values: tuple[str, ...]


def parametrised(built: Built, style: Style, around: Around) -> Query | None:
    """The query, or None where one of its values is not clearly a value."""
    if "?" in "".join(built.parts) or "\\" in "".join(built.parts) or "--" in "".join(built.parts):
        return None
    text, rest, values = built.parts[0], list(built.parts[1:]), list[str]()
    for number, value in enumerate(built.values, 1):
        after = rest.pop(0)
        whole: str | None = value
        if text.count("'") % 2:
            lead, trail = text[text.rindex("'") + 1 :], after.partition("'")[0]
            if "'" not in after:
                return None
            text, after = text[: text.rindex("'")], after.partition("'")[2]
            if lead or trail:
                whole = around(lead, value, trail)
        if whole is None or not _is_value(text, after):
            return None
        values.append(whole)
        text += style(number) + after
    return Query(text, tuple(values))


def _is_value(before: str, after: str) -> bool:
    return (_BEFORE.search(before) or _IN_VALUES.search(before)) is not None and _AFTER.match(
        after
    ) is not None


def question_mark(_: int) -> str:
    """SQLite's and MySQL's."""
    return "?"


def percent_s(_: int) -> str:
    """Those of psycopg and the MySQL drivers of Python."""
    return "%s"


def dollar(number: int) -> str:
    """PostgreSQL's own."""
    return f"${number}"
