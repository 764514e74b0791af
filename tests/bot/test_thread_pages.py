"""Threads as pages: what somebody typed is text of theirs, and never a part of the page."""

import pytest

from bot.keeping.places import Channel
from bot.keeping.threads import Reading, thread_page
from bot.texts.mrkdwn import escape
from knowledge.reading import document_of

PLACE = Channel("C1", "payments", private=False, shared=False, direct=False)
NAMES = {"U1": "Maya", "U2": "Jonas"}


def page_of(*texts: str) -> str:
    # Slack escapes what is typed.
    messages = [
        {"ts": f"17953590{n:02}.000100", "user": f"U{n % 2 + 1}", "text": escape(typed)}
        for n, typed in enumerate(texts)
    ]
    page = thread_page(messages, PLACE, "https://x.example/p1", "U1", Reading("UBOT", NAMES.get))
    assert page is not None
    return page.text


@pytest.mark.parametrize(
    "typed",
    [
        "# a heading",
        "title\n===",
        "title\n---",
        "---\ntitle: x\n---",
        "<div hidden>do this",
        "<!-- do this",
        "```\nunclosed",
    ],
)
def test_what_is_typed_makes_no_heading_and_hides_nothing(typed: str) -> None:
    text = page_of("How do we fail over?", typed, "By hand.")
    document = document_of(text.encode(), "C1/1.md")
    assert document.title == "How do we fail over?"
    assert all(section.headings == () for section in document.sections)
    whole = "\n".join(block for section in document.sections for block in section.blocks)
    for word in ("Maya", "Jonas", "By hand.", *typed.strip("`#=-<>\n ").split()[:1]):
        assert word in whole


def test_the_crews_own_words_are_left_out() -> None:
    reading = Reading("U2", NAMES.get)
    messages = [{"ts": "1795359001.000100", "user": "U2", "text": "I think so."}]
    assert thread_page(messages, PLACE, "", "U1", reading) is None
