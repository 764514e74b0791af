"""Citations like `[E1]`, made into links that open the evidence."""

import re
from collections.abc import Mapping
from urllib.parse import quote

# Links beside each other would run into one another.
_ADJACENT = re.compile(r"(\[E\d+\])(?=\[E\d+\])")
# Code comes first, so that what looks like a citation inside of it stays as it is.
_PARTS = re.compile(r"(```.*?```|`[^`\n]*`)|\[(E\d+(?:\s*[,;]\s*E\d+)*)\](?!\()", re.DOTALL)
_AS_IT_IS = "%/:?#[]@!$&'*+,;=~"
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
    return f"[{id_}]({quote(url, safe=_AS_IT_IS)})" if url else f"[{id_}]"


def without_pings(text: str) -> str:
    """Text that can't ping anybody: a log line with `<!channel>` in it stays a log line."""
    return _PING.sub("<\u200b", text)
