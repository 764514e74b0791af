"""What people write, as GitHub shows it: Markdown, without the comments that only programs read."""

import re

from markdown_it import MarkdownIt
from markupsafe import Markup

_HIDDEN = re.compile(r"<!--.*?-->", re.DOTALL)
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def words(text: str) -> Markup:
    """A text as HTML; tags in it are shown as text."""
    return Markup(_MARKDOWN.render(_HIDDEN.sub("", text)))  # noqa: S704 - the renderer escapes what it is given
