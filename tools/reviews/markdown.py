"""Text for GitHub's Markdown in which nobody else's text can do anything: mention, hide, or load."""

import re

LONGEST_BODY = 65_536  # characters that GitHub takes in a comment or review

_CODE = re.compile(r"(`+)(?:(?!\1).)+?\1(?!`)", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_TICKS = re.compile(r"`+")


def prose(text: str) -> str:
    """Text outside of code: no tags, no mentions of people, no pictures."""
    clean, parts, at = _CONTROL.sub("", text), [], 0
    for match in _CODE.finditer(clean):
        parts += [_tame(clean[at : match.start()]), match[0]]
        at = match.end()
    return "".join([*parts, _tame(clean[at:])])


def _tame(text: str) -> str:
    tamed = text.replace("&", "&amp;").replace("<", "&lt;").replace("![", "!&#91;")
    # A word joiner keeps GitHub from telling whoever is named so.
    return tamed.replace("@", "@\u2060").replace("`", "\\`")


def code(text: str) -> str:
    """A short piece of code within a line."""
    clean = _CONTROL.sub("", text).replace("\n", " ")
    ticks = "`" * (1 + max((len(run) for run in _TICKS.findall(clean)), default=0))
    space = " " if clean.startswith("`") or clean.endswith("`") else ""
    return f"{ticks}{space}{clean}{space}{ticks}"


def cell(text: str) -> str:
    """Text in a table."""
    return text.replace("\n", " ").replace("|", "\\|")


def fenced(text: str, kind: str) -> str:
    """A block of code that ends where it should, whatever is in it."""
    ticks = "`" * max(3, 1 + max((len(run) for run in _TICKS.findall(text)), default=0))
    lines = f"{text}\n" if text else ""
    return f"{ticks}{kind}\n{lines}{ticks}"


def cut(text: str, longest: int) -> str:
    """A text that is not longer than this."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
