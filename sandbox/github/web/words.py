"""What people write, as GitHub shows it: Markdown, without the comments that only programs read."""

import html
import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

_HIDDEN = re.compile(r"<!--.*?-->", re.DOTALL)
# Of the tags that GitHub lets through, those that reviews use; none with attributes.
_HARMLESS = re.compile(r"&lt;(/?(?:sub|sup|details|summary|kbd|br))&gt;")


def _tags(renderer: RendererHTML, tokens: Sequence[Token], at: int, *_: Any) -> str:
    return _HARMLESS.sub(r"<\1>", html.escape(tokens[at].content, quote=False))


_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_MARKDOWN.add_render_rule("html_inline", _tags)
_MARKDOWN.add_render_rule("html_block", _tags)


def words(text: str) -> Markup:
    """A text as HTML; tags in it are shown as text, harmless ones excepted."""
    return Markup(_MARKDOWN.render(_HIDDEN.sub("", text)))  # noqa: S704 - the renderer escapes what it is given
