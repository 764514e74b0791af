"""Every builder's blocks pass slack_sdk's validation and the schemas that Slack's own types make."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from agents import SPECIALISTS, Citation, SpecialistId, UsageTotals
from agents import Answer as CrewAnswer
from bot.blocks.answer import answer_footer, who_answered
from bot.blocks.ask_modal import ask_modal
from bot.blocks.asks import asks_list
from bot.blocks.details import details_modal
from bot.blocks.evidence import evidence_list, evidence_piece
from bot.blocks.feedback import comment_modal
from bot.blocks.help import help_blocks
from bot.blocks.home import home_view
from bot.blocks.notice import notice
from bot.examples import examples
from bot.systems import System
from storage import Catalog
from storage.models import Answer, Ask, Evidence, Usage
from tests.slack_schemas import refusals

ASK_ID = UUID(int=7)
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
# Longer than any limit, and made of what grows when it is escaped.
LONG = "<&> words " * 2_000


def ask(text: str, status: str = "answered") -> Ask:
    return Ask(
        id=ASK_ID, text=text, status=status, channel="C1", thread_ts="1.000001", created_at=NOW, asker="U1"
    )


def stored_answer(text: str) -> Answer:
    finding = {"title": text, "severity": "high", "path": text, "line": 3, "why": text, "suggestion": text}
    return Answer(
        ask_id=ASK_ID,
        text=text,
        details=text,
        citations=[{"id": "E1", "url": "http://127.0.0.1:1/x"}],
        findings=[finding] * 60,
        notes=[text],
        specialists=[],
    )


def evidence(text: str) -> Evidence:
    return Evidence(
        ask_id=ASK_ID,
        number=1,
        tool="read_log",
        source="jenkins",
        title=text,
        url="http://127.0.0.1:1/x",
        content=text,
        created_at=NOW,
    )


def answer(specialists: Sequence[SpecialistId]) -> CrewAnswer:
    cited = Citation(id="E1", tool="t", source="s", title="t", url=None, at=NOW)
    usage = UsageTotals(model="m", usd=0.0123)
    return CrewAnswer(
        ask_id=ASK_ID, specialists=list(specialists), text="t", citations=[cited] * 40, usage=usage
    )


USAGE = [
    Usage(
        specialist="routing", model="m", input_tokens=9, output_tokens=1, usd=Decimal("0.01"), settled=True
    ),
    Usage(specialist="code-reviewer", model=LONG, input_tokens=9, output_tokens=1, usd=None, settled=True),
    Usage(specialist="synthesis", model="m", input_tokens=9, output_tokens=1, usd=None, settled=False),
]
ABOUT = {"channel": "C1", "ts": "1.1", "thread_ts": "1.1", "user": "U1", "text": LONG}
EXAMPLES = examples(Catalog())
SYSTEMS = [System("GitHub", True, ("GITHUB_TOKEN",)), System("Jenkins", False, ("JENKINS_URL",))]
VIEWS = {
    "ask": ask_modal(),
    "ask, with an example": ask_modal("why?"),
    "ask about": ask_modal("why?", ABOUT),
    "ask about silence": ask_modal("why?", {**ABOUT, "text": ""}),
    "ask about umlauts": ask_modal("why?", {**ABOUT, "text": "ü" * 5_000}),
    "comment": comment_modal(str(ASK_ID)),
    "details": details_modal(stored_answer("short [E1]")),
    "long details": details_modal(stored_answer(LONG), 1),
    "details with cost": details_modal(stored_answer("short"), 99, USAGE),
    "no details": details_modal(
        Answer(ask_id=ASK_ID, text="", details="", citations=[], findings=[], notes=[])
    ),
    "evidence": evidence_list(str(ASK_ID), [evidence("title")]),
    "much evidence": evidence_list(str(ASK_ID), [evidence(LONG)] * 60, 3),
    "no evidence": evidence_list(str(ASK_ID), []),
    "piece": evidence_piece(evidence("line 1\nline 2")),
    "long piece": evidence_piece(evidence(LONG), 1),
    "empty piece": evidence_piece(evidence("\n")),
    "home": home_view([ask("why?"), ask(LONG, "failed")], SYSTEMS, EXAMPLES, "https://x.slack.com/"),
    "first home": home_view([], SYSTEMS, EXAMPLES, "https://x.slack.com/"),
    "notice": notice("Details", LONG),
}
BLOCKS = {
    "help": help_blocks(),
    "unknown command": help_blocks(LONG),
    "asks": asks_list([ask("why?", "queued"), ask(LONG, "running")], "https://x.slack.com/"),
    "no asks": asks_list([], "https://x.slack.com/"),
    "answer": answer_footer(answer([SpecialistId.CODE_REVIEWER]), more_to_read=True),
    "answer of all": answer_footer(answer(list(SPECIALISTS)), more_to_read=False),
    "answer of none": answer_footer(answer([]), more_to_read=False),
}


@pytest.mark.parametrize("name", VIEWS)
def test_slack_sdk_takes_the_view(name: str) -> None:
    view = VIEWS[name].to_dict()
    assert len(view.get("private_metadata") or "") <= 3000
    assert len(json.dumps(view)) < 250_000
    assert outside_limits(view["blocks"]) == []


@pytest.mark.parametrize("name", BLOCKS)
def test_slack_sdk_takes_the_blocks(name: str) -> None:
    blocks = dicts(BLOCKS[name])
    assert blocks
    assert outside_limits(blocks) == []


@pytest.mark.parametrize("name", VIEWS)
def test_the_view_is_one_of_slacks_types(name: str) -> None:
    assert refusals("View", VIEWS[name].to_dict()) == []


@pytest.mark.parametrize("name", BLOCKS)
def test_the_blocks_are_some_of_slacks_types(name: str) -> None:
    assert [refusals("KnownBlock", block) for block in dicts(BLOCKS[name])] == [[]] * len(BLOCKS[name])


def dicts(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    return [block.to_dict() for block in blocks]


def outside_limits(blocks: list[dict[str, Any]]) -> list[Any]:
    """What slack_sdk's classes don't check by themselves: unknown blocks and the length of texts in them."""
    unknown = [block for block in blocks if Block.parse(block) is None]
    inside = [element for block in blocks for element in (block.get("text"), *block.get("elements", []))]
    texts = [each["text"] for each in inside if isinstance(each, dict) and isinstance(each.get("text"), str)]
    return unknown + [text for text in texts if not 0 < len(text) <= 3000]


def test_views_are_views() -> None:
    assert all(isinstance(view, View) for view in VIEWS.values())


def test_who_answered_says_plainly_that_there_was_no_model() -> None:
    of_one = answer([SpecialistId.CODE_REVIEWER])
    assert who_answered(of_one).endswith("Code reviewer · m · $0.0123")
    offline = of_one.model_copy(update={"usage": UsageTotals(model="offline")})
    assert who_answered(offline).endswith("Code reviewer · without a model")
