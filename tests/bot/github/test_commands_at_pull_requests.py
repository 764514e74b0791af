"""People type commands in comments, and get what they asked for."""

import asyncio
import json
import re

from storage import RUN_ASK
from tests.bot.github.conftest import Town, threads


async def test_a_review_that_is_asked_for_twice_says_everything_once(town: Town) -> None:
    comment = await town.say("/review")
    (ask,) = await town.settled()
    assert (ask.source, ask.asker, ask.status) == (
        "github",
        town.company.member("jonas").slack_id,
        "answered",
    )
    assert await town.reactions(comment) == ["eyes"]
    first = await town.findings()
    assert len(first) >= 4
    assert len(await town.reviews()) == 1
    # The review is the answer: another comment would say nothing.
    assert await town.said() == []

    await town.say("/review")
    await town.settled()
    assert await town.findings() == first
    assert len(await town.reviews()) == 1
    (told,) = await town.said()
    assert "Nothing new to say" in told


async def thread_of(town: Town, part: str) -> int:
    """The comment that began our thread about something."""
    return next(id_ for id_, body in await town.findings() if part in body)


async def answers_in(town: Town, thread: int) -> list[str]:
    """What we have answered in a thread."""
    return await asyncio.to_thread(
        lambda: [
            one.body
            for one in town.pull().get_review_comments()
            if one.in_reply_to_id == thread and "quarterdeck:ask" in one.body
        ]
    )


async def test_describe_tells_what_stands_there(town: Town) -> None:
    await town.say("/describe")
    await town.settled()
    (told,) = await town.said()
    title = await asyncio.to_thread(lambda: town.pull().title)
    assert f"### {title}" in told
    assert "| `app/refund_search.py` | +" in told
    assert "adds `search_refunds`" in told
    # Which changed file uses which, seen in the diff.
    assert "```mermaid\nflowchart LR" in told
    assert "](http" in told
    assert "withheld" not in told


async def test_improve_offers_what_was_proven(town: Town) -> None:
    await town.say("/improve")
    await town.settled()
    (told,) = await town.said()
    offered = [body for _, body in await town.findings() if "```suggestion" in body]
    assert offered
    assert f"{len(offered)} suggestion" in told


async def test_a_question_is_answered_with_the_lines_that_speak_of_it(town: Town) -> None:
    await town.say("/ask where do the refunds of the gateway come from?")
    await town.settled()
    (told,) = await town.said()
    assert "The change speaks of it here" in told
    assert "`app/refund_search.py:" in told
    assert re.search(r"\[E\d\]\(http", told)

    await town.say("@quarterdeck is there a zeppelin?")
    await town.settled()
    assert "Neither this change nor the code speaks of" in (await town.said())[-1]


async def test_a_question_shows_nothing_of_other_repositories(town: Town) -> None:
    await town.say("/ask what does larkfield/checkout do with zeppelins?")
    (ask,) = await town.settled()
    for row in await town.deck.evidence.of_ask(ask.id):
        assert "checkout" not in json.dumps(row.arguments.get("repository"))


async def test_what_people_type_pings_and_shows_nothing(town: Town) -> None:
    await town.say("/ask @larkfield/everyone ![x](http://evil.example/x.png) <img src=x> zeppelin?")
    await town.settled()
    (told,) = await town.said()
    assert "@larkfield" not in told
    assert "<img" not in told
    assert "![" not in told


async def test_explain_and_resolve_in_a_thread(town: Town) -> None:
    await town.say("/review")
    await town.settled()
    thread = await thread_of(town, "SQL built from input")
    await town.say_at(thread, "/explain")
    await town.settled()
    (told,) = await answers_in(town, thread)
    assert "SQL built from input" in told
    assert "CWE-89" in told
    assert "The code there" in told

    await town.say_at(thread, "/resolve we only search our own reasons", "priya")
    await town.settled()
    found = [one for one in await threads(town) if one.comments[0].id == str(thread)]
    assert [one.resolved for one in found] == [True]
    row = await town.deck.connections.reviews.pull("larkfield/payments", 42)
    assert row is not None
    kept = {one.comment_id: one for one in await town.deck.connections.reviews.all_findings(row.id)}
    finding = kept[str(thread)]
    priya = town.company.member("priya").slack_id
    assert (finding.state, finding.decided_by) == ("dismissed", priya)
    assert finding.reason == "we only search our own reasons"

    # It stays dismissed, and nothing is said again.
    before = await town.findings()
    await town.say("/review")
    await town.settled()
    assert await town.findings() == before


async def test_resolve_outside_of_a_thread_of_ours_says_so(town: Town) -> None:
    await town.say("/resolve")
    await town.settled()
    assert "Which finding?" in (await town.said())[-1]
    theirs = await asyncio.to_thread(
        lambda: next(one.id for one in town.pull().get_review_comments() if one.user.login == "priya")
    )
    await town.say_at(theirs, "/resolve")
    await town.settled()
    (told,) = await answers_in(town, theirs)
    assert "not about a finding of mine" in told
    assert [one.resolved for one in await threads(town) if one.comments[0].id == str(theirs)] == [False]


async def test_help_is_for_everybody_and_the_rest_is_not(town: Town) -> None:
    await town.say("/help")
    await town.settled()
    (told,) = await town.said()
    assert "`/review`" in told
    comment = town.last("issue_comment", "created")
    stranger = {**comment["comment"], "user": {"login": "stranger", "type": "User"}}
    stranger |= {"id": 1, "body": "/review", "author_association": "NONE"}
    before = len(await town.settled())
    assert await town.deliver("issue_comment", {**comment, "comment": stranger}) == 202
    assert len(await town.settled()) == before
    await town.deliver("issue_comment", {**comment, "comment": {**stranger, "id": 2, "body": "/help"}})
    assert (await town.settled())[-1].asker == "github:stranger"
    assert len(await town.said()) == 2
    assert await town.findings() == []


async def test_we_never_answer_ourselves_or_programs(town: Town) -> None:
    await town.say("/help")
    await town.settled()
    (ours,) = await town.said()
    # Our own account says a command of ours; a person quotes what we said.
    await asyncio.to_thread(lambda: town.pull().create_issue_comment(ours))
    quoted = "\n".join(f"> {line}" for line in ours.splitlines() if "<!--" not in line)
    await town.say(f"{quoted}\n\nThanks!")
    assert len(await town.settled()) == 1


async def test_an_answer_whose_delivery_got_lost_is_not_posted_twice(town: Town) -> None:
    # GitHub has taken it, and says that it has not.
    town.faults.lost.append(("POST", "/issues/42/comments"))
    comment = town.last_id()
    assert await town.deliver("issue_comment", town.typed("/help", comment)) == 202
    await town.settled()
    assert len(await town.said()) == 1


async def test_faults_of_github_are_ridden_out(town: Town) -> None:
    for status in (502, 429, 503):
        town.faults.answers.append(("POST", "/issues/42/comments", status))
    assert await town.deliver("issue_comment", town.typed("/help", town.last_id())) == 202
    await town.settled()
    assert len(await town.said()) == 1


async def test_a_repository_that_is_gone_is_left_in_peace(town: Town) -> None:
    payload = town.typed("/review", 3)
    payload["repository"] = {"full_name": "larkfield/gone"}
    assert await town.deliver("issue_comment", payload) == 202
    (ask,) = await town.settled()
    assert ask.delivered_at is not None
    assert await town.said() == []


async def test_a_merged_pull_request_teaches_what_nobody_wanted(town: Town) -> None:
    await town.say("/review")
    await town.settled()
    thread = await thread_of(town, "SQL built from input")
    found = next(one for one in await threads(town) if one.comments[0].id == str(thread))
    await asyncio.to_thread(lambda: resolve_as(town, "priya", found.node))
    await asyncio.to_thread(lambda: town.pull("maya").edit(state="closed"))
    asks = await town.settled()
    assert asks[-1].context["command"]["name"] == "closed"
    row = await town.deck.connections.reviews.pull("larkfield/payments", 42)
    assert row is not None
    kept = {one.comment_id: one.state for one in await town.deck.connections.reviews.all_findings(row.id)}
    assert kept[str(thread)] == "dismissed"
    assert await town.said() == []


def resolve_as(town: Town, login: str, node: str) -> None:
    """Settle a thread as a person, as the page at GitHub does it."""
    query = "mutation($id: ID!) { resolveReviewThread(input: {threadId: $id}) { thread { isResolved } } }"
    town.client(login).requester.graphql_query(query, {"id": node})


async def test_a_run_that_was_killed_after_it_had_posted_posts_nothing_again(town: Town) -> None:
    await town.say("/describe")
    (ask,) = await town.settled()
    # As a worker leaves it that dies between GitHub's answer and its own note of it.
    await town.deck.asks.change(ask.id, delivered_at=None)
    async with town.deck.database.session() as session:
        key = str(ask.id)
        await town.deck.queue.enqueue(session, RUN_ASK, lock=ask.thread, key=key, ask_id=key)
    await town.settled()
    assert len(await town.said()) == 1
    assert (await town.deck.asks.get(ask.id)).delivered_at is not None
