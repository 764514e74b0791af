"""Asks are received once, with their turn and job, or not at all."""

import asyncio
from uuid import UUID

import pytest
from procrastinate.exceptions import ConnectorException
from sqlalchemy import func, select, text

from storage import RUN_ASK, AskStore, Database, NewAsk, Queue
from storage.models import Answer, Ask, AskStatus, Turn, Usage


def new_ask(event_id: str = "Ev1", thread: str = "slack:T1:C1:1.0", words: str = "what changed?") -> NewAsk:
    return NewAsk(source="slack", event_id=event_id, thread=thread, asker="U0MAYA", text=words)


def new_answer(ask_id: UUID, words: str = "Nothing.") -> Answer:
    return Answer(ask_id=ask_id, specialists=["devops-engineer"], text=words, citations=[], findings=[])


async def nothing(**_: object) -> None: ...


async def rows(database: Database, table: str) -> int:
    async with database.session() as session:
        return int((await session.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one())  # noqa: S608


async def test_is_received_once_under_concurrency(database: Database, queue: Queue) -> None:
    queue.register(RUN_ASK, nothing)
    asks = AskStore(database, queue)
    got = await asyncio.gather(*(asks.receive(new_ask()) for _ in range(20)))
    assert len([ask_id for ask_id in got if ask_id is not None]) == 1
    assert [await rows(database, name) for name in ("asks", "turns", "procrastinate_jobs")] == [1, 1, 1]


async def test_leaves_nothing_when_the_job_cannot_be_added(database: Database) -> None:
    closed = Queue(database.url)
    closed.register(RUN_ASK, nothing)
    async with database.session() as session:
        await session.execute(text("DROP TABLE procrastinate_jobs CASCADE"))
    with pytest.raises(ConnectorException):
        await AskStore(database, closed).receive(new_ask())
    assert [await rows(database, name) for name in ("asks", "turns")] == [0, 0]


async def test_keeps_long_and_broken_text(database: Database) -> None:
    asks = AskStore(database)
    ask_id = await asks.receive(new_ask(words="a\x00b" + "x" * 40_000))
    assert ask_id is not None
    assert (await asks.get(ask_id)).text == "ab" + "x" * 40_000


async def test_an_answer_is_stored_once(database: Database) -> None:
    asks = AskStore(database)
    ask_id = await asks.receive(new_ask())
    assert ask_id is not None
    ask = await asks.get(ask_id)
    usage = [Usage(ask_id=ask_id, specialist="devops-engineer", model="offline")]
    await asyncio.gather(
        asks.answer(ask, new_answer(ask_id, "first"), usage),
        asks.answer(ask, new_answer(ask_id, "second"), []),
        asks.answer(ask, new_answer(ask_id, "third"), []),
    )
    stored = await asks.answer_of(ask_id)
    assert stored is not None
    assert await rows(database, "answers") == 1
    assert [turn.role for turn in await turns(database)] == ["person", "crew"]
    again = await asks.get(ask_id)
    assert again.status == AskStatus.ANSWERED
    assert again.answered_at is not None


async def turns(database: Database) -> list[Turn]:
    async with database.session() as session:
        return list((await session.execute(select(Turn).order_by(Turn.created_at))).scalars())


async def test_the_conversation_before_an_ask_has_answers_that_came_while_it_waited(
    database: Database,
) -> None:
    asks = AskStore(database)
    first = await asks.receive(new_ask("Ev1", words="one"))
    second = await asks.receive(new_ask("Ev2", words="two"))
    third = await asks.receive(new_ask("Ev3", words="three"))
    await asks.receive(new_ask("Ev4", thread="another", words="elsewhere"))
    assert first is not None
    assert second is not None
    assert third is not None
    await asks.answer(await asks.get(first), new_answer(first, "answer to one"), [])
    before = await asks.turns_before(await asks.get(second))
    assert [turn.text for turn in before] == ["one", "answer to one"]


async def test_remembers_the_newest_turns_only(database: Database) -> None:
    asks = AskStore(database)
    ids = [await asks.receive(new_ask(f"Ev{number}", words=str(number))) for number in range(25)]
    last = ids[-1]
    assert last is not None
    before = await asks.turns_before(await asks.get(last))
    assert [turn.text for turn in before] == [str(number) for number in range(4, 24)]


async def test_lists_the_newest_asks_of_a_person(database: Database) -> None:
    asks = AskStore(database)
    for number in range(7):
        await asks.receive(new_ask(f"Ev{number}", words=str(number)))
    assert [ask.text for ask in await asks.latest("U0MAYA", limit=2)] == ["6", "5"]
    assert await asks.latest("U0TOM") == []


async def test_knows_the_threads_that_it_was_asked_in(database: Database) -> None:
    asks = AskStore(database)
    await asks.receive(new_ask())
    assert await asks.knows_thread("slack:T1:C1:1.0")
    assert not await asks.knows_thread("slack:T1:C1:2.0")


async def test_changes_columns(database: Database) -> None:
    asks = AskStore(database)
    ask_id = await asks.receive(new_ask())
    assert ask_id is not None
    await asks.change(ask_id, status=AskStatus.FAILED, error="no luck")
    async with database.session() as session:
        query = select(func.count()).select_from(Ask).where(Ask.error == "no luck")
        assert (await session.execute(query)).scalar_one() == 1
