"""Text in and out of Slack."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import (
    clean,
    cut,
    is_group,
    is_member,
    link_citations,
    mention,
    mention_group,
    pieces,
    shorten,
    slack_link,
    to_mrkdwn,
)


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("<@U0DECK> why?", "why?"),
        ("hey <@U0DECK|quarterdeck>, why?", "hey , why?"),
        ("ask <@U0JONAS> or <@U0X>", "ask @Jonas Weber or @U0X"),
        ("a &lt;b&gt; &amp;&amp; c", "a <b> && c"),
        ("see <http://refunds.py|refunds.py>", "see refunds.py"),
        ("see <https://a.b/c|the page>", "see the page (https://a.b/c)"),
        ("see <https://a.b/c>", "see https://a.b/c"),
        ("<mailto:a@b.c|a@b.c>", "a@b.c"),
        ("in <#C1|payments> <!here> <!subteam^S1|@oncall>", "in #payments @here @oncall"),
        ("<!date^1^{date}|today>", "today"),
        ("  a   b\n\n\n\nc  ", "a b\n\nc"),
        ("nul\x00", "nul"),
        ("&lt;@U0DECK&gt;", "<@U0DECK>"),
    ],
)
def test_what_was_typed(raw: str, plain: str) -> None:
    names = {"U0JONAS": "Jonas Weber"}
    assert clean(raw, "U0DECK", names.get) == plain


def test_citations_become_links() -> None:
    links = {"E1": "http://a", "E2": None, "E3": "http://c"}
    assert link_citations("x [E1] y [E2, E3].", links) == "x [E1](http://a) y [E2] [E3](http://c)."
    assert link_citations("`[E1]` ```\n[E1]\n``` [E1](z)", links) == "`[E1]` ```\n[E1]\n``` [E1](z)"


def test_a_link_is_not_ended_by_its_own_address() -> None:
    assert (
        link_citations("[E1]", {"E1": "http://a/b (1)?q=%20&x=y#L2"})
        == "[E1](http://a/b%20%281%29?q=%20&x=y#L2)"
    )


def test_an_answer_pings_nobody() -> None:
    shown = link_citations("log says <!channel> and <@U1> in <#C1>", {})
    assert "<!" not in shown
    assert "<@" not in shown
    assert "<#C1>" in shown


@given(st.text(alphabet="ab \n.`", max_size=400), st.integers(min_value=30, max_value=90))
def test_pieces_lose_nothing_and_fit(text: str, longest: int) -> None:
    parts = pieces(text, longest)
    assert all(len(part) <= longest for part in parts)
    if "```" not in text:
        assert "".join(parts) == text


def test_a_cut_code_block_stays_one() -> None:
    parts = pieces("```\n" + "line of code\n" * 50 + "```", 200)
    assert len(parts) > 1
    assert all(part.count("```") == 2 for part in parts)


def test_cut_and_shorten() -> None:
    assert cut("short", 10) == ("short", False)
    text, more = cut("one two three four five six", 20)
    assert more
    assert text.endswith("…")
    assert len(text) <= 20
    assert shorten("one two three", 9) == "one two"


@pytest.mark.parametrize(
    ("markdown", "mrkdwn"),
    [
        ("# Title", "*Title*"),
        ("**bold** *it* ~~no~~ `a<b`", "*bold* _it_ ~no~ `a&lt;b`"),
        ("[E1](http://x/?a=1&b=2)", "<http://x/?a=1&b=2|E1>"),
        ("- a\n- b\n  1. c", "• a\n• b\n    1. c"),
        ("> quoted", "> quoted"),
        ("a < b", "a &lt; b"),
        ("| a | bb |\n|---|---|\n| 1 | 2 |", "```\na  bb\n1  2\n```"),
        ("```py\nx = 1 < 2\n```", "```\nx = 1 &lt; 2\n```"),
    ],
)
def test_markdown_in_slacks_markup(markdown: str, mrkdwn: str) -> None:
    assert to_mrkdwn(markdown) == mrkdwn


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://ci.example/job/1", "<https://ci.example/job/1|log>"),
        ("https://ci.example/a|b>c", "<https://ci.example/a%7Cb%3Ec|log>"),
        ("javascript:alert(1)", "log"),
        ("https://ci.example@evil.example/", "log"),
        ("http://[", "log"),
        (None, "log"),
    ],
)
def test_a_vendors_address_is_a_link_to_a_page_or_none(url: str | None, shown: str) -> None:
    assert slack_link(url, "log") == shown


def test_only_pages_are_linked_in_modals() -> None:
    assert to_mrkdwn("[a](ftp://x/y) [b](evil) [c](http://x/y)") == "a b <http://x/y|c>"


@pytest.mark.parametrize(
    ("account", "shown"),
    [
        ("U0MAYA", "<@U0MAYA>"),
        ("W012A3CDE", "<@W012A3CDE>"),
        ("S0ONCALL", "S0ONCALL"),
        ("quarterdeck", "quarterdeck"),
        ("github:maya", "github:maya"),
        ("Ulla> <!channel", "Ulla> <!channel"),
    ],
)
def test_only_members_are_mentioned(account: str, shown: str) -> None:
    assert mention(account) == shown
    assert is_member(account) == (shown != account)


def test_a_user_group_is_told_from_a_person() -> None:
    assert (is_group("S0ONCALL"), is_group("U0MAYA"), is_group("sre")) == (True, False, False)
    assert mention_group("S0ONCALL") == "<!subteam^S0ONCALL>"
    assert not is_member(None)
