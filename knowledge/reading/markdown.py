"""Reads Markdown: sections by their headings, each block as it is written."""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from knowledge.reading.document import LONGEST_ANCHOR, Document, Section, document, shortened
from knowledge.reading.errors import UnreadableError
from knowledge.reading.front_matter import split_front_matter
from knowledge.reading.markup import without_hidden
from knowledge.reading.unseen import seen

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

CODE = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
TAG = re.compile(r"^ *<(?=[!?/a-zA-Z])", re.MULTILINE)
# Characters of HTML on a page that are read along with its Markdown. Of more none is: to take a megabyte of
# tags apart would take minutes.
MOST_HTML = 50_000
# What converters add to a heading whose anchor is not made of its words.
ANCHOR = re.compile(r"\s*\{#([^{}\s]+)\}\s*$")


def parse(text: str, name: str) -> Document:
    """Read a page.

    Args:
        text: the Markdown.
        name: what to call the page when it has no title: its file name without the ending.
    """
    front_matter, body = split_front_matter(seen(text))
    shown = _shown(body)
    # What a style sheet hides is known of a whole page of HTML only: beside one no block of HTML is read.
    read = shown if "<style" in body.lower() else _with_html_read(shown)
    return document(name, tuple(_sections(read)), front_matter)


def parse_converted(text: str, name: str) -> Document:
    """Read Markdown that was made of another format: it has no hidden parts, and names its anchors."""
    return document(name, tuple(_sections(seen(text), converted=True)))


def _shown(body: str) -> str:
    """The Markdown without its hidden parts; most pages have none, and are not taken apart for it."""
    if "<" not in body and "]:" not in body:
        return body
    code = [
        (token.map[0], token.map[1])
        for token in _markdown().parse(body)
        if token.type in ("fence", "code_block") and token.map is not None
    ]
    return without_hidden(body, code)


def _with_html_read(body: str) -> str:
    """The page with its blocks of HTML as Markdown."""
    if "<" not in body:
        return body
    lines = body.split("\n")
    blocks = [
        (token.map[0], token.map[1])
        for token in _markdown().parse(body)
        if token.type == "html_block" and token.level == 0 and token.map is not None
    ]
    if sum(len(line) for start, end in blocks for line in lines[start:end]) > MOST_HTML:
        return body
    for start, end in reversed(blocks):
        lines[start:end] = ["", *_as_markdown("\n".join(lines[start:end])).split("\n"), ""]
    return "\n".join(lines)


def _as_markdown(html: str) -> str:
    from knowledge.reading.converters.html import markdown_of

    try:
        parts = CODE.split(seen(markdown_of(html)))
    except (UnreadableError, RecursionError):
        return ""
    # Text that looks like a tag must not be taken for one now.
    parts[::2] = [TAG.sub(r"\\<", part) for part in parts[::2]]
    return "".join(parts)


def slug(heading: str) -> str:
    """GitHub's anchor for a heading: lower case, punctuation gone, spaces as hyphens; none for a novel."""
    anchor = re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
    return anchor if len(anchor) <= LONGEST_ANCHOR else ""


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    # Only blocks are looked at; taking lines apart costs minutes where one of them is a megabyte long.
    return MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"])


def _sections(body: str, converted: bool = False) -> Iterator[Section]:
    lines = body.split("\n")
    headings: list[tuple[int, str]] = []
    blocks: list[str] = []
    known: dict[str, int] = {}
    anchor = ""
    tokens = _markdown().parse(body)
    for position, token in enumerate(tokens):
        if token.level != 0 or token.map is None:
            continue
        if token.type == "heading_open":
            if blocks:
                yield Section(tuple(title for _, title in headings), anchor, tuple(blocks))
            content, depth = tokens[position + 1].content, int(token.tag[1:])
            given = ANCHOR.search(content) if converted else None
            title = _plain(ANCHOR.sub("", content) if given else content)
            headings = [*(above for above in headings if above[0] < depth), (depth, shortened(title))]
            anchor, blocks = given.group(1) if given else _unique(slug(title), known), []
            continue
        block = _written(lines, token, converted)
        if block:
            blocks.append(block)
    if blocks:
        yield Section(tuple(title for _, title in headings), anchor, tuple(blocks))


def _written(lines: list[str], token: "Token", converted: bool) -> str:
    if token.map is None or (token.type == "html_block" and not converted):
        return ""
    return "\n".join(line.rstrip() for line in lines[token.map[0] : token.map[1]]).strip("\n")


def _plain(heading: str) -> str:
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[`*]|(?<!\w)_|_(?!\w)", "", text).strip()


def _unique(name: str, seen: dict[str, int]) -> str:
    number = seen.get(name, 0)
    seen[name] = number + 1
    return f"{name}-{number}" if number else name
