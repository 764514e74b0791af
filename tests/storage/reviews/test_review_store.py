"""A finding is one row for as long as it is there, and of two who decide on it one is first."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from storage import AskStore, Database, NewAsk, Queue, ReviewStore
from storage.models import CodeFinding, FindingState, ReviewState
from storage.reviews import (
    UNPUBLISHED,
    AnalyserResult,
    Dismissals,
    Kept,
    NewFinding,
    NewReview,
    Posted,
    Pull,
)

PULL = Pull("larkfield/payments", 42, "Add refund search", "jonas", "open", "main", "b" * 40, "1" * 40)
SQL = NewFinding(
    "aa", "app/search.py", 14, 14, "sql-from-input", "critical", 0.9, "Query", analyser="ours, ruff"
)
HASH = NewFinding("bb", "app/search.py", 30, 31, "weak-hash", "low", 0.7, "Hash", analyser="ruff")


def look(*findings: NewFinding, head: str = "1" * 40, **more: object) -> NewReview:
    files = frozenset({"app/search.py", "app/api.py"})
    review = NewReview("b" * 40, head, findings, paths=files, covered=files)
    return replace(review, **more)  # type: ignore[arg-type]


@pytest.fixture
def store(database: Database) -> ReviewStore:
    return ReviewStore(database)


async def publish(store: ReviewStore, kept: Kept) -> None:
    posted = {one.fingerprint: Posted(f"c-{one.fingerprint}", f"t-{one.fingerprint}") for one in kept.new}
    await store.published(kept.review.id, "U0JONAS", posted, vendor_id="7", url="https://g/7")


def states(kept: Kept) -> dict[str, str]:
    return {one.fingerprint: one.state for one in (*kept.new, *kept.known)}


async def test_findings_come_back_in_their_order(store: ReviewStore) -> None:
    results = (AnalyserResult("ruff", 2, 0.1), AnalyserResult("bandit", problem="it is not installed"))
    kept = await store.keep(PULL, look(HASH, SQL, results=results))
    assert [one.fingerprint for one in kept.new] == ["bb", "aa"]
    assert (kept.known, kept.gone) == ((), ())
    assert [one.title for one in await store.findings_of(kept.review.id)] == ["Hash", "Query"]


async def test_the_same_finding_on_another_line_keeps_its_row(store: ReviewStore) -> None:
    first = await store.keep(PULL, look(SQL))
    await publish(store, first)
    moved = replace(SQL, path="app/find.py", line=20, end_line=20)
    second = await store.keep(PULL, look(moved, head="2" * 40))
    assert (second.new, second.gone) == ((), ())
    (known,) = second.known
    assert (known.id, known.path, known.line) == (first.new[0].id, "app/find.py", 20)
    assert (known.review_id, known.last_review_id) == (first.review.id, second.review.id)
    assert (known.comment_id, known.thread_node) == ("c-aa", "t-aa")


async def test_an_ask_that_runs_again_keeps_one_review(
    store: ReviewStore, database: Database, queue: Queue
) -> None:
    asks = AskStore(database, queue)
    ask_id = await asks.receive(NewAsk("cli", "event-1", "thread", "jonas", "review"))
    again = await asyncio.gather(*(store.keep(PULL, look(SQL, ask_id=ask_id)) for _ in range(4)))
    assert len({kept.review.id for kept in again}) == 1
    other = await store.keep(PULL, look(SQL))
    assert other.review.id != again[0].review.id


async def test_what_is_gone_is_told_only_where_it_was_looked_for(store: ReviewStore) -> None:
    await publish(store, await store.keep(PULL, look(SQL, HASH)))
    not_looked = await store.keep(PULL, look(covered=frozenset({"app/api.py"})))
    assert not_looked.gone == ()
    blind = await store.keep(PULL, look(results=(AnalyserResult("ours", problem="it crashed"),)))
    assert [one.fingerprint for one in blind.gone] == ["bb"]
    too_many = await store.keep(PULL, look(also_seen=frozenset({"aa"})))
    assert [one.fingerprint for one in too_many.gone] == ["bb"]
    reverted = await store.keep(PULL, look(paths=frozenset({"app/api.py"}), covered=frozenset()))
    assert {one.fingerprint for one in reverted.gone} == {"aa", "bb"}


async def test_what_nobody_was_told_of_is_forgotten_when_gone_and_counts_when_back(
    store: ReviewStore,
) -> None:
    first = await store.keep(PULL, look(SQL))
    await store.keep(PULL, look())
    found = await store.finding(first.new[0].id)
    assert found is not None
    assert found.state == FindingState.RESOLVED
    back = await store.keep(PULL, look(SQL))
    assert states(back) == {"aa": FindingState.OPEN}


async def test_a_published_one_that_comes_back_is_not_new(store: ReviewStore) -> None:
    first = await store.keep(PULL, look(SQL))
    await publish(store, first)
    gone = await store.keep(PULL, look())
    assert await store.decide(gone.gone[0].id, FindingState.RESOLVED, "quarterdeck", "its cause is gone")
    back = await store.keep(PULL, look(SQL))
    assert (back.new, states(back)) == ((), {"aa": FindingState.PUBLISHED})


@pytest.mark.parametrize("unwanted", [FindingState.DROPPED, FindingState.DISMISSED])
async def test_what_people_did_not_want_stays_so(store: ReviewStore, unwanted: FindingState) -> None:
    first = await store.keep(PULL, look(SQL, HASH))
    if unwanted is FindingState.DISMISSED:
        await publish(store, first)
    await store.decide(first.new[0].id, unwanted, "U0PRIYA", "we escape it")
    await store.keep(PULL, look(HASH))
    again = await store.keep(PULL, look(SQL, HASH, head="3" * 40))
    assert states(again)["aa"] == unwanted
    assert again.known[0].reason == "we escape it"


async def test_of_two_who_decide_one_is_first(store: ReviewStore) -> None:
    kept = await store.keep(PULL, look(SQL))
    finding = kept.new[0].id
    done = await asyncio.gather(
        *(store.decide(finding, FindingState.DROPPED, f"U{number}") for number in range(8))
    )
    assert len([one for one in done if one is not None]) == 1
    assert await store.decide(finding, FindingState.RESOLVED, "U1") is None
    assert await store.decide(uuid4(), FindingState.DROPPED, "U1") is None
    assert await store.decide(finding, FindingState.OPEN, "U1") is not None


async def test_published_twice_is_published_once(store: ReviewStore) -> None:
    kept = await store.keep(PULL, look(SQL, HASH))
    await store.decide(kept.new[1].id, FindingState.DROPPED, "U0PRIYA")
    await publish(store, kept)
    await store.published(kept.review.id, "U0TOM", {}, vendor_id=None, url=None)
    again = await store.get(kept.review.id)
    assert again is not None
    review = again.review
    assert (review.state, review.published_by, review.vendor_id, review.url) == (
        ReviewState.PUBLISHED, "U0JONAS", "7", "https://g/7",
    )  # fmt: skip
    assert states(again) == {"aa": FindingState.PUBLISHED, "bb": FindingState.DROPPED}
    assert not await store.withdraw(kept.review.id, "U0TOM")


async def test_words_of_a_person_until_it_is_published(store: ReviewStore) -> None:
    kept = await store.keep(PULL, look(SQL))
    reworded = await store.reword(kept.new[0].id, "Please bind `text`.", "U0PRIYA")
    assert isinstance(reworded, CodeFinding)
    assert reworded.wording == "Please bind `text`."
    await publish(store, kept)
    assert await store.reword(kept.new[0].id, "Too late", "U0PRIYA") is None


async def test_dismissals_count_by_rule_in_one_repository(store: ReviewStore) -> None:
    kept = await store.keep(PULL, look(SQL, HASH, replace(HASH, fingerprint="cc")))
    await store.decide(kept.new[2].id, FindingState.DROPPED, "U0PRIYA")
    await publish(store, kept)
    await store.decide(kept.new[0].id, FindingState.DISMISSED, "U0PRIYA", "false positive")
    elsewhere = await store.keep(replace(PULL, repository="larkfield/checkout"), look(HASH))
    await publish(store, elsewhere)
    await store.keep(replace(PULL, number=43), look(replace(SQL, fingerprint="dd")))
    assert await store.dismissals("Larkfield/Payments") == {
        "sql-from-input": Dismissals(1, 1),
        "weak-hash": Dismissals(1, 2),
    }


async def test_a_pull_request_is_paused_and_brought_up_to_date(store: ReviewStore) -> None:
    row = await store.begin(PULL)
    await store.pause(row.id, True)
    again = await store.begin(replace(PULL, head_sha="9" * 40, title="Add search"))
    assert (again.id, again.paused, again.head_sha, again.title) == (row.id, True, "9" * 40, "Add search")
    assert (await store.pull("LARKFIELD/payments", 42)) is not None
    assert await store.pull("larkfield/payments", 1) is None


async def test_what_is_beyond_the_cap_is_kept_apart_and_taken_in_by_one_person(store: ReviewStore) -> None:
    kept = await store.keep(PULL, look(SQL, beyond=(HASH,)))
    assert [one.fingerprint for one in kept.new] == ["aa"]
    (rest,) = kept.beyond
    assert (rest.state, rest.title) == (FindingState.BEYOND, "Hash")
    taken = await asyncio.gather(*(store.take(rest.id, f"U{number}") for number in range(4)))
    assert len([one for one in taken if one is not None]) == 1
    assert await store.decide(kept.new[0].id, FindingState.DROPPED, "U1") is not None
    assert await store.take(kept.new[0].id, "U2") is None
    now = await store.get(kept.review.id)
    assert now is not None
    assert ([one.fingerprint for one in now.new], now.beyond) == (["bb"], ())


async def test_what_a_person_took_in_stays_in_the_next_review_and_what_nobody_did_goes_out(
    store: ReviewStore,
) -> None:
    third = replace(HASH, fingerprint="cc")
    kept = await store.keep(PULL, look(SQL, beyond=(HASH, third)))
    assert await store.take(kept.beyond[0].id, "U0MAYA") is not None
    later = await store.keep(PULL, look(third, beyond=(SQL, HASH), head="2" * 40))
    assert {one.fingerprint for one in later.new} == {"cc", "bb"}
    assert [one.fingerprint for one in later.beyond] == ["aa"]
    assert states(later) == {"cc": FindingState.OPEN, "bb": FindingState.OPEN}


async def test_what_is_beyond_the_cap_is_forgotten_when_gone_and_stays_out_when_back(
    store: ReviewStore,
) -> None:
    kept = await store.keep(PULL, look(beyond=(SQL, HASH)))
    first = kept.beyond[0].id
    await store.keep(PULL, look(beyond=(HASH,)))
    gone = await store.finding(first)
    assert gone is not None
    assert gone.state == FindingState.RESOLVED
    back = await store.keep(PULL, look(beyond=(SQL, HASH)))
    assert [one.state for one in back.beyond] == [FindingState.BEYOND] * 2
    assert await store.dismissals("larkfield/payments") == {}


async def test_what_was_published_before_is_known_also_beyond_the_cap(store: ReviewStore) -> None:
    await publish(store, await store.keep(PULL, look(SQL, HASH)))
    kept = await store.keep(PULL, look(SQL, beyond=(HASH,)))
    assert (kept.new, kept.gone, kept.beyond) == ((), (), ())
    assert states(kept) == {"aa": FindingState.PUBLISHED, "bb": FindingState.PUBLISHED}


async def test_hundreds_beyond_the_cap_keep_their_order(store: ReviewStore) -> None:
    many = tuple(replace(HASH, fingerprint=f"{number:032x}", line=number) for number in range(1, 451))
    kept = await store.keep(PULL, look(SQL, beyond=many))
    assert [one.fingerprint for one in kept.beyond] == [one.fingerprint for one in many]


async def test_what_can_no_longer_be_published_has_failed_and_is_shown_with_its_reason(
    store: ReviewStore,
) -> None:
    old = await store.keep(PULL, look(SQL))
    published = await store.keep(PULL, look(SQL))
    await publish(store, published)
    kept = await store.keep(PULL, look(SQL, HASH))
    await store.fail(kept.pull.id, "It is gone. Ask again.")
    for review, state in ((old, "failed"), (published, "published"), (kept, "failed")):
        now = await store.get(review.review.id)
        assert now is not None
        assert now.review.state == state
    shown = await store.latest(kept.pull.id)
    assert shown is not None
    assert (shown.id, shown.coverage[UNPUBLISHED]) == (kept.review.id, "It is gone. Ask again.")
    assert not await store.withdraw(kept.review.id, "U0MAYA")


async def test_what_stands_in_an_unchanged_file_stays_until_that_is_looked_at(store: ReviewStore) -> None:
    trace: dict[str, object] = {
        "analyser": "api breakage",
        "problem": "p",
        "kind": None,
        "lines": [],
        "near": [],
        "steps": [],
    }
    broken = replace(SQL, path="main.py", analyser="api breakage", traces=[trace | {"elsewhere": True}])
    untold = replace(broken, fingerprint="cc")
    first = await store.keep(PULL, look(broken))
    await publish(store, first)
    await store.keep(PULL, look(broken, untold, head="2" * 40))
    out_of_sight = await store.keep(PULL, look(head="3" * 40))
    assert out_of_sight.gone == ()
    kept = {one.fingerprint: one.state for one in await store.all_findings(first.pull.id)}
    assert kept == {"aa": FindingState.PUBLISHED, "cc": FindingState.OPEN}
    looked = await store.keep(PULL, look(head="4" * 40, sight=frozenset({"main.py"})))
    assert [one.fingerprint for one in looked.gone] == ["aa"]
    kept = {one.fingerprint: one.state for one in await store.all_findings(first.pull.id)}
    assert kept == {"aa": FindingState.PUBLISHED, "cc": FindingState.RESOLVED}
