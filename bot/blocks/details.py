"""The details modal: the whole answer, its findings, and what was checked."""

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.blocks.cost import cost_blocks
from bot.blocks.pages import paged
from bot.blocks.parts import context, divider, header, section, sections
from bot.texts import link_citations, slack_link, to_mrkdwn
from bot.texts.mrkdwn import escape
from storage.models import Answer, Usage
from tools.findings import Severity

SHOW_DETAILS = "show_details"
TURN_DETAILS = "turn_details"


def details_modal(answer: Answer, page: int = 0, usage: Sequence[Usage] = ()) -> View:
    """The details of an answer.

    Args:
        answer: The stored answer.
        page: Which page, from 0.
        usage: The calls of models that it took.
    """
    links = {item["id"]: item.get("url") for item in answer.citations}
    blocks = sections(to_mrkdwn(link_citations(answer.text, links)))
    if answer.details:
        blocks += [divider(), *sections(to_mrkdwn(link_citations(answer.details, links)))]
    blocks += _findings(answer.findings)
    blocks += [context(escape(note)) for note in answer.notes if note]
    blocks += cost_blocks(usage)
    return paged(
        "Details", blocks or [section("There is nothing more.")], page, TURN_DETAILS, str(answer.ask_id)
    )


def _findings(findings: Sequence[Mapping[str, Any]]) -> list[Block]:
    if not findings:
        return []
    return [divider(), header(f"Findings ({len(findings)})"), *(section(_finding(item)) for item in findings)]


def _finding(item: Mapping[str, Any]) -> str:
    where = escape(f"{item['path']}:{item['line']}" if item.get("line") else item.get("path") or "")
    if where:
        where = slack_link(item.get("url"), where)
    lines = [f"{Severity(item['severity']).mark} *{escape(item['title'])}* ({item['severity']})"]
    lines += [where] if where else []
    lines += [escape(item["why"])] if item.get("why") else []
    if item.get("suggestion"):
        lines.append(f"_Suggested:_ {escape(item['suggestion'])}")
    return "\n".join(lines)
