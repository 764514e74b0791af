from typing import Any

import pytest

from sandbox.slack.block_kit import check_message
from sandbox.slack.rich_text import rich_text, stored_text

Json = dict[str, Any]
NAMES = {"@maya": "U0MAYA", "#payments": "C0PAYMENTS"}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("@maya see #payments", "<@U0MAYA> see <#C0PAYMENTS>"),
        ("ask @maya.", "ask <@U0MAYA>."),
        ("payments#42 by @nobody", "payments#42 by @nobody"),
        ("mail maya@maya.example", "mail maya@maya.example"),
        ("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"),
        ("<@U0MAYA> <#C0PAYMENTS> <!here>", "<@U0MAYA> <#C0PAYMENTS> <!here>"),
        ("https://a.example/x?y=1&z=2, then", "<https://a.example/x?y=1&amp;z=2>, then"),
        ("<https://a.example|there>", "<https://a.example|there>"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ],
)
def test_typed_text_becomes_message_text(typed: str, stored: str) -> None:
    assert stored_text(typed, NAMES) == stored


def kinds(text: str) -> list[str]:
    block = rich_text(text, "b")
    check_message([block])
    return [element["type"] for element in block["elements"]]


def pieces(text: str) -> list[Json]:
    elements: list[Json] = rich_text(text, "b")["elements"][0]["elements"]
    return elements


def test_pieces_of_a_line() -> None:
    assert pieces("<@U0MAYA> *b* _i_ ~s~ `c` :eyes: <https://a.example|l> a &amp; b <!here> <#C1>") == [
        {"type": "user", "user_id": "U0MAYA"},
        {"type": "text", "text": " "},
        {"type": "text", "text": "b", "style": {"bold": True}},
        {"type": "text", "text": " "},
        {"type": "text", "text": "i", "style": {"italic": True}},
        {"type": "text", "text": " "},
        {"type": "text", "text": "s", "style": {"strike": True}},
        {"type": "text", "text": " "},
        {"type": "text", "text": "c", "style": {"code": True}},
        {"type": "text", "text": " "},
        {"type": "emoji", "name": "eyes"},
        {"type": "text", "text": " "},
        {"type": "link", "url": "https://a.example", "text": "l"},
        {"type": "text", "text": " a & b "},
        {"type": "broadcast", "range": "here"},
        {"type": "text", "text": " "},
        {"type": "channel", "channel_id": "C1"},
    ]


def test_names_with_underscores_stay_plain() -> None:
    assert pieces("test_refund_rounds 2*3*4") == [{"type": "text", "text": "test_refund_rounds 2*3*4"}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\ntwo", ["rich_text_section"]),
        ("see\n```\nlog\n```\nthere", ["rich_text_section", "rich_text_preformatted", "rich_text_section"]),
        ("list:\n• one\n• two\nend", ["rich_text_section", "rich_text_list", "rich_text_section"]),
        ("1. one\n2. two", ["rich_text_list"]),
        ("&gt; said", ["rich_text_quote"]),
        ("asked:\n> one\n> two\nend", ["rich_text_section", "rich_text_quote", "rich_text_section"]),
    ],
)
def test_paragraphs(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected
