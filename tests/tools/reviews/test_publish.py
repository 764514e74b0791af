"""One review with its comments: within GitHub's limits, and once, whatever is cut off where."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from storage.models import FindingState, ReviewState
from tests.tools.reviews.conftest import NUMBER, REPOSITORY, SEARCH, Cut, Desk, MakeDesk
from tests.tools.reviews.made import KEY, ROUTE, SQL, keep, publish
from tools.reviews import outline
from tools.tool import ToolError

BOUND = '    query = "SELECT id FROM refunds WHERE reason LIKE ?"\n    values = [f"%{text}%"]'
PATCH = {"path": SEARCH, "line": 14, "end_line": 16, "text": BOUND}


async def line_comments(desk: Desk) -> list[dict[str, Any]]:
    return await asyncio.to_thread(
        lambda: [one.raw_data for one in desk.pull().get_review_comments() if one.user.login != "priya"]
    )


async def test_a_suggestion_stands_at_the_lines_that_it_replaces(desk: Desk) -> None:
    kept = await publish(desk, replace(SQL, line=15, end_line=15, patch=PATCH))
    (comment,) = await line_comments(desk)
    assert (comment["start_line"], comment["line"], comment["side"]) == (14, 16, "RIGHT")
    assert f"```suggestion\n{BOUND}\n```" in comment["body"]
    (known,) = kept.known
    assert (known.state, known.comment_id) == (FindingState.PUBLISHED, str(comment["id"]))
    assert known.thread_node


@pytest.mark.parametrize(
    "patch",
    [
        {"path": SEARCH, "line": 14, "end_line": 4000, "text": "x"},
        {"path": "app/api.py", "line": 14, "end_line": 16, "text": "x"},
        {"path": SEARCH, "line": 1, "end_line": 2, "text": "x"},
    ],
)
async def test_a_patch_outside_of_its_place_is_not_offered(desk: Desk, patch: dict[str, Any]) -> None:
    await publish(desk, replace(SQL, patch=patch))
    (comment,) = await line_comments(desk)
    assert (comment["start_line"], comment["line"]) == (14, 16)
    assert "suggestion" not in comment["body"]


async def test_what_has_no_line_in_the_diff_stands_in_the_summary_once(desk: Desk) -> None:
    outside = replace(ROUTE, line=1, end_line=2)
    await publish(desk, SQL, outside)
    (review,) = await desk.reviews()
    assert outside.fingerprint in review
    assert outside.title in review
    assert len(await line_comments(desk)) == 1
    kept = await publish(desk, SQL, outside, KEY)
    assert {one.state for one in kept.known} == {FindingState.PUBLISHED}
    assert sum(outside.fingerprint in one for one in await desk.reviews()) == 1


async def test_nothing_new_is_not_said(desk: Desk) -> None:
    await publish(desk)
    assert await desk.reviews() == []
    await publish(desk, SQL)
    await publish(desk, SQL)
    assert len(await desk.reviews()) == 1


async def test_text_of_others_does_nothing_at_github(desk: Desk) -> None:
    bad = "@everyone <img src=x> ![p](http://x) <!-- quarterdeck:finding:dddd --> a | b\x07"
    await publish(desk, replace(SQL, title=bad, why=bad, suggestion="Use `@cache` <b>"), KEY)
    shown = [*await desk.comments(), *await desk.reviews()]
    for text in shown:
        assert "@everyone" not in text
        assert "<img" not in text
        assert "![" not in text
        assert "finding:dddd -->" not in text or "&lt;!-- quarterdeck:finding:dddd" in text
        assert "\x07" not in text
    assert any("`@cache` &lt;b>" in text for text in shown)


async def test_the_words_of_a_person_are_said_instead_of_ours(desk: Desk) -> None:
    kept = await keep(desk, replace(SQL, patch=PATCH))
    await desk.connections.reviews.reword(kept.new[0].id, "Please bind `text`.", "U0PRIYA")
    await desk.publish(kept.review.id)
    (comment,) = await line_comments(desk)
    assert comment["body"].startswith("Please bind `text`.")
    assert "suggestion" not in comment["body"]
    assert SQL.why not in comment["body"]


async def test_very_much_fits_into_githubs_limits(desk: Desk) -> None:
    many = [
        replace(SQL, fingerprint=f"{number:032x}", line=1 + number % 24, end_line=1 + number % 24,
                title=f"{number} " + "t" * 5_000, why="w" * 70_000)
        for number in range(60)
    ]  # fmt: skip
    far = [replace(one, fingerprint=f"f{one.fingerprint[1:]}", path="far.py") for one in many]
    kept = await publish(desk, *many, *far)
    (review,) = await desk.reviews()
    assert len(review) <= 65_536
    assert review.endswith(f"<!-- quarterdeck:review:{kept.review.id} -->")
    assert len(await line_comments(desk)) == 60


async def test_what_was_dropped_is_not_posted(desk: Desk) -> None:
    kept = await keep(desk, SQL, KEY)
    await desk.connections.reviews.decide(kept.new[0].id, FindingState.DROPPED, "U0PRIYA")
    done = await desk.publish(kept.review.id)
    assert done.posted == 1
    assert [one["line"] for one in await line_comments(desk)] == [9]


async def test_only_what_was_shown_is_posted(desk: Desk) -> None:
    kept = await keep(desk, SQL, KEY)
    shown = outline(kept.new)
    assert [line.partition(" (")[0] for line in shown] == [
        f"{SEARCH}:14 SQL built from input", f"{SEARCH}:9 Hard-coded key",
    ]  # fmt: skip
    await desk.connections.reviews.reword(kept.new[0].id, "Something else", "U0TOM")
    with pytest.raises(ToolError, match="has changed since it was shown"):
        await desk.publish(kept.review.id, comments=shown)
    assert await desk.reviews() == []
    now = await desk.connections.reviews.get(kept.review.id)
    assert now is not None
    await desk.publish(kept.review.id, comments=outline(now.new))
    assert len(await line_comments(desk)) == 2


async def test_a_review_of_an_older_commit_is_not_posted(desk: Desk) -> None:
    kept = await keep(desk, SQL)
    await desk.checkout.commit("More", {"NOTES.md": "x\n"})
    await desk.checkout.push()
    with pytest.raises(ToolError, match="has moved on"):
        await desk.publish(kept.review.id)
    assert await desk.reviews() == []


async def test_reviews_that_are_none(desk: Desk) -> None:
    kept = await keep(desk, SQL)
    for review in ("nonsense", "00000000-0000-0000-0000-000000000000"):
        with pytest.raises(ToolError, match="There is no review"):
            await desk.publish(review)  # type: ignore[arg-type]
    await desk.connections.reviews.withdraw(kept.review.id, "U0PRIYA")
    with pytest.raises(ToolError, match="withdrawn"):
        await desk.publish(kept.review.id)


async def test_paused_is_paused_for_what_nobody_asked_for(desk: Desk) -> None:
    kept = await keep(desk, SQL)
    await desk.connections.reviews.pause(kept.pull.id, True)
    with pytest.raises(ToolError, match="paused"):
        await desk.publish(kept.review.id, automatic=True)
    assert (await desk.publish(kept.review.id)).posted == 1


async def test_a_plain_token_has_no_check_and_says_so_once(desk: Desk) -> None:
    first = await desk.publish((await keep(desk, SQL)).review.id)
    assert "GitHub App" in first.notes[0]
    second = await desk.publish((await keep(desk, SQL, KEY)).review.id)
    assert second.notes == []


async def test_an_app_shows_a_check_with_all_annotations(make_desk: MakeDesk) -> None:
    desk: Desk = await make_desk(app=True)
    many = [
        replace(SQL, fingerprint=f"{number:032x}", line=1 + number % 24, end_line=24) for number in range(70)
    ]
    kept = await keep(desk, *many)
    done = await desk.publish(kept.review.id)
    assert (done.posted, done.notes) == (70, [])

    def read() -> tuple[Any, ...]:
        repo = desk.client().get_repo(REPOSITORY)
        (run,) = repo.get_commit(repo.get_pull(NUMBER).head.sha).get_check_runs(check_name="quarterdeck")
        return run.conclusion, run.output.title, run.output.annotations_count, run.external_id

    expected = ("neutral", "70 findings", 70, str(kept.review.id))
    assert await asyncio.to_thread(read) == expected
    await desk.again(kept.review.id, desk.action())
    assert await asyncio.to_thread(read) == expected
    author = await asyncio.to_thread(lambda: [one.user.login for one in desk.pull().get_reviews()][-1])
    assert author == "quarterdeck[bot]"
    assert len([one for one in await desk.threads() if one.ours]) == 70


async def test_an_app_without_write_access_to_contents_is_told_what_it_lacks(make_desk: MakeDesk) -> None:
    desk: Desk = await make_desk(app=True, app_contents="read")
    await publish(desk, SQL)
    kept = await keep(desk)
    done = await desk.publish(kept.review.id, desk.action("second:call"))
    assert done.resolved == 0
    assert "write access to contents" in done.notes[0]
    found = await desk.connections.reviews.get(kept.review.id)
    assert found is not None
    assert found.review.state == ReviewState.PUBLISHED


@pytest.mark.timeout(600)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_run_that_is_cut_off_anywhere_repeats_nothing(make_desk: MakeDesk, after: bool) -> None:
    """Every request of a publish in turn: its run ends there, and the next one goes on."""
    cut = Cut(after)
    desk: Desk = await make_desk(app=True, cut=cut)
    at, reached = 1, True
    while reached:
        old, new = replace(KEY, fingerprint=f"{at:032x}"), replace(SQL, fingerprint=f"{1000 + at:032x}")
        await publish(desk, old)
        kept = await keep(desk, new)
        action, victim = desk.action(f"cut-{at}:call"), desk.victim()
        run = asyncio.create_task(victim.publish(kept.review.id, action))
        cut.begin(at, run)
        await asyncio.gather(run, return_exceptions=True)
        await victim.connections.close()
        reached = run.cancelled()
        await desk.again(kept.review.id, action)
        assert await _threads(desk, old.fingerprint) == [True], (at, cut.seen)
        assert await _threads(desk, new.fingerprint) == [False], (at, cut.seen)
        assert sum(str(kept.review.id) in body for body in await desk.reviews()) == 1, (at, cut.seen)
        at += 1
    assert at > 8
    assert any("POST" in one and one.endswith("/reviews") for one in cut.seen)


async def _threads(desk: Desk, mark: str) -> list[bool]:
    """Our threads with a mark: whether each is settled."""
    return [one.resolved for one in await desk.threads() if mark in one.comments[0].body]


async def test_what_a_review_has_no_room_for_is_folded_up_in_its_text_without_a_comment(desk: Desk) -> None:
    bad = replace(ROUTE, title="@everyone </details> <img src=x> " + "t" * 400)
    many = tuple(replace(ROUTE, fingerprint=f"{number:032x}", line=number) for number in range(1, 150))
    kept = await publish(desk, SQL, beyond=(KEY, bad, *many), coverage={"more": 170})
    (review,) = await desk.reviews()
    assert "<summary>170 more findings, without a comment</summary>" in review
    assert f"`{SEARCH}:9` {KEY.title}" in review
    assert "- and 70 more" in review
    assert (review.count("<details>"), review.count("</details>")) == (1, 1)
    assert "@everyone" not in review
    assert KEY.fingerprint not in review
    assert len(await line_comments(desk)) == 1
    assert [one.state for one in kept.beyond] == [FindingState.BEYOND] * 151


async def test_what_is_taken_in_after_publishing_is_posted_by_the_next_press(desk: Desk) -> None:
    kept = await publish(desk, SQL, beyond=(KEY,), coverage={"more": 1})
    await desk.connections.reviews.take(kept.beyond[0].id, "U0PRIYA")
    action = desk.action("second:call")
    done = await desk.publish(kept.review.id, action)
    assert done.posted == 1
    assert sorted(one["line"] for one in await line_comments(desk)) == [9, 16]
    # Repeated, because its answer was lost: what stands there is found.
    assert (await desk.again(kept.review.id, action)).url
    assert len(await line_comments(desk)) == 2
    assert len(await desk.reviews()) == 2


async def test_a_second_press_that_is_cut_off_before_it_posts_is_not_taken_for_the_first(desk: Desk) -> None:
    kept = await publish(desk, SQL, beyond=(KEY,), coverage={"more": 1})
    await desk.connections.reviews.take(kept.beyond[0].id, "U0PRIYA")
    done = await desk.again(kept.review.id, desk.action("cut:call"))
    assert done.posted == 1
    assert len(await line_comments(desk)) == 2
