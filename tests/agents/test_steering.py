"""What the asker adds is taken up at the next step, and no call is made again that was made."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import text

from agents import Routed, Step
from storage import AskStore, Database, NewAsk
from storage.models import Ask
from tests.agents.conftest import Office, Watcher
from tests.agents.openai_server import Calls, Reply, Request, Says, openai_server

LIST = ("list_commits", {"repository": "shop", "since": "24h"})
OWNERS = ("find_owners", {"name": "shop"})


class AddsAt(Watcher):
    """Shows steps, and adds to the ask when one of them has ended."""

    def __init__(self, office: Office, ask: Ask, words: str) -> None:
        super().__init__()
        self._office, self._ask, self._words = office, ask, words

    async def report(self, event: Routed | Step) -> None:
        await super().report(event)
        if isinstance(event, Step) and event.status == "complete" and self.steps() == [event.title]:
            await add(self._office.database, self._ask, self._words)


async def add(database: Database, ask: Ask, words: str) -> None:
    new = NewAsk(source="cli", event_id=str(uuid4()), thread=ask.thread, asker=ask.asker, text=words)
    assert await AskStore(database).add(new, lambda *_: True) is not None


async def tools_run(database: Database) -> list[str]:
    async with database.session() as session:
        query = text("SELECT tool FROM evidence ORDER BY number")
        return list((await session.execute(query)).scalars())


async def test_a_model_reads_it_before_its_next_step(office: Office) -> None:
    ask = await office.receive("what changed in shop since yesterday?")
    watcher = AddsAt(office, ask, "only by Jonas")

    def reply(request: Request) -> Reply:
        if request.is_routing:
            return Calls(("Choice", {"specialists": ["devops-engineer"]}))
        return Calls(LIST) if request.step == 0 else Says("Two, by Jonas [E1].")

    async with openai_server(reply) as server, office.crew(server.url) as crew:
        answer = await crew.answer(ask, watcher)
        first, second = server.conversations
    assert answer.text == "Two, by Jonas [E1]."
    assert not any("only by Jonas" in str(message["content"]) for message in first.messages)
    assert second.messages[-1]["role"] == "user"
    assert "the asker adds: only by Jonas" in second.messages[-1]["content"]
    assert "Taking up: “only by Jonas”" in watcher.steps()
    (turn,) = await AskStore(office.database).additions(ask.id)
    assert turn.taken_up == ["devops-engineer"]


async def test_a_playbook_plans_again_with_what_was_added(office: Office) -> None:
    whole = await office.answer("what changed in shop since yesterday?")
    ask = await office.receive("what changed in shop since yesterday?")
    watcher = AddsAt(office, ask, "only the last 4 hours")
    async with office.crew() as crew:
        answer = await crew.answer(ask, watcher)
    assert "refunds" in answer.text.lower() + answer.details.lower()
    assert answer.text != whole.text
    kept = await crew_evidence(office, ask)
    assert len({(tool, str(arguments)) for tool, arguments in kept}) == len(kept)


async def test_calls_that_stay_the_same_are_not_made_again(office: Office) -> None:
    text_ = "what changed in shop since yesterday?"
    plain = await office.receive(text_)
    async with office.crew() as crew:
        await crew.answer(plain, Watcher())
        ask = await office.receive(text_)
        await crew.answer(ask, AddsAt(office, ask, "it is for the release notes"))
    assert [tool for tool, _ in await crew_evidence(office, ask)] == [
        tool for tool, _ in await crew_evidence(office, plain)
    ]


async def crew_evidence(office: Office, ask: Ask) -> list[tuple[str, object]]:
    async with office.database.session() as session:
        query = text("SELECT tool, arguments FROM evidence WHERE ask_id = :ask ORDER BY number")
        return [(row[0], row[1]) for row in await session.execute(query, {"ask": ask.id})]


async def test_an_addition_survives_a_crash(office: Office) -> None:
    ask = await office.receive("what changed in shop since yesterday?")
    reached = asyncio.Event()

    def waits(request: Request) -> Reply:
        if request.is_routing:
            return Calls(("Choice", {"specialists": ["devops-engineer"]}))
        if request.step == 0:
            return Calls(LIST)
        reached.set()
        return Calls(OWNERS)

    class Dies(Watcher):
        async def report(self, event: Routed | Step) -> None:
            if isinstance(event, Step) and "owners" in event.title.lower():
                await asyncio.Event().wait()

    async with openai_server(waits) as server:
        async with office.crew(server.url) as crew:
            await add(office.database, ask, "only by Jonas")
            work = asyncio.create_task(crew.answer(ask, Dies()))
            await asyncio.wait_for(reached.wait(), 20)
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
        server.script = lambda request: Says("Two [E1].")
        async with office.crew(server.url) as crew:
            await crew.answer(ask, Watcher())
        said = [message for message in server.requests[-1].messages if "only by Jonas" in str(message)]
    assert len(said) == 1


@pytest.mark.parametrize("again", [False, True])
async def test_an_addition_is_stored_once(database: Database, again: bool) -> None:
    asks = AskStore(database)
    first = NewAsk(source="slack", event_id="Ev1", thread="t", asker="U0MAYA", text="why did it fail?")
    ask_id = await asks.receive(first)
    assert ask_id is not None
    new = NewAsk(source="slack", event_id="Ev2", thread="t", asker="U0MAYA", text="I meant staging")
    added = [await asks.add(new, lambda *_: True) for _ in range(1 + again)]
    assert [item is not None and item.again for item in added] == [False, True][: 1 + again]
    assert [turn.text for turn in await asks.additions(ask_id)] == ["I meant staging"]
