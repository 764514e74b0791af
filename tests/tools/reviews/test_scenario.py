"""What a team goes through with one pull request: pushed to, rebased, rewritten, renamed, delivered twice."""

import asyncio

import pytest

from storage import Database, ReviewStore
from tests.postgres import Postgres
from tests.tools.reviews.conftest import NUMBER, REPOSITORY, SEARCH, Desk
from tools.repos.github_reviews import CommentThread

SQL, TIMEOUT = "CWE-89 ", "CWE-400 "
UNSAFE = (
    '"""Sums of refunds."""\n\n\ndef total(text: str) -> object:\n    """The sum."""\n    return eval(text)\n'
)


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
    checkout = desk.checkout
    first = await desk.review()
    assert first.posted == len(await no_comment_twice(desk)) >= 4
    assert len(await desk.reviews()) == 1

    # The same delivery comes again.
    again = await desk.review()
    assert (again.posted, again.resolved) == (0, 0)
    assert len(await desk.reviews()) == 1

    # First push: one problem is mended, another comes, and all lines shift.
    text = checkout.read(SEARCH).replace('auth=(GATEWAY_KEY, ""))', 'auth=(GATEWAY_KEY, ""), timeout=5)')
    await checkout.commit(
        "Give it a time-out", {SEARCH: text.replace("import sqlite3", "import logging\nimport sqlite3"),
                               "app/sums.py": UNSAFE},
    )  # fmt: skip
    await checkout.push()
    pushed = await desk.review()
    assert pushed.resolved == 1
    ours = await desk.ours()
    assert settled(TIMEOUT, ours)
    assert not settled(SQL, ours)
    new = await no_comment_twice(desk)
    assert 0 < len(new) - first.posted == pushed.posted
    assert any("eval" in body for body in new[first.posted :])

    # A rebase onto the newest main, and a commit that is rewritten: nothing of it is news.
    await checkout.git("fetch", "-q", "origin")
    await checkout.git("rebase", "-q", "origin/main")
    await checkout.push("--force")
    rebased = await desk.review()
    await checkout.commit("Give it a time-out, once more", {}, "--amend", "--allow-empty")
    await checkout.push("--force")
    rewritten = await desk.review()
    assert [(one.posted, one.resolved, one.reopened) for one in (rebased, rewritten)] == [(0, 0, 0)] * 2

    # The file gets another name: its comments are outdated, and still say what they said.
    await checkout.git("mv", SEARCH, "app/search.py")
    api = checkout.read("app/api.py").replace("refund_search", "search")
    await checkout.commit("Rename it", {"app/api.py": api})
    await checkout.push()
    renamed = await desk.review()
    ours = await desk.ours()
    assert not settled(SQL, ours)
    assert all(one.outdated for one in about(SQL, ours))
    bodies = await no_comment_twice(desk)
    assert sum(SQL in body for body in bodies) == 1

    # Second push: the query gets its values as parameters.
    text = checkout.read("app/search.py")
    begin, end = text.index("    query = f"), text.index("    return [{")
    bound = (
        '    query = "SELECT id, order_id, amount, reason FROM refunds WHERE reason LIKE ?"\n'
        '    rows = connection.execute(query, (f"%{text}%",)).fetchall()\n'
    )
    await checkout.commit("Bind the values", {"app/search.py": text[:begin] + bound + text[end:]})
    await checkout.push()
    mended = await desk.review()
    ours = await desk.ours()
    assert mended.resolved >= 1
    assert settled(SQL, ours)
    assert len(await no_comment_twice(desk)) == len(bodies) + mended.posted

    # Our own tables are lost: what stands at GitHub is found by its marks.
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

    # What a person said is as it was.
    theirs = [one for one in await desk.threads() if not one.ours]
    assert [(one.comments[0].author, one.resolved) for one in theirs] == [("priya", False)]
    assert renamed.resolved + rebased.resolved == 0
    assert await unresolved(desk)
    state = await asyncio.to_thread(lambda: desk.pull().state)
    assert state == "open"
