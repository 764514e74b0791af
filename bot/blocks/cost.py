"""What an answer cost, by specialist."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from slack_sdk.models.blocks import Block

from agents import SPECIALISTS, SpecialistId
from bot.blocks.parts import context, divider, section
from bot.texts.mrkdwn import escape
from storage.models import Usage


def cost_blocks(usage: Sequence[Usage]) -> list[Block]:
    """The tokens, the dollars and the model of each part of the crew; nothing where no model was called."""
    if not usage:
        return []
    ended = [row for row in usage if row.settled]
    by_caller: dict[tuple[str, str], list[Usage]] = defaultdict(list)
    for row in ended:
        by_caller[_title(row.specialist), row.model].append(row)
    lines = [f"• {escape(who)}: {_sum(rows)} · {escape(model)}" for (who, model), rows in by_caller.items()]
    text = "\n".join([f"*What it cost:* {_sum(ended)}", *lines])
    blocks = [divider(), section(text)]
    cut_off = [row for row in usage if not row.settled]
    if cut_off:
        calls = "1 call was" if len(cut_off) == 1 else f"{len(cut_off)} calls were"
        blocks.append(context(f"{calls} cut off, and may be charged for too: about {_sum(cut_off)}."))
    return blocks


def _sum(rows: Sequence[Usage]) -> str:
    tokens_in, tokens_out = sum(row.input_tokens for row in rows), sum(row.output_tokens for row in rows)
    dollars = [row.usd for row in rows]
    known = [usd for usd in dollars if usd is not None]
    price = f"${sum(known, Decimal()):.4f}" if len(known) == len(dollars) else "price not known"
    return f"{price} · {tokens_in:,} tokens read, {tokens_out:,} written"


def _title(caller: str) -> str:
    return SPECIALISTS[SpecialistId(caller)].title if caller in set(SpecialistId) else caller.capitalize()
