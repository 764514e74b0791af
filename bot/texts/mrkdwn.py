"""Markdown in Slack's own markup: modals and the Home tab know nothing else.

https://docs.slack.dev/messaging/formatting-message-text
"""

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

_INLINE = {
    "strong_open": "*",
    "strong_close": "*",
    "em_open": "_",
    "em_close": "_",
    "s_open": "~",
    "s_close": "~",
    "softbreak": "\n",
    "hardbreak": "\n",
}


_CHANNEL = re.compile(r"#([CG][A-Z0-9]{7,})\b")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def to_mrkdwn(markdown: str) -> str:
    """The text in Slack's markup: headings become bold lines, tables become aligned text."""
    return _Writer().write(_parser().parse(markdown))


def escape(text: str) -> str:
    """Text in which `&`, `<` and `>` are not markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quote(text: str) -> str:
    """What somebody said, as a quote; a channel that stands in it by its id is shown by its name."""
    lines = _CHANNEL.sub(r"<#\1>", escape(text)).splitlines()
    return "\n".join(f"> {line}" for line in lines)


class _Writer:
    """Walks the tokens of a document once and keeps the lines."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._lists: list[int | None] = []
        self._quoted = 0
        self._rows: list[list[str]] | None = None
        self._heading = False
        self._pending = ""

    def write(self, tokens: list[Token]) -> str:
        for token in tokens:
            handle = getattr(self, f"_{token.type}", None)
            if handle is not None:
                handle(token)
        return "\n".join(self._out).strip()

    def _inline(self, token: Token) -> None:
        text = _inline(token.children or [])
        if self._rows is not None:
            self._rows[-1].append(token.content)
        elif self._heading:
            bare = text.replace("*", "")
            self._add(f"*{bare}*")
        else:
            self._add(text)

    def _add(self, text: str) -> None:
        for line in text.split("\n"):
            self._out.append(f"{'> ' * self._quoted}{self._marker()}{line}")

    def _marker(self) -> str:
        marker, self._pending = self._pending, ""
        return marker

    def _heading_open(self, token: Token) -> None:
        self._heading = True

    def _heading_close(self, token: Token) -> None:
        self._heading = False

    def _paragraph_close(self, token: Token) -> None:
        if not token.hidden:
            self._out.append("")

    def _bullet_list_open(self, token: Token) -> None:
        self._lists.append(None)

    def _ordered_list_open(self, token: Token) -> None:
        self._lists.append(int(token.attrGet("start") or 1))

    def _bullet_list_close(self, token: Token) -> None:
        self._lists.pop()
        if not self._lists:
            self._out.append("")

    _ordered_list_close = _bullet_list_close

    def _list_item_open(self, token: Token) -> None:
        indent = "    " * (len(self._lists) - 1)
        number = self._lists[-1]
        self._pending = f"{indent}• " if number is None else f"{indent}{number}. "
        if number is not None:
            self._lists[-1] = number + 1

    def _blockquote_open(self, token: Token) -> None:
        self._quoted += 1

    def _blockquote_close(self, token: Token) -> None:
        self._quoted -= 1

    def _fence(self, token: Token) -> None:
        self._out += ["```", escape(token.content.rstrip("\n")), "```"]

    _code_block = _fence

    def _hr(self, token: Token) -> None:
        self._out.append("———")

    def _table_open(self, token: Token) -> None:
        self._rows = []

    def _tr_open(self, token: Token) -> None:
        if self._rows is not None:
            self._rows.append([])

    def _table_close(self, token: Token) -> None:
        rows = self._rows or []
        self._rows = None
        widths = [max(len(row[i]) for row in rows if i < len(row)) for i in range(max(map(len, rows)))]
        lines = ("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=False)).rstrip() for row in rows)
        self._out += ["```", escape("\n".join(lines)), "```"]


def _page(address: str) -> str:
    """The address of a page of the web; anything else is no link."""
    return address if address.lower().startswith(("http://", "https://")) else ""


def _inline(children: list[Token]) -> str:
    out: list[str] = []
    address = ""
    for token in children:
        if token.type == "link_open":
            address = _page(str(token.attrGet("href") or ""))
            out.append(f"<{address.replace('|', '%7C')}|" if address else "")
        elif token.type == "link_close":
            out.append(">" if address else "")
        elif token.type == "code_inline":
            out.append(f"`{escape(token.content)}`")
        elif token.type == "image":
            out.append(escape(token.content))
        else:
            out.append(_INLINE.get(token.type, escape(token.content)))
    return "".join(out)
