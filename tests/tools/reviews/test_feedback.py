"""What people do with our comments is kept, counts for the next time, and is never undone by us."""

import asyncio
from dataclasses import replace

from storage.models import FindingState
from storage.reviews import Dismissals
from tests.tools.reviews.conftest import NUMBER, REPOSITORY, SEARCH, Desk
from tests.tools.reviews.made import KEY, ROUTE, SQL, failed, publish
from tools.gate import Subject
from tools.repos.github_reviews import CommentThread
from tools.reviews import settle_findings, take_feedback


async def thread(desk: Desk, mark: str) -> CommentThread:
    (found,) = [one for one in await desk.threads() if mark in one.comments[0].body]
    return found


async def state(desk: Desk, mark: str) -> str:
    pull = await desk.connections.reviews.pull(REPOSITORY, NUMBER)
    assert pull is not None
    return {one.fingerprint: one.state for one in await desk.connections.reviews.all_findings(pull.id)}[mark]


async def answer(desk: Desk, mark: str, text: str, login: str = "jonas") -> None:
    root = int((await thread(desk, mark)).comments[0].id)
    await asyncio.to_thread(lambda: desk.pull(login).create_review_comment_reply(root, text))


async def settle(desk: Desk, mark: str, login: str = "jonas") -> None:
    node = (await thread(desk, mark)).node
    await asyncio.to_thread(
        lambda: desk.client(login).requester.graphql_named_mutation(
            "resolveReviewThread", {"threadId": node}, "thread { id }"
        )
    )


async def test_a_thumb_down_dismisses_for_good(desk: Desk) -> None:
    await publish(desk, SQL, KEY)
    root = int((await thread(desk, SQL.fingerprint)).comments[0].id)
    await asyncio.to_thread(lambda: desk.pull("jonas").get_review_comment(root).create_reaction("-1"))
    (dismissed,) = await take_feedback(desk.connections, REPOSITORY, NUMBER)
    assert (dismissed.decided_by, dismissed.reason) == ("github:jonas", "thumbs down")
    assert await take_feedback(desk.connections, REPOSITORY, NUMBER) == []
    again = await publish(desk, SQL, KEY)
    assert await state(desk, SQL.fingerprint) == FindingState.DISMISSED
    assert (await thread(desk, SQL.fingerprint)).resolved
    assert again.new == ()
    assert await desk.connections.reviews.dismissals(REPOSITORY) == {
        "sql-from-input": Dismissals(1, 1), "secret": Dismissals(0, 1),
    }  # fmt: skip


async def test_words_count_where_they_are_somebodys_own(desk: Desk) -> None:
    await publish(desk, SQL, KEY, ROUTE)
    await answer(desk, SQL.fingerprint, "> 👎 or “won't fix” keeps it away.\n\nThanks, on it.")
    await answer(desk, KEY.fingerprint, "That is a false positive: it is a key for tests.", "priya")
    await answer(desk, ROUTE.fingerprint, "Won’t fix.")
    dismissed = await take_feedback(desk.connections, REPOSITORY, NUMBER)
    assert {one.fingerprint: one.decided_by for one in dismissed} == {
        KEY.fingerprint: "github:priya", ROUTE.fingerprint: "github:jonas",
    }  # fmt: skip
    assert await state(desk, SQL.fingerprint) == FindingState.PUBLISHED


async def test_our_own_words_dismiss_nothing(desk: Desk) -> None:
    await publish(desk, SQL)
    root = int((await thread(desk, SQL.fingerprint)).comments[0].id)
    await asyncio.to_thread(lambda: desk.pull().create_review_comment_reply(root, "I can't say: won't fix?"))
    assert "won't fix" in (await thread(desk, SQL.fingerprint)).comments[0].body
    kept = await take_feedback(desk.connections, REPOSITORY, NUMBER)
    assert [one.decided_by for one in kept] == []


async def test_settled_by_a_person_while_it_is_there_is_a_dismissal(desk: Desk) -> None:
    await publish(desk, SQL, KEY)
    await settle(desk, SQL.fingerprint)
    assert await take_feedback(desk.connections, REPOSITORY, NUMBER) == []
    await publish(desk, SQL, KEY)
    assert await state(desk, SQL.fingerprint) == FindingState.DISMISSED
    assert (await thread(desk, SQL.fingerprint)).resolved_by == "jonas"
    await settle(desk, KEY.fingerprint)
    (closed,) = await take_feedback(desk.connections, REPOSITORY, NUMBER, settled=True)
    assert closed.fingerprint == KEY.fingerprint


async def test_settled_by_a_person_and_gone_is_mended(desk: Desk) -> None:
    await publish(desk, SQL)
    await settle(desk, SQL.fingerprint)
    await publish(desk)
    assert await state(desk, SQL.fingerprint) == FindingState.RESOLVED


async def test_a_question_keeps_a_thread_open_until_it_is_answered(desk: Desk) -> None:
    await publish(desk, SQL)
    await answer(desk, SQL.fingerprint, "Is `?` enough with LIKE?", "priya")
    await publish(desk)
    assert not (await thread(desk, SQL.fingerprint)).resolved
    assert await state(desk, SQL.fingerprint) == FindingState.PUBLISHED
    await answer(desk, SQL.fingerprint, "It is.")
    await publish(desk)
    assert (await thread(desk, SQL.fingerprint)).resolved
    assert await state(desk, SQL.fingerprint) == FindingState.RESOLVED


async def test_what_comes_back_opens_its_own_thread_again(desk: Desk) -> None:
    await publish(desk, SQL)
    await publish(desk)
    assert (await thread(desk, SQL.fingerprint)).resolved
    back = await publish(desk, SQL)
    assert not (await thread(desk, SQL.fingerprint)).resolved
    assert await state(desk, SQL.fingerprint) == FindingState.PUBLISHED
    assert (back.new, len(await desk.comments())) == ((), 1)


async def test_who_could_not_look_settles_nothing(desk: Desk) -> None:
    await publish(desk, SQL, KEY)
    await publish(desk, results=failed("patterns"))
    assert not (await thread(desk, SQL.fingerprint)).resolved
    assert (await thread(desk, KEY.fingerprint)).resolved


async def test_threads_of_people_are_theirs(desk: Desk) -> None:
    await publish(desk, SQL)
    copied = (await thread(desk, SQL.fingerprint)).comments[0].body
    await asyncio.to_thread(_say_the_same, desk, copied)
    await publish(desk)
    theirs = [one for one in await desk.threads() if not one.ours]
    assert [(one.comments[0].author, one.resolved) for one in theirs] == [("priya", False), ("tom", False)]


def _say_the_same(desk: Desk, text: str) -> None:
    desk.pull("tom").create_review(event="COMMENT", comments=[{"path": SEARCH, "line": 23, "body": text}])


async def test_a_person_settles_findings_by_a_command(desk: Desk) -> None:
    kept = await publish(desk, SQL, KEY)
    finding = next(one for one in kept.known if one.fingerprint == SQL.fingerprint)
    subject = Subject("U0PRIYA", kept.review.id)
    connections = desk.connections.for_subject(subject).for_action(desk.action("settle:call"))
    done = await settle_findings.function(connections, REPOSITORY, NUMBER, [str(finding.id)], "we escape it")
    assert (done.dismissed, done.resolved) == (1, 1)
    again = await settle_findings.function(connections, REPOSITORY, NUMBER, [str(finding.id)])
    assert (again.dismissed, again.resolved) == (0, 0)
    assert await state(desk, SQL.fingerprint) == FindingState.DISMISSED
    assert not (await thread(desk, KEY.fingerprint)).resolved


async def test_the_same_weakness_with_other_lines_is_not_said_again(desk: Desk) -> None:
    """An analyser that did not end in time may have told how far it reaches."""
    await publish(desk, SQL, KEY)
    wider = replace(SQL, fingerprint="e" * 32, end_line=17)
    kept = await publish(desk, wider, KEY)
    assert kept.new == ()
    assert len(await desk.comments()) == 2
    assert not (await thread(desk, SQL.fingerprint)).resolved
    await publish(desk, KEY)
    assert (await thread(desk, SQL.fingerprint)).resolved
    other = replace(ROUTE, fingerprint="f" * 32, path=SEARCH, line=9, end_line=9)
    await publish(desk, KEY, other)
    assert len(await desk.comments()) == 3
