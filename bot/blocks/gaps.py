"""The weekly list of what the documents did not answer."""

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import Block

from bot.blocks.asks import permalink
from bot.blocks.parts import button, context, header, section
from bot.texts import cut
from bot.texts.mrkdwn import escape
from storage.knowledge.gaps import Gap, Reason

CLOSE_GAPS = "close_gaps"
TITLE = "What the documents did not answer"
WHY = {Reason.NOTHING: "nothing was found", Reason.WRONG: "the answer was marked as wrong"}
# A message holds 50 blocks, and a button's value 2,000 characters.
MOST_GROUPS = 40
MOST_IN_GROUP = 50
LINKS = 5
QUESTION = 300


def gap_list(groups: Sequence[Sequence[Gap]], hidden: int, workspace_url: str) -> tuple[str, list[Block]]:
    """The list, and what it says in a notification.

    Args:
        groups: what asks for the same together.
        hidden: how many more were asked where the reader does not read along.
        workspace_url: for links to the threads.
    """
    blocks: list[Block] = [header(TITLE)]
    for group in groups[:MOST_GROUPS]:
        ids = ",".join(gap.id.hex for gap in group[:MOST_IN_GROUP])
        blocks.append(section(_shown(group, workspace_url), button("Answered now", CLOSE_GAPS, ids)))
    if len(groups) > MOST_GROUPS:
        blocks.append(context(f"{len(groups) - MOST_GROUPS} more: `quarterdeck knowledge gaps`"))
    if hidden:
        blocks.append(context(f"{_questions(hidden)} asked in private places, which I don't repeat here."))
    shown = sum(len(group) for group in groups)
    return f"{TITLE}: {_questions(shown + hidden)}", blocks


def closed(blocks: Sequence[dict[str, Any]], value: str, person: str) -> list[dict[str, Any]]:
    """The message's blocks after somebody has pressed a button."""
    left = []
    for block in blocks:
        pressed = (block.get("accessory") or {}).get("value") == value
        left.append({key: part for key, part in block.items() if key != "accessory"} if pressed else block)
        if pressed:
            left.append(context(f"✓ <@{person}> says that this is answered now.").to_dict())
    return left


def _shown(group: Sequence[Gap], workspace_url: str) -> str:
    question = escape(cut(" ".join(group[0].question.split()), QUESTION)[0])
    links = [
        f"<{permalink(workspace_url, gap.channel, gap.thread_ts)}|thread>"
        for gap in group[:LINKS]
        if gap.channel and gap.thread_ts
    ]
    why = " and ".join(dict.fromkeys(WHY[Reason(gap.reason)] for gap in group))
    times = f", asked {len(group)} times" if len(group) > 1 else ""
    near = ", ".join(escape(path) for path in group[0].pages[:3])
    lines = [f"*{question}*", " · ".join([f"{why}{times}", *links])]
    return "\n".join([*lines, f"Nearest pages: {near}"] if near else lines)


def _questions(count: int) -> str:
    return "1 question" if count == 1 else f"{count} questions"
