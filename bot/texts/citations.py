"""Citations like `[E1]`, made into links that open the evidence."""

import re
from collections.abc import Mapping

from bot.texts.links import web_address

# Links beside each other would run into one another.
_ADJACENT = re.compile(r"(\[E\d+\])(?=\[E\d+\])")
# Code comes first, so that what looks like a citation inside of it stays as it is.
_PARTS = re.compile(r"(```.*?```|`[^`\n]*`)|\[(E\d+(?:\s*[,;]\s*E\d+)*)\](?!\()", re.DOTALL)
_BRACKETS = str.maketrans({"(": "%28", ")": "%29"})
_PING = re.compile(r"<(?=[!@])")


def link_citations(markdown: str, links: Mapping[str, str | None]) -> str:
    """Markdown in which every citation links to its evidence.

    Args:
        markdown: An answer's text.
        links: The address of each citation id; None where there is none.
    """

    def replace(match: re.Match[str]) -> str:
        code, cited = match.groups()
        if code is not None:
            return str(code)
        ids = re.split(r"\s*[,;]\s*", cited)
        return " ".join(_link(id_, links.get(id_)) for id_ in ids)

    return _PARTS.sub(replace, _ADJACENT.sub(r"\1 ", without_pings(markdown)))


def _link(id_: str, url: str | None) -> str:
    # A bracket or a space would end the link early.
    address = web_address(url)
    return f"[{id_}]({address.translate(_BRACKETS)})" if address else f"[{id_}]"


def without_pings(text: str) -> str:
    """Text that can't ping anybody: a log line with `<!channel>` in it stays a log line."""
    return _PING.sub("<\u200b", text)
