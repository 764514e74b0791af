"""Takes hidden HTML out of Markdown: comments, scripts, elements that are not shown. Code stays as it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from knowledge.reading.unseen import conceals, declarations

# What begins first wins, as in CommonMark: a comment may hold backticks, a code span may hold a comment.
_TAG = re.compile(
    r"(?P<code>(?<![`\\])(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).){1,2000}?(?<!`)(?P=ticks)(?!`))"
    r"|<!--(?:>|->|.*?(?:-->|\Z))"
    r"|<(?P<close>/?)(?P<name>[a-zA-Z][\w-]*)(?P<rest>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>"
    r"|<[?!][^>]*(?:>|\Z)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([\w:-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
# A definition whose target is nothing is how people write comments in Markdown: [//]: # (text)
_DEFINITION = re.compile(r"^[ \t>*+-]*\[[^\]\n]+\]:[ \t]*(?:#|<>)[ \t]*(?:[(\"'].*)?$", re.MULTILINE)
_NEVER_SHOWN = {"script", "style", "template", "noscript", "head", "title", "iframe", "object", "svg"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass(slots=True)
class _Open:
    """The hidden element that the reading is inside of."""

    name: str = ""
    depth: int = 0
    kept: list[str] = field(default_factory=list)

    def take(self, text: str) -> None:
        if not self.depth:
            self.kept.append(text)

    def tag(self, match: re.Match[str]) -> None:
        name, rest = (match["name"] or "").lower(), match["rest"] or ""
        if match["code"]:
            self.take(match.group())
        elif self.depth:
            if name == self.name and not rest.rstrip().endswith("/"):
                self.depth += -1 if match["close"] else 1
        elif name and not match["close"] and name not in _VOID and hidden(name, rest):
            self.name, self.depth = name, 1
        elif name:
            self.kept.append(match.group())


def without_hidden(text: str, code_lines: list[tuple[int, int]]) -> str:
    """A page of Markdown without what its reader would not see.

    Args:
        text: the Markdown, with plain line ends.
        code_lines: where its code blocks are: first line, and the line after the last.
    """
    state = _Open()
    for is_code, part in _parts(text, code_lines):
        if is_code:
            state.take(part)
            continue
        place = 0
        part = _DEFINITION.sub("", part)
        for match in _TAG.finditer(part):
            state.take(part[place : match.start()])
            state.tag(match)
            place = match.end()
        state.take(part[place:])
    return "".join(state.kept)


def hidden(name: str, attributes: str) -> bool:
    """Whether an element with these attributes is not shown."""
    if name in _NEVER_SHOWN:
        return True
    found = {
        match.group(1).lower(): unescape(next((text for text in match.groups()[1:] if text), ""))
        for match in _ATTRIBUTE.finditer(attributes)
    }
    if "hidden" in found or found.get("aria-hidden", "").strip().lower() == "true":
        return True
    if name == "font" and found.get("color", "").strip().lower() in ("white", "#fff", "#ffffff"):
        return True
    return conceals(declarations(found.get("style", "")))


def _parts(text: str, code_lines: list[tuple[int, int]]) -> Iterator[tuple[bool, str]]:
    """The text in order: code blocks, and what lies between them."""
    lines = text.split("\n")
    place = 0
    for start, end in sorted(code_lines):
        if start < place:
            continue
        yield False, "".join(f"{line}\n" for line in lines[place:start])
        yield True, "".join(f"{line}\n" for line in lines[start:end])
        place = end
    yield False, "\n".join(lines[place:])
