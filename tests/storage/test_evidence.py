"""Evidence of an ask is numbered without gaps, and kept once per call."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage import AskStore, AuditEvent, Database, EvidenceStore, NewAsk, NewEvidence
from storage.audit import AuditReader


@pytest.fixture
async def ask_id(database: Database) -> UUID:
    new = NewAsk(source="cli", event_id="1", thread="cli:1", asker="maya", text="what changed?")
    found = await AskStore(database).receive(new)
    assert found is not None
    return found


def result_of(ask_id: UUID, call_id: str, content: str = "commits: 3") -> NewEvidence:
    return NewEvidence(
        ask_id=ask_id,
        call_id=call_id,
        tool="list_commits",
        arguments={"repository": "checkout"},
        source="github",
        title="3 commits",
        url="https://github.example/larkfield/checkout",
        content=content,
        data={"commits": []},
        image=b"\x89PNG",
    )


async def test_is_numbered_one_by_one_under_concurrency(database: Database, ask_id: UUID) -> None:
    store = EvidenceStore(database)
    kept = await asyncio.gather(*(store.add(result_of(ask_id, f"call-{number}")) for number in range(30)))
    assert sorted(row.number for row in kept) == list(range(1, 31))
    assert [row.number for row in await store.of_ask(ask_id)] == list(range(1, 31))


async def test_a_repeated_call_finds_its_first_result(database: Database, ask_id: UUID) -> None:
    store = EvidenceStore(database)
    kept = await asyncio.gather(
        *(store.add(result_of(ask_id, "same", content=f"try {number}")) for number in range(10))
    )
    assert {row.number for row in kept} == {1}
    assert len({row.content for row in kept}) == 1
    found = await store.find(ask_id, "same")
    assert found is not None
    assert found.image == b"\x89PNG"
    assert (await store.add(result_of(ask_id, "next"))).number == 2


async def test_an_ask_that_is_wrongly_said_to_begin_goes_on(database: Database, ask_id: UUID) -> None:
    first = await EvidenceStore(database).add(result_of(ask_id, "one"))
    store = EvidenceStore(database)
    store.begin(ask_id)
    assert await store.seen(ask_id, "one") is None
    assert (await store.add(result_of(ask_id, "one", content="again"))).content == first.content
    assert (await store.add(result_of(ask_id, "two"))).number == 2
    store.begin(ask_id)
    found = await store.seen(ask_id, "two")
    assert found is not None
    assert found.number == 2


async def test_is_found_by_its_number_in_its_own_ask_only(database: Database, ask_id: UUID) -> None:
    store = EvidenceStore(database)
    await store.add(result_of(ask_id, "one"))
    other = await AskStore(database).receive(
        NewAsk(source="cli", event_id="2", thread="cli:2", asker="tom", text="and now?")
    )
    assert other is not None
    assert await store.numbered(ask_id, 1) is not None
    assert await store.numbered(other, 1) is None
    assert (await store.add(result_of(other, "one"))).number == 1


async def test_each_result_is_written_down_once_with_it(database: Database, ask_id: UUID) -> None:
    stores = [EvidenceStore(database), EvidenceStore(database)]

    async def add(number: int) -> None:
        new = result_of(ask_id, f"call-{number % 12}")
        await stores[number % 2].add(
            new, lambda place: AuditEvent("maya", "tool.ran", "list_commits", ask_id, {"evidence": place})
        )

    await asyncio.gather(*(add(number) for number in range(36)))
    written = [
        row.data["evidence"]
        async for page in AuditReader(database).rows()
        for row in page
        if row.data.get("evidence")
    ]
    assert sorted(written) == list(range(1, 13))
    assert [row.number for row in await stores[0].of_ask(ask_id)] == list(range(1, 13))
    assert (await AuditReader(database).verify()).holds


async def test_a_result_that_cannot_be_written_down_is_not_kept(database: Database, ask_id: UUID) -> None:
    async with database.session() as session:
        await session.execute(text("DROP FUNCTION quarterdeck_audit_append"))
    store = EvidenceStore(database)
    with pytest.raises(DBAPIError):
        await store.add(result_of(ask_id, "one"), lambda _: AuditEvent("maya", "tool.ran", "x", ask_id))
    assert await store.of_ask(ask_id) == []
