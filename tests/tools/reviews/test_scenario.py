"""What a team goes through with one pull request: pushed to, rebased, rewritten, renamed, delivered twice."""

import asyncio

import pytest

from storage import Database, ReviewStore
from tests import pull_request_42
from tests.postgres import Postgres
from tests.tools.reviews.conftest import NUMBER, REPOSITORY, Desk
from tools.repos.github_reviews import CommentThread
from tools.reviews import ReviewPublished

SQL, TIMEOUT = "CWE-89 ", "CWE-400 "


async def unresolved(desk: Desk) -> list[str]:
    """The first lines of our threads that are open, as anybody reads them over GraphQL."""
    ours = await desk.ours()
    return sorted(title for title, threads in ours.items() for one in threads if not one.resolved)


def about(weakness: str, ours: dict[str, list[CommentThread]]) -> list[CommentThread]:
    """Our threads about a weakness; there is one at least."""
    found = [one for some in ours.values() for one in some if weakness in one.comments[0].body]
    assert found
    return found


def settled(weakness: str, ours: dict[str, list[CommentThread]]) -> bool:
    """Whether all our threads about a weakness are."""
    return all(one.resolved for one in about(weakness, ours))


async def no_comment_twice(desk: Desk) -> list[str]:
    """All our comments, read through PyGithub; fails where one is there twice."""
    bodies = await desk.comments()
    marks = [body.rpartition("<!-- quarterdeck:finding:")[2] for body in bodies]
    assert len(marks) == len(set(marks))
    return bodies


@pytest.mark.timeout(600)
async def test_two_pushes_a_rebase_a_force_push_a_rename_and_a_delivery_that_is_repeated(
    desk: Desk, postgres: Postgres
) -> None:
    first = await it_is_reviewed_twice(desk)
    await one_problem_is_mended_and_another_comes(desk, first)
    await jonas_rebases_and_rewrites_his_commit(desk)
    bodies = await jonas_renames_the_file(desk)
    await jonas_binds_the_values(desk, bodies)
    await our_own_tables_are_lost(desk, postgres)
    # What a person said is as it was.
    theirs = [one for one in await desk.threads() if not one.ours]
    assert [(one.comments[0].author, one.resolved) for one in theirs] == [("priya", False)]
    assert await unresolved(desk)
    state = await asyncio.to_thread(lambda: desk.pull().state)
    assert state == "open"


async def it_is_reviewed_twice(desk: Desk) -> ReviewPublished:
    """The same delivery comes again, and adds nothing; the first review."""
    first = await desk.review()
    assert first.posted == len(await no_comment_twice(desk)) >= 4
    assert len(await desk.reviews()) == 1
    again = await desk.review()
    assert (again.posted, again.resolved) == (0, 0)
    assert len(await desk.reviews()) == 1
    return first


async def one_problem_is_mended_and_another_comes(desk: Desk, first: ReviewPublished) -> None:
    """The thread of the one is settled, and only the other is said."""
    await pull_request_42.mend_time_out(desk.checkout)
    pushed = await desk.review()
    assert pushed.resolved == 1
    ours = await desk.ours()
    assert settled(TIMEOUT, ours)
    assert not settled(SQL, ours)
    new = await no_comment_twice(desk)
    assert 0 < len(new) - first.posted == pushed.posted
    assert any("eval" in body for body in new[first.posted :])


async def jonas_rebases_and_rewrites_his_commit(desk: Desk) -> None:
    """Nothing of it is news."""
    await pull_request_42.rebase(desk.checkout)
    rebased = await desk.review()
    await pull_request_42.rewrite_last_commit(desk.checkout)
    rewritten = await desk.review()
    assert [(one.posted, one.resolved, one.reopened) for one in (rebased, rewritten)] == [(0, 0, 0)] * 2


async def jonas_renames_the_file(desk: Desk) -> list[str]:
    """The comments at its lines are outdated, and still say what they said; all our comments."""
    await pull_request_42.rename_search(desk.checkout)
    assert (await desk.review()).resolved == 0
    ours = await desk.ours()
    assert not settled(SQL, ours)
    assert all(one.outdated for one in about(SQL, ours))
    bodies = await no_comment_twice(desk)
    assert sum(SQL in body for body in bodies) == 1
    return bodies


async def jonas_binds_the_values(desk: Desk, bodies: list[str]) -> None:
    """The thread of what he has mended is settled."""
    await pull_request_42.bind_values(desk.checkout, pull_request_42.RENAMED)
    mended = await desk.review()
    assert mended.resolved >= 1
    assert settled(SQL, await desk.ours())
    assert len(await no_comment_twice(desk)) == len(bodies) + mended.posted


async def our_own_tables_are_lost(desk: Desk, postgres: Postgres) -> None:
    """What stands at GitHub is found by its marks."""
    before = await desk.comments()
    lost = Database(postgres.new_database())
    try:
        found = await desk.with_store(ReviewStore(lost)).review()
        assert (found.posted, found.resolved) == (0, 0)
        assert await desk.comments() == before
        row = await ReviewStore(lost).pull(REPOSITORY, NUMBER)
        assert row is not None
        kept = await ReviewStore(lost).all_findings(row.id)
        assert all(one.comment_id for one in kept)
    finally:
        await lost.close()
