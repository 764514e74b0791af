"""Whatever is done to a record, the walk along its chain finds it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.audit.canonical import canonical, storable
from storage.audit.chain import GENESIS, Head, chained_hash, content_hash
from storage.audit.verify import ProblemKind, Verification, Walk

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FIELDS = ("id", "created_at", "ask_id", "actor", "action", "subject", "data", "sequence", "previous", "hash")

leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
values = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


@dataclass(frozen=True)
class Row:
    """A row as the database gives it back."""

    id: UUID
    created_at: datetime
    ask_id: UUID | None
    actor: str
    action: str
    subject: str
    data: dict[str, Any]
    sequence: int = 0
    previous: str = ""
    hash: str = ""


@st.composite
def rows(draw: st.DrawFn) -> Row:
    return Row(
        id=draw(st.uuids()),
        created_at=NOON + timedelta(microseconds=draw(st.integers(0, 10**12))),
        ask_id=draw(st.none() | st.uuids()),
        actor=storable(draw(st.text(max_size=5))),
        action=draw(st.sampled_from(["tool.ran", "decision", "approval.given"])),
        subject=storable(draw(st.text(max_size=5))),
        data=storable(draw(st.dictionaries(st.text(max_size=3), values, max_size=2))),
    )


def chain(contents: list[Row], start: Head) -> list[Row]:
    chained: list[Row] = []
    head = start
    for number, row in enumerate(contents, start.sequence + 1):
        placed = replace(row, sequence=number, previous=head.hash)
        head = Head(number, chained_hash(head.hash, number, content_hash(placed)))
        chained.append(replace(placed, hash=head.hash))
    return chained


def _with(row: Row, field: str, value: Any) -> Row:
    values = {name: getattr(row, name) for name in FIELDS}
    return Row(**{**values, field: value})


starts = st.just(Head(0, GENESIS)) | st.builds(Head, st.integers(1, 10**6), st.just("ab" * 32))
chains = st.tuples(st.lists(rows(), min_size=1, max_size=6), starts)


def walked(kept: list[Row], start: Head, newest: Head | None) -> Verification:
    walk = Walk(start)
    walk.take(sorted(kept, key=lambda row: (row.sequence, row.id)))
    return walk.end(newest)


def head_of(kept: list[Row]) -> Head:
    return Head(kept[-1].sequence, kept[-1].hash)


@given(chains)
def test_an_untouched_record_holds(made: tuple[list[Row], Head]) -> None:
    kept = chain(*made)
    found = walked(kept, made[1], head_of(kept))
    assert found.holds, found.problems
    assert found.rows == len(kept)


@given(chains, st.data())
def test_a_changed_field_is_found_at_its_row(made: tuple[list[Row], Head], data: st.DataObject) -> None:
    kept = chain(*made)
    place = data.draw(st.integers(0, len(kept) - 1))
    field = data.draw(st.sampled_from(FIELDS[:7] + FIELDS[8:]))
    other = data.draw(rows())
    new = "cd" * 32 if field in ("previous", "hash") else getattr(other, field)
    old = getattr(kept[place], field)
    if field == "data" and canonical(old) == canonical(new):
        new = {**old, "added": True}
    elif old == new:
        return
    changed = [*kept[:place], _with(kept[place], field, new), *kept[place + 1 :]]
    found = walked(changed, made[1], head_of(kept))
    assert kept[place].sequence in [problem.sequence for problem in found.problems]


@given(chains, st.data())
def test_a_row_that_was_written_anew_with_its_hash_is_found(
    made: tuple[list[Row], Head], data: st.DataObject
) -> None:
    kept = chain(*made)
    place = data.draw(st.integers(0, len(kept) - 1))
    forged = replace(kept[place], subject=f"{kept[place].subject}!")
    forged = replace(forged, hash=chained_hash(forged.previous, forged.sequence, content_hash(forged)))
    found = walked([*kept[:place], forged, *kept[place + 1 :]], made[1], head_of(kept))
    assert [(item.kind, item.sequence) for item in found.problems] == [(ProblemKind.CHANGED, forged.sequence)]


@given(chains, st.data())
def test_missing_rows_are_found(made: tuple[list[Row], Head], data: st.DataObject) -> None:
    kept = chain(*made)
    gone = data.draw(st.integers(0, len(kept) - 1))
    found = walked([*kept[:gone], *kept[gone + 1 :]], made[1], head_of(kept))
    kind = ProblemKind.CUT if gone == len(kept) - 1 else ProblemKind.MISSING
    assert (found.problems[0].kind, found.problems[0].sequence) == (kind, kept[gone].sequence)


@given(chains, rows(), st.data())
def test_an_inserted_row_is_found(made: tuple[list[Row], Head], new: Row, data: st.DataObject) -> None:
    kept = chain(*made)
    number = data.draw(st.integers(max(0, made[1].sequence - 2), kept[-1].sequence + 3))
    before = data.draw(st.sampled_from([GENESIS, *(row.hash for row in kept)]))
    placed = replace(new, sequence=number, previous=before)
    placed = replace(placed, hash=chained_hash(before, number, content_hash(placed)))
    assert not walked([*kept, placed], made[1], head_of(kept)).holds


@given(chains, st.data())
def test_rows_that_changed_places_are_found(made: tuple[list[Row], Head], data: st.DataObject) -> None:
    kept = chain(*made)
    one, other = (data.draw(st.integers(0, len(kept) - 1)) for _ in range(2))
    if one == other:
        return
    moved = list(kept)
    moved[one] = replace(kept[one], sequence=kept[other].sequence)
    moved[other] = replace(kept[other], sequence=kept[one].sequence)
    found = walked(moved, made[1], head_of(kept))
    assert {kept[one].sequence, kept[other].sequence} <= {
        problem.sequence for problem in found.problems if problem.kind is ProblemKind.MOVED
    }


@given(chains)
def test_a_missing_head_is_found(made: tuple[list[Row], Head]) -> None:
    assert [item.kind for item in walked(chain(*made), made[1], None).problems] == [ProblemKind.HEAD]


@given(chains, rows())
def test_a_record_that_was_written_anew_as_a_whole_is_found_by_a_head_from_the_log(
    made: tuple[list[Row], Head], other: Row
) -> None:
    known = head_of(chain(*made))
    forged = chain([*made[0][:-1], other], made[1])
    walk = Walk(made[1], [known])
    walk.take(forged)
    assert not walk.end(head_of(forged)).holds
    shorter = Walk(made[1], [known])
    shorter.take(forged[:-1])
    assert [item.kind for item in shorter.end(None).problems][-1] is ProblemKind.CUT


@pytest.fixture
def connection(database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_url) as opened:
        yield opened


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(st.text(), values))
def test_a_value_is_spelled_the_same_after_postgres_has_kept_it(
    connection: psycopg.Connection, said: dict[str, Any]
) -> None:
    kept = storable(said)
    row = connection.execute("SELECT %s::jsonb", [json.dumps(kept)]).fetchone()
    assert row is not None
    assert canonical(row[0]) == canonical(kept)
    assert storable(kept) == kept


def test_one_number_has_one_spelling() -> None:
    assert [canonical(value) for value in (0, -0.0, 1, 1.0, 10, 1e1, 0.5, -12.50)] == [
        "0",
        "0",
        "1e0",
        "1e0",
        "1e1",
        "1e1",
        "5e-1",
        "-125e-1",
    ]
    assert canonical(True) != canonical(1)
