"""The words without which a rule finds nothing: most files have none of them and need not be searched.

Only what is certain counts: where it can't be told from a rule, the rule is looked for everywhere.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

SHORTEST = 3
MOST = 40
# Nodes that begin with a word of the language.
KINDS = {
    "debugger_statement": "debugger",
    "defer_statement": "defer",
    "finally_clause": "finally",
    "finally_block": "finally",
    "catch_clause": "catch",
    "catch_block": "catch",
    "except_clause": "except",
    "unsafe_block": "unsafe",
    "rescue": "rescue",
    "rescue_modifier": "rescue",
    "ensure": "ensure",
    "lambda": "lambda",
    "throw_statement": "throw",
    "raise_statement": "raise",
    "synchronized_statement": "synchronized",
    "lock_statement": "lock",
    "for_in_statement": "for",
    "macro_invocation": "!",
}
Words = frozenset[str] | None


def needed(rule: Any) -> Words:
    """Words (in lower case) of which a text must have one for this part of a rule to match; None: any."""
    if not isinstance(rule, Mapping):
        return None
    found: list[Words] = []
    for key, part in rule.items():
        if key == "pattern":
            found.append(_of_pattern(part))
        elif key == "regex":
            found.append(_of_regex(part))
        elif key == "kind" and part in KINDS:
            found.append(frozenset({KINDS[part]}))
        elif key in ("has", "inside", "precedes", "follows"):
            found.append(needed(part))
        elif key == "all":
            found.extend(needed(one) for one in part)
        elif key == "any":
            found.append(_either(needed(one) for one in part))
    return _best(found)


def _of_pattern(pattern: Any) -> Words:
    text = pattern if isinstance(pattern, str) else pattern["context"].removeprefix("func f()")
    names = re.findall(r"(?<![$\w])[A-Za-z_]\w+", text)
    longest = max(names, key=len, default="")
    return frozenset({longest.lower()}) if len(longest) >= SHORTEST else None


def _either(parts: Iterable[Words]) -> Words:
    found: set[str] = set()
    for words in parts:
        if not words:
            return None
        found |= words
    return frozenset(found) if len(found) <= MOST else None


def _best(candidates: Iterable[Words]) -> Words:
    """The set that says the most: few words, long ones."""
    known = [words for words in candidates if words]
    return min(known, key=lambda words: (len(words), -min(map(len, words))), default=None)


def _of_regex(regex: str) -> Words:
    """The words of a regular expression: of each of its alternatives one that it can't do without."""
    return _either(_of_sequence(one) for one in _split(re.sub(r"^\(\?[is]+\)|\^", "", regex)))


def _split(regex: str) -> list[str]:
    """The alternatives at the top of an expression."""
    parts, depth, begin = [], 0, 0
    for place, sign in _signs(regex):
        depth += (sign in "([") - (sign in ")]")
        if sign == "|" and depth == 0:
            parts.append(regex[begin:place])
            begin = place + 1
    return [*parts, regex[begin:]]


def _signs(regex: str) -> list[tuple[int, str]]:
    """The characters that mean something, with their places; inside of […] only its end does."""
    found: list[tuple[int, str]] = []
    place, in_class = 0, False
    while place < len(regex):
        sign = regex[place]
        if sign == "\\":
            place += 2
            continue
        if in_class:
            in_class = sign != "]"
            if not in_class:
                found.append((place, sign))
        elif sign in "([)]|":
            in_class = sign == "["
            found.append((place, sign))
        place += 1
    return found


def _of_sequence(regex: str) -> Words:
    """A run of letters, or a group, that is not optional."""
    candidates: list[Words] = []
    run, place = "", 0
    while place <= len(regex):
        sign = regex[place] if place < len(regex) else ""
        if sign.isalnum() or (sign in ("_", " ") and sign):
            run += sign
            place += 1
            continue
        literal = regex[place : place + 2] in ("\\.", "\\(", "\\:", "\\!")
        if literal:
            run += regex[place + 1]
            place += 2
            continue
        if sign and sign in "?*{+":
            run = run[:-1]
        candidates.append(frozenset({run.lower()}) if len(run.strip()) >= SHORTEST else None)
        run = ""
        end = _end_of_group(regex, place) if sign in ("(", "[") else 0
        if end and sign == "(" and regex[end : end + 1] not in ("?", "*", "{"):
            candidates.append(_of_group(regex[place + 1 : end - 1]))
        place = end or place + (2 if sign == "\\" else 1)
    return _best(candidates)


def _of_group(inner: str) -> Words:
    if inner.startswith("?") and not re.match(r"\?(?:i?s?:)", inner):
        return None  # a look-around
    return _of_regex(re.sub(r"^\?(?:i?s?:)", "", inner))


def _end_of_group(regex: str, begin: int) -> int:
    depth = 0
    for place, sign in _signs(regex[begin:]):
        depth += (sign in "([") - (sign in ")]")
        if depth == 0:
            return begin + place + 1
    return len(regex)
