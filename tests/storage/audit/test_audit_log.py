"""The record in the database: it only grows, in one order, and shows what was done to it."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from storage import AuditLog, Database
from storage.audit import (
    AuditBrokenError,
    AuditReader,
    Head,
    ProblemKind,
    append,
    events,
    remove_old,
)
from storage.models import AuditEntry


async def write(database: Database, count: int) -> None:
    log = AuditLog(database)
    for number in range(count):
        await log.add(ask_id=None, actor="maya", action="tool.ran", subject=f"tool {number}", number=number)


async def tamper(database: Database, *statements: str) -> None:
    """What somebody does who may do everything in the database."""
    async with database.session() as session:
        await session.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            await session.execute(text(statement))


async def problems(database: Database) -> list[tuple[ProblemKind, int]]:
    found = await AuditReader(database).verify()
    return [(problem.kind, problem.sequence) for problem in found.problems]


async def test_rows_stand_in_one_chain_whoever_writes(database: Database) -> None:
    logs = [AuditLog(database) for _ in range(4)]
    await asyncio.gather(
        *(log.add(ask_id=uuid4(), actor="a", action="b", subject="c", n=n) for n in range(15) for log in logs)
    )
    found = await AuditReader(database).verify()
    assert found.holds, found.problems
    assert found.rows == 60
    assert found.newest is not None
    assert found.newest.sequence == 60


async def test_every_kind_of_row_can_be_written(database: Database) -> None:
    ask, log = uuid4(), AuditLog(database)
    for event in (
        events.ask_received(ask, "maya", source="slack", thread="slack:T1:C1:1.0"),
        events.decided(
            ask, "maya", "start_build", "ask", arguments={"job": "x"}, policies=["writes"], version="1"
        ),
        events.approval("given", ask, "sofia", uuid4(), revision=1),
        events.action_started(ask, "maya", "start_build", "key"),
        events.action_ended(ask, "maya", "start_build", "key", result="done", url="http://x"),
        events.answer_delivered(ask, "maya", "C1"),
        events.stopped(ask, "maya"),
        events.budget_stopped(ask, "maya", "tokens a day", used=5, next=4),
        events.settings_changed("sofia", "roles"),
        events.policies_changed("quarterdeck", "2"),
    ):
        await log.write(event)
    found = await AuditReader(database).verify()
    assert (found.holds, found.rows) == (True, 10)


async def test_what_no_database_can_hold_is_written_all_the_same(database: Database) -> None:
    odd = {"nul": "a\x00b", "half": "\ud83d", "endless": float("inf"), "at": datetime.now(UTC), "id": uuid4()}
    await AuditLog(database).add(ask_id=None, actor="m\x00", action="x", subject="\udfff", odd=odd, big=1e300)
    assert await problems(database) == []


async def test_a_row_is_kept_exactly_if_the_callers_transaction_is(database: Database) -> None:
    await write(database, 1)
    async with database.session() as session:
        await append(session, events.settings_changed("maya", "roles"))
        await session.rollback()
    await write(database, 1)
    found = await AuditReader(database).verify()
    assert (found.holds, found.rows) == (True, 2)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET actor = 'jonas'",
        "DELETE FROM audit_log",
        "TRUNCATE audit_log",
        "DELETE FROM audit_heads",
        "TRUNCATE audit_heads",
        "UPDATE audit_heads SET hash = 'x'",
        "UPDATE audit_heads SET sequence = 1",
    ],
)
async def test_the_database_refuses_what_is_not_growing(database: Database, statement: str) -> None:
    await write(database, 2)
    with pytest.raises(ProgrammingError, match="audit log only g"):
        async with database.session() as session:
            await session.execute(text(statement))
    assert await problems(database) == []


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (["UPDATE audit_log SET actor = 'jonas' WHERE sequence = 3"], (ProblemKind.CHANGED, 3)),
        (["UPDATE audit_log SET data = '{}' WHERE sequence = 5"], (ProblemKind.CHANGED, 5)),
        (["DELETE FROM audit_log WHERE sequence IN (2, 3)"], (ProblemKind.MISSING, 2)),
        (["DELETE FROM audit_log WHERE sequence = 1"], (ProblemKind.MISSING, 1)),
        (["DELETE FROM audit_log WHERE sequence >= 4"], (ProblemKind.CUT, 4)),
        (["DELETE FROM audit_log"], (ProblemKind.CUT, 1)),
        (
            [
                "UPDATE audit_log SET sequence = 100 WHERE sequence = 2",
                "UPDATE audit_log SET sequence = 2 WHERE sequence = 4",
                "UPDATE audit_log SET sequence = 4 WHERE sequence = 100",
            ],
            (ProblemKind.MOVED, 2),
        ),
        (
            [
                "INSERT INTO audit_log SELECT gen_random_uuid(), created_at, ask_id, actor, action, subject, "
                "data, 6, hash, hash FROM (SELECT * FROM audit_log WHERE sequence = 5) x"
            ],
            None,
        ),
        (["DELETE FROM audit_heads WHERE name = 'newest'"], (ProblemKind.HEAD, 5)),
        (["DELETE FROM audit_heads WHERE name = 'oldest'"], (ProblemKind.HEAD, 0)),
    ],
)
async def test_tampering_is_found_and_named(
    database: Database, statements: list[str], expected: tuple[ProblemKind, int] | None
) -> None:
    await write(database, 5)
    if expected is None:
        # By names of columns: the order of the table's own is not the model's.
        columns = "id, created_at, ask_id, actor, action, subject, data, sequence, previous, hash"
        statements = [statements[0].replace("INTO audit_log", f"INTO audit_log ({columns})")]
        expected = (ProblemKind.INSERTED, 6)
    await tamper(database, *statements)
    assert expected in await problems(database)


async def test_an_end_that_was_cut_off_with_its_head_is_found_by_what_the_log_says(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "storage.audit.log")
    await write(database, 3)
    (said,) = [record.getMessage() for record in caplog.records if "audit head" in record.getMessage()]
    await tamper(
        database,
        "DELETE FROM audit_log",
        "UPDATE audit_heads SET sequence = 0, hash = repeat('0', 64) WHERE name = 'newest'",
    )
    assert await problems(database) == []
    found = await AuditReader(database).verify([Head.parse(said.removeprefix("audit head "))])
    assert [problem.kind for problem in found.problems] == [ProblemKind.CUT]


async def age(database: Database, *, days: int, until: int) -> None:
    """A record whose first rows are old: their times are set before they are chained, as time does it."""
    long_ago = datetime.now(UTC) - timedelta(days=days)
    async with database.session() as session:
        for number in range(1, until + 1):
            await append(session, events.settings_changed("maya", str(number)), at=long_ago)


async def test_old_rows_are_removed_and_the_rest_still_verifies(database: Database) -> None:
    await age(database, days=40, until=4)
    await write(database, 3)
    assert await remove_old(database, days=30) == 4
    found = await AuditReader(database).verify()
    assert found.holds, found.problems
    # Three rows and the one that says what was removed.
    assert (found.rows, found.oldest) == (4, Head(4, found.oldest.hash if found.oldest else ""))
    assert await remove_old(database, days=30) == 0
    await tamper(database, "DELETE FROM audit_log WHERE sequence = 5")
    assert await problems(database) == [(ProblemKind.MISSING, 5)]


async def test_a_young_row_before_an_old_one_keeps_it(database: Database) -> None:
    await write(database, 1)
    await age(database, days=40, until=2)
    assert await remove_old(database, days=30) == 0


async def test_the_newest_row_is_never_removed(database: Database) -> None:
    await age(database, days=40, until=3)
    assert await remove_old(database, days=30) == 2
    assert await remove_old(database, days=30) == 1
    assert await problems(database) == []
    async with database.session() as session:
        left = (await session.execute(select(AuditEntry.action))).scalars().all()
    assert left == ["audit.shortened", "audit.shortened"]


async def test_what_was_tampered_with_is_not_removed(database: Database) -> None:
    await age(database, days=40, until=4)
    await write(database, 1)
    await tamper(database, "UPDATE audit_log SET actor = 'jonas' WHERE sequence = 2")
    with pytest.raises(AuditBrokenError, match="row 2 does not match its hash"):
        await remove_old(database, days=30)
    assert (ProblemKind.CHANGED, 2) in await problems(database)


async def test_rows_are_read_in_order_from_a_time_on(database: Database) -> None:
    await age(database, days=2, until=2)
    await write(database, 3)
    since = datetime.now(UTC) - timedelta(days=1)
    read = [row.sequence async for page in AuditReader(database).rows(since) for row in page]
    assert read == [3, 4, 5]
