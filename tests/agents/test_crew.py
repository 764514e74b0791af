"""The crew keeps what it has done: over a crash, for many asks at once, and no longer than it must."""

import asyncio
import logging
from typing import Any

import pytest
from sqlalchemy import text

from agents import Routed, Step
from storage import AskStore, Database, EvidenceStore
from storage.models import Answer, Ask
from tests.agents.conftest import Office, Watcher
from tests.agents.openai_server import Calls, Reply, Request, Says, Waits, openai_server, script

LIST = ("list_commits", {"repository": "shop", "since": "24h"})
OWNERS = ("find_owners", {"name": "shop"})
ASK = "what changed in shop since yesterday?"


class StopsAt(Watcher):
    """Shows steps until one comes that it waits at for ever."""

    def __init__(self, status: str, number: int) -> None:
        super().__init__()
        self._status, self._left = status, number
        self.reached = asyncio.Event()

    async def report(self, event: Routed | Step) -> None:
        await super().report(event)
        if isinstance(event, Step) and event.status == self._status:
            self._left -= 1
            if self._left == 0:
                self.reached.set()
                await asyncio.Event().wait()


async def cut_off(
    office: Office, ask: Ask, reached: asyncio.Event, watcher: Watcher, url: str | None
) -> None:
    """Begin to answer and be killed when the moment is there."""
    async with office.crew(url) as crew:
        work = asyncio.create_task(crew.answer(ask, watcher))
        waiting = asyncio.create_task(reached.wait())
        await asyncio.wait((work, waiting), timeout=20, return_when=asyncio.FIRST_COMPLETED)
        assert not work.done(), work
        work.cancel()
        await asyncio.gather(work, waiting, return_exceptions=True)


async def tools_run(database: Database) -> list[str]:
    async with database.session() as session:
        query = text("SELECT subject FROM audit_log WHERE action = 'tool.ran' ORDER BY created_at")
        return list((await session.execute(query)).scalars())


async def test_goes_on_after_a_crash_between_two_thoughts(office: Office) -> None:
    reached = asyncio.Event()
    ask = await office.receive(ASK)
    async with openai_server(script(Calls(LIST), Calls(OWNERS), Waits(reached))) as server:
        await cut_off(office, ask, reached, Watcher(), server.url)
        before = len(server.requests)
        server.script = script(
            Says("asked again from the start"), Says("?"), Says("Two, by Jonas [E1] [E2].")
        )
        watcher = Watcher()
        async with office.crew(server.url) as crew:
            answer = await crew.answer(ask, watcher)
    assert answer.text == "Two, by Jonas [E1] [E2]."
    assert len(server.requests) == before + 1
    assert len(server.requests[-1].results()) == 2
    assert watcher.events == []
    assert await tools_run(office.database) == ["list_commits", "find_owners"]
    # What was spent before the crash is in the books too.
    assert answer.usage.input_tokens == 400


@pytest.mark.parametrize(("status", "number"), [("in_progress", 2), ("complete", 1), ("complete", 2)])
async def test_no_tool_runs_twice_when_the_crash_comes_in_the_middle_of_it(
    office: Office, status: str, number: int
) -> None:
    ask = await office.receive(ASK)
    stops = StopsAt(status, number)
    async with openai_server(script(Calls(LIST), Calls(OWNERS), Says("Two [E1]."))) as server:
        await cut_off(office, ask, stops.reached, stops, server.url)
        async with office.crew(server.url) as crew:
            answer = await crew.answer(ask, Watcher())
    assert answer.text == "Two [E1]."
    assert await tools_run(office.database) == ["list_commits", "find_owners"]
    assert [row.number for row in await EvidenceStore(office.database).of_ask(ask.id)] == [1, 2]


async def test_one_specialist_goes_on_where_it_was_and_the_other_is_not_asked_again(office: Office) -> None:
    reached = asyncio.Event()
    ask = await office.receive("is shop safe to ship?")

    def reply(request: Request) -> Reply:
        if request.is_routing:
            return Calls(("Choice", {"specialists": ["devops-engineer", "code-reviewer"]}))
        if request.step == 0:
            return Calls(LIST)
        return Waits(reached) if "You are the Code reviewer" in request.system else Says("Builds pass.")

    async with openai_server(reply) as server:
        await cut_off(office, ask, reached, Watcher(), server.url)
        server.script = lambda request: Says("Reviewed.")
        async with office.crew(server.url) as crew:
            answer = await crew.answer(ask, Watcher())
    assert "Reviewed." in answer.text
    assert await tools_run(office.database) == ["list_commits", "list_commits"]


@pytest.mark.parametrize(("status", "number"), [("in_progress", 1), ("complete", 1)])
async def test_the_playbooks_go_on_after_a_crash(
    office: Office, caplog: pytest.LogCaptureFixture, status: str, number: int
) -> None:
    caplog.set_level(logging.WARNING)
    whole = await office.answer(ASK)
    calls = await tools_run(office.database)
    assert calls
    ask = await office.receive(ASK)
    stops = StopsAt(status, number)
    await cut_off(office, ask, stops.reached, stops, None)
    async with office.crew() as crew:
        answer = await crew.answer(ask, Watcher())
    assert answer.text == whole.text
    assert [item.tool for item in answer.citations] == [item.tool for item in whole.citations]
    assert sorted(await tools_run(office.database)) == sorted(calls * 2)
    assert warnings_of_types(caplog) == []


def warnings_of_types(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the checkpoints' serialiser says of types that it will refuse one day."""
    return [record.getMessage() for record in caplog.records if "unregistered type" in record.getMessage()]


async def test_an_answer_can_be_made_again_from_its_last_step(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    ask = await office.receive(ASK)
    async with office.crew() as crew:
        first = await crew.answer(ask, Watcher())
    watcher = Watcher()
    async with office.crew() as crew:
        again = await crew.answer(ask, watcher)
    assert (again.text, again.citations) == (first.text, first.citations)
    assert watcher.events == []
    assert warnings_of_types(caplog) == []


async def test_asks_side_by_side_keep_apart(office: Office) -> None:
    def reply(request: Request) -> Reply:
        if request.is_routing:
            return Calls(("Choice", {"specialists": ["devops-engineer"]}))
        word = "apples" if "apples" in str(request.messages[1]["content"]) else "pears"
        return Calls(LIST) if request.step == 0 else Says(f"{word} [E1].")

    async with openai_server(reply) as server, office.crew(server.url) as crew:
        asks = [await office.receive(f"what changed in shop, {word}?") for word in ("apples", "pears") * 3]
        answers = await asyncio.gather(*(crew.answer(ask, Watcher()) for ask in asks))
    assert [answer.text for answer in answers] == ["apples [E1].", "pears [E1]."] * 3
    assert [answer.ask_id for answer in answers] == [ask.id for ask in asks]


async def test_a_thread_is_read_and_its_checkpoints_are_forgotten(office: Office) -> None:
    steps = script(Calls(LIST), Says("Two [E1]."))
    async with openai_server(steps) as server, office.crew(server.url) as crew:
        first = await office.receive(ASK, thread="t")
        answer = await crew.answer(first, Watcher())
        stored = Answer(ask_id=first.id, specialists=[], text=answer.text, citations=[], findings=[])
        await AskStore(office.database).answer(first, stored, [])
        second = await office.receive("and by whom?", thread="t")
        await crew.answer(second, Watcher())
        said = str(server.requests[-1].messages[1]["content"])
        assert said.index(ASK) < said.index("crew: Two [E1].") < said.index("and by whom?")
        await crew.forget(first.id)
        left = await checkpoints(office.database)
        assert left
        assert all(not thread.startswith(str(first.id)) for thread in left)
        await crew.forget(second.id)
        assert await checkpoints(office.database) == set()


async def checkpoints(database: Database) -> set[str]:
    tables = ("checkpoints", "checkpoint_blobs", "checkpoint_writes")
    found: set[Any] = set()
    async with database.session() as session:
        for table in tables:
            found.update((await session.execute(text(f"SELECT thread_id FROM {table}"))).scalars())  # noqa: S608
    return found


async def test_an_unknown_repository_is_said(office: Office) -> None:
    answer = await office.answer("what changed in the warehouse repository since yesterday?")
    assert answer.text
    assert answer.usage.model == "offline"


@pytest.mark.parametrize(
    "words", ["", " ", "?" * 40_000, "what changed in shop? " * 1_800, "\U0001f600" * 1_000]
)
async def test_any_text_gets_an_answer(office: Office, words: str) -> None:
    answer = await office.answer(words)
    assert answer.text


async def test_goes_on_after_the_database_cut_its_connections(office: Office) -> None:
    async with office.crew() as crew:
        await crew.answer(await office.receive(ASK), Watcher())
        async with office.database.session() as session:
            await session.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        answer = await crew.answer(await office.receive(ASK), Watcher())
    assert answer.text
