"""The evidence modals: the list of what an answer cites, and one piece of it in full."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.blocks.pages import paged
from bot.blocks.parts import SECTION, button, context, section
from bot.texts import pieces, slack_link, web_address
from bot.texts.mrkdwn import escape
from storage.models import Evidence

SHOW_EVIDENCE = "show_evidence"
READ_EVIDENCE = "read_evidence"
TURN_LIST = "turn_evidence"
TURN_PIECE = "turn_piece"

# Escaping makes a text longer by up to five times, and the fences of a code block take eight characters.
EXCERPT = (SECTION - 8) // 2


def evidence_list(ask_id: str, evidence: Sequence[Evidence], page: int = 0) -> View:
    """All evidence of an ask, each with a link to the original and a button to read it."""
    blocks: list[Block] = []
    for item in evidence:
        read = button("Read", READ_EVIDENCE, f"{ask_id}:{item.number}")
        blocks.append(section(f"*E{item.number}* {escape(item.title)}", accessory=read))
        blocks.append(context(_origin(item)))
    empty = [section("No evidence is kept for this answer.")]
    return paged("Evidence", blocks or empty, page, TURN_LIST, ask_id)


def evidence_piece(item: Evidence, page: int = 0) -> View:
    """One piece of evidence, whole, over as many pages as it takes."""
    blocks = [section(f"*{escape(item.title)}*"), context(_origin(item))]
    for part in pieces(item.content, EXCERPT):
        blocks += [section(f"```{chunk}```") for chunk in _fitting(part)]
    return paged(f"Evidence E{item.number}", blocks, page, TURN_PIECE, f"{item.ask_id}:{item.number}")


def _fitting(text: str) -> list[str]:
    # What is full of `<` and `&` grows when it is escaped.
    escaped = escape(text.strip("\n").replace("```", "'''"))
    if not escaped.strip():
        return []
    if len(escaped) <= SECTION - 8:
        return [escaped]
    middle = len(text) // 2
    return [*_fitting(text[:middle]), *_fitting(text[middle:])]


def _origin(item: Evidence) -> str:
    when = item.created_at.strftime("%Y-%m-%d %H:%M UTC")
    original = f" · {slack_link(item.url, 'Open the original')}" if web_address(item.url) else ""
    return f"{item.source} · `{item.tool}` · {when}{original}"
