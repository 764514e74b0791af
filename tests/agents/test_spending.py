"""Every model call of an ask is paid for: routing, specialists and synthesis; a limit stops politely."""

import asyncio
from typing import Any

from pydantic import SecretStr
from sqlalchemy import select

from agents import AgentSettings, Answer
from storage import AskStore
from storage.models import Usage
from tests.agents.conftest import Office, Watcher
from tests.agents.openai_server import KEY, Calls, Reply, Request, Says, Waits, openai_server, script

LIST = ("list_commits", {"repository": "shop", "since": "24h"})
ASK = "what changed in shop since yesterday?"
PRICES: dict[str, Any] = {"model_price_input": 1.0, "model_price_output": 10.0}


async def usage_of(office: Office, answer: Answer) -> list[Usage]:
    return await AskStore(office.database).usage_of(answer.ask_id)


def two_specialists(request: Request) -> Reply:
    if request.is_routing:
        return Calls(("Choice", {"specialists": ["devops-engineer", "code-reviewer"]}))
    if request.is_synthesis:
        return Says("Both say it is fine.")
    return Says("Fine.\nVerdict: go – fine")


async def test_each_call_has_its_row_with_who_made_it(office: Office) -> None:
    async with openai_server(two_specialists) as server:
        answer = await office.answer("is shop safe to ship?", server.url, **PRICES)
    rows = await usage_of(office, answer)
    assert sorted(row.specialist for row in rows) == [
        "code-reviewer",
        "devops-engineer",
        "routing",
        "synthesis",
    ]
    assert {(row.model, row.input_tokens, row.output_tokens, row.settled, row.person) for row in rows} == {
        ("scripted", 100, 20, True, "maya")
    }
    assert answer.usage.usd == 4 * 0.0003


async def test_without_a_price_the_dollars_are_unknown_and_not_none(office: Office) -> None:
    async with openai_server(script(Calls(LIST), Says("Two [E1]."))) as server:
        answer = await office.answer(ASK, server.url)
    assert answer.usage.usd is None
    assert {row.usd for row in await usage_of(office, answer)} == {None}


async def test_a_persons_limit_of_the_day_is_said_with_when_it_ends(office: Office) -> None:
    async with openai_server(script(Calls(LIST), Says("Two [E1]."))) as server:
        first = await office.answer(ASK, server.url, budget_tokens_per_person=20_000)
        before = len(server.requests)
        second = await office.answer(ASK, server.url, budget_tokens_per_person=1_000)
    assert first.text == "Two [E1]."
    assert len(server.requests) == before
    assert "your limit is 1,000 tokens a day, of which 360 tokens are spent" in second.text
    assert "UTC, in " in second.text
    assert second.notes == []


async def test_dollars_stop_as_tokens_do(office: Office) -> None:
    async with openai_server(script(Calls(LIST), Says("Two [E1]."))) as server:
        answer = await office.answer(ASK, server.url, budget_usd_per_day=0.001, **PRICES)
    assert server.requests == []
    assert "everyone's limit is $0.001 a day" in answer.text


async def test_one_specialist_that_may_not_go_on_leaves_the_other_its_answer(office: Office) -> None:
    def reply(request: Request) -> Reply:
        if request.is_routing or request.is_synthesis:
            return two_specialists(request)
        if "You are the Code reviewer" in request.system:
            return Calls(LIST)
        return Says("Fine.\nVerdict: go – fine")

    async with openai_server(reply) as server:
        limits: dict[str, Any] = {"budget_tokens_per_ask": 12_000, "max_model_calls": 100}
        answer = await office.answer("is shop safe to ship?", server.url, **limits)
    assert "**DevOps engineer** :white_check_mark: go" in answer.text
    (note,) = answer.notes
    assert note.startswith("Code reviewer: I stopped here: one ask may cost 12,000 tokens")


async def test_two_asks_at_once_share_what_is_left(office: Office) -> None:
    reached = asyncio.Event()

    def reply(request: Request) -> Reply:
        return Waits(reached)

    async with openai_server(reply) as server:
        asks = [await office.receive(ASK) for _ in range(2)]
        async with office.crew(server.url, budget_tokens_per_person=2_500) as crew:
            first = asyncio.create_task(crew.answer(asks[0], Watcher()))
            await asyncio.wait_for(reached.wait(), 20)
            second = await crew.answer(asks[1], Watcher())
            first.cancel()
            await asyncio.gather(first, return_exceptions=True)
    assert "your limit is 2,500 tokens a day" in second.text
    assert len(server.requests) == 1
    async with office.database.session() as session:
        (cut_off,) = (await session.execute(select(Usage))).scalars()
    # It may have been charged for: it counts as expected.
    assert (cut_off.settled, cut_off.ask_id) == (False, asks[0].id)
    assert cut_off.input_tokens > 0


def test_a_limit_in_dollars_needs_prices() -> None:
    real = AgentSettings(
        model_provider="openai", model="m", openai_api_key=SecretStr(KEY), budget_usd_per_team=2.5
    )
    assert [limit.name for limit in real.limits_without_price] == ["usd per team and day"]
    assert AgentSettings(model_provider="offline", budget_usd_per_team=2.5).limits_without_price == ()
    assert real.model_copy(update=PRICES).limits_without_price == ()
