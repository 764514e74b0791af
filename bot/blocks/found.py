"""What a search in the documents found."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from bot.blocks.parts import context, section
from bot.texts import cut, slack_link
from bot.texts.mrkdwn import escape
from knowledge import Hit

SHOWN = 300


def found_blocks(words: str, hits: Sequence[Hit]) -> list[Block]:
    """The passages with their links, best first."""
    asked = escape(cut(words, 200)[0])
    if not hits:
        return [
            section(f"I found nothing about *{asked}*."),
            context("`/deck knowledge` shows what I have read."),
        ]
    return [section(f"*{asked}*"), *(section(_hit(hit)) for hit in hits)]


def _hit(hit: Hit) -> str:
    title = f"{hit.title} › {hit.heading}" if hit.heading else hit.title
    words = escape(cut(" ".join(hit.text.split()), SHOWN)[0])
    return f"*{slack_link(hit.url, escape(cut(title, 200)[0]))}* · {hit.date}\n{words}"
