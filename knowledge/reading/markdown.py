"""Reads Markdown: front matter, and sections by their headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)(?:\r?\n)?---[ \t]*(?:\r?\n|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading, up to the next one.

    Args:
        headings: the titles above it, outermost first; the last is its own.
        anchor: the fragment by which GitHub links to it; empty before the first heading.
        blocks: paragraphs, lists, tables and code blocks, each as written.
    """

    headings: tuple[str, ...]
    anchor: str
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A page of Markdown."""

    title: str
    front_matter: dict[str, Any] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()


def parse(text: str, name: str) -> Document:
    """Read a page.

    Args:
        text: the Markdown.
        name: what to call the page when it has no title: its file name without the ending.
    """
    front_matter, body = split_front_matter(text)
    sections = tuple(_sections(body))
    first = next((section.headings[0] for section in sections if section.headings), None)
    title = str(front_matter.get("title") or first or name)
    return Document(title, front_matter, sections)


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The YAML between the first two `---` lines, and the rest. What is no YAML mapping stays text."""
    match = FRONT_MATTER.match(text)
    if match is None:
        return {}, text
    try:
        values = yaml.safe_load(match.group(1))
    except yaml.YAMLError:
        return {}, text
    return (values, text[match.end() :]) if isinstance(values, dict) else ({}, text)


def slug(heading: str) -> str:
    """GitHub's anchor for a heading: lower case, punctuation gone, spaces as hyphens."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table")


def _sections(body: str) -> Iterator[Section]:
    lines = body.splitlines()
    headings: list[tuple[int, str]] = []
    blocks: list[str] = []
    seen: dict[str, int] = {}
    anchor = ""
    tokens = _markdown().parse(body)
    for position, token in enumerate(tokens):
        if token.level != 0 or token.map is None:
            continue
        if token.type == "heading_open":
            if blocks:
                yield Section(tuple(title for _, title in headings), anchor, tuple(blocks))
            title, depth = _plain(tokens[position + 1].content), int(token.tag[1:])
            headings = [*(above for above in headings if above[0] < depth), (depth, title)]
            anchor, blocks = _unique(slug(title), seen), []
            continue
        block = "\n".join(lines[token.map[0] : token.map[1]]).strip("\n")
        if block and token.type != "html_block":
            blocks.append(block)
    if blocks:
        yield Section(tuple(title for _, title in headings), anchor, tuple(blocks))


def _plain(heading: str) -> str:
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[`*]|(?<!\w)_|_(?!\w)", "", text).strip()


def _unique(name: str, seen: dict[str, int]) -> str:
    number = seen.get(name, 0)
    seen[name] = number + 1
    return f"{name}-{number}" if number else name
