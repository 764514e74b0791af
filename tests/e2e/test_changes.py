"""What happens in the demo when somebody wants something changed: refused, waiting for leave, done once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.app import slack_worker
from bot.approvals.cards import APPROVAL_EVENT
from bot.blocks.approval import APPROVE, EDIT, REJECT, WITHDRAW
from bot.replies.threads import ANSWER_EVENT, FAILURE_EVENT, RESTING_EVENT
from bot.service import Deck
from sandbox.slack import Member
from storage import ApprovalStore, PipelineEntry
from storage.models import Action, Approval, ApprovalState, AskStatus
from tests.bot.reading import words
from tests.e2e.conftest import BOT, SECONDS, Town

CHANNEL = "C0PLATFORM"
Json = dict[str, Any]


def _metadata(event: Json) -> Json:
    return (event.get("message") or {}).get("metadata") or {}


class Scene:
    """A thread in which somebody asked for a change."""

    def __init__(self, town: Town, asker: Member, thread: str) -> None:
        self.town, self.asker, self.thread = town, asker, thread

    async def answer(self) -> str:
        """The answer, once it is there."""
        return str(await self.told(ANSWER_EVENT))

    async def told(self, kind: str) -> Json:
        """The bot's finished message of a kind, once it is there."""

        def is_it(event: Json) -> bool:
            message = event.get("message") or {}
            mine = message.get("thread_ts") == self.thread and not message.get("streaming")
            return bool(mine and _metadata(event).get("event_type") == kind)

        message: Json = (await self.asker.wait_for(is_it, SECONDS))["message"]
        return {**message, "channel": CHANNEL}

    async def card(self, state: str | None = None) -> Json:
        """The card, once it shows a state."""

        def is_card(event: Json) -> bool:
            message = event.get("message") or {}
            if (
                _metadata(event).get("event_type") != APPROVAL_EVENT
                or message.get("thread_ts") != self.thread
            ):
                return False
            return state is None or state in words(message)

        message: Json = (await self.asker.wait_for(is_card, SECONDS))["message"]
        return {**message, "channel": CHANNEL}

    async def row(self) -> Approval:
        """The approval's row."""
        card = await self.card()
        async with self.town.deck.database.session() as session:
            found = await session.get(Approval, card["metadata"]["event_payload"]["id"])
        assert found is not None
        return found

    async def press(self, user: str, button: str) -> str:
        """Somebody presses a button of the card as it is now; what they are told in private, if anything."""
        card = await self.card_now()
        async with self.town.member(user) as person:
            await person.start()
            await person.press(card, button)
            shown = [event["message"]["text"] for event in person.events if event["type"] == "ephemeral"]
        return "".join(shown)

    async def card_now(self) -> Json:
        """The card as Slack has it."""
        await self.card()
        messages = await self.asker.messages(CHANNEL, self.thread)
        mine = [one for one in messages if _metadata({"message": one}).get("event_type") == APPROVAL_EVENT]
        return {**mine[-1], "channel": CHANNEL}

    async def actions(self) -> list[Action]:
        """What was changed."""
        row = await self.row()
        async with self.town.deck.database.session() as session:
            return list((await session.execute(select(Action).where(Action.ask_id == row.ask_id))).scalars())


@pytest.fixture
async def ask(town: Town) -> AsyncIterator[Any]:
    """Somebody asks; gives back their thread."""
    members: list[Member] = []

    async def ask(who: str, text: str) -> Scene:
        member = town.member(who)
        members.append(member)
        await member.start()
        return Scene(town, member, await member.post(CHANNEL, f"<@{BOT}> {text}"))

    yield ask
    for member in members:
        await member.close()


async def builds(town: Town, job: str) -> list[int]:
    """The newest builds of a job, waiting or begun, by their place in the queue."""
    asked_for = await town.deck.connections.jenkins.asked_for(PipelineEntry(name=job))
    return sorted(one.queue_id for one in asked_for if one.by == "quarterdeck")


async def test_who_may_not_is_refused_and_told_who_may(town: Town, ask: Any) -> None:
    before = await builds(town, "payments-build")
    scene = await ask("U0SOFIA", "re-run payments-build")
    answer = await scene.answer()
    assert "was not started" in answer
    assert "no policy permits start_build" in answer
    assert "engineer or sre" in answer
    assert await builds(town, "payments-build") == before


async def test_one_who_may_gets_leave_and_the_build_starts_once(town: Town, ask: Any) -> None:
    before = await builds(town, "payments-build")
    scene = await ask("U0JONAS", "re-run payments-build")
    card = await scene.card()
    shown = words(card)
    assert "start_build" in shown
    assert "pipeline: payments-build" in shown
    assert "changes-wait-for-leave" in shown
    assert "Evidence: " in shown
    assert await builds(town, "payments-build") == before
    async with town.member("U0SOFIA") as sofia:
        await sofia.press(card, APPROVE)
        told = await sofia.wait_for_event("ephemeral")
        assert "People with the role engineer or sre there may" in told["message"]["text"]
    async with town.member("U0TOM") as tom:
        await tom.start()
        await asyncio.gather(tom.press(card, APPROVE), scene.asker.press(card, APPROVE))
        answer = await scene.answer()
        await scene.card("Done, approved by")
        (first,) = (await scene.row()).approved_by
        late = scene.asker if first == tom.user else tom
        told = await late.wait_for_event("ephemeral")
        assert f"<@{first}> was first: it is approved" in told["message"]["text"]
    assert len(await builds(town, "payments-build")) == len(before) + 1
    assert "Started payments-build #" in answer
    assert (await scene.row()).state == ApprovalState.EXECUTED
    assert [action.state for action in await scene.actions()] == ["done"]


async def test_production_needs_somebody_else(town: Town, ask: Any) -> None:
    before = await builds(town, "payments-deploy")
    scene = await ask("U0JONAS", "run payments-deploy again")
    shown = words(await scene.card())
    assert "production-needs-a-second-person" in shown
    assert "ENVIRONMENT" in shown
    assert "*Who may approve:* <@U0" in shown
    assert "<@U0JONAS>" not in shown.split("*Who may approve:*")[1].split("(")[0]
    async with town.member("U0JONAS") as jonas:
        await jonas.press(await scene.card(), APPROVE)
        told = await jonas.wait_for_event("ephemeral")
        assert "somebody else has to approve (policy " in told["message"]["text"]
    assert await builds(town, "payments-deploy") == before
    decider = "U0MAYA" if "release-manager" in (await scene.row()).approver_roles else "U0TOM"
    await scene.press(decider, APPROVE)
    assert "Started payments-deploy #" in await scene.answer()
    await scene.card(f"Done, approved by <@{decider}>")
    assert len(await builds(town, "payments-deploy")) == len(before) + 1


async def test_a_deployment_is_a_run_of_the_job_that_deploys(town: Town, ask: Any) -> None:
    scene = await ask("U0PRIYA", "deploy checkout 1.7.2 to production")
    shown = words(await scene.card())
    assert "pipeline: checkout-deploy\nparameters: \n  VERSION: 1.7.2\n  ENVIRONMENT: production" in shown
    assert "in production" in shown
    thread = str(await scene.asker.messages(CHANNEL, scene.thread))
    assert "Start build: checkout-deploy, 1.7.2, production" in thread
    await scene.press("U0PRIYA", WITHDRAW)
    assert "checkout-deploy was not started" in await scene.answer()


async def test_a_deployment_of_no_version_is_asked_about(town: Town, ask: Any) -> None:
    answer = await (await ask("U0PRIYA", "deploy checkout to production please")).answer()
    assert "Which version of checkout shall I deploy, and where to?" in answer


async def test_a_comment_stands_on_the_pull_request_once_and_carries_its_mark(town: Town, ask: Any) -> None:
    scene = await ask("U0JONAS", "comment on payments#42: please bind the search text as a parameter")
    assert "Please bind the search text as a parameter" in words(await scene.card())
    await scene.press("U0TOM", APPROVE)
    answer = await scene.answer()
    assert "Commented on larkfield/payments#42" in answer
    (action,) = await scene.actions()
    assert action.trace
    pull = await town.deck.connections.github.get_pull_request("larkfield/payments", 42)
    bodies = [one.body for one in pull.comments if "bind the search text" in one.body]
    assert bodies == [f"Please bind the search text as a parameter\n\n<!-- quarterdeck:{action.key} -->"]


async def test_an_edit_is_what_is_done(town: Town, ask: Any) -> None:
    scene = await ask("U0JONAS", "comment on payments#42: please rebase")
    async with town.member("U0TOM") as tom:
        await tom.press(await scene.card(), EDIT)
        view = (await tom.wait_for_event("view_opened"))["view"]
        wrong = {"number": {"type": "plain_text_input", "value": "forty-two"}}
        assert "valid integer" in (await tom.submit(view, wrong))["number"]
        right = {"text": {"type": "plain_text_input", "value": "Please rebase onto main."}}
        assert await tom.submit(view, right) == {}
        await scene.card("Please rebase onto main.")
    await scene.press("U0TOM", APPROVE)
    assert "Commented on" in await scene.answer()
    row = await scene.row()
    assert (row.revision, row.requested["text"]) == (2, "Please rebase")
    pull = await town.deck.connections.github.get_pull_request("larkfield/payments", 42)
    assert any(one.body.startswith("Please rebase onto main.") for one in pull.comments)
    assert not any(one.body.startswith("Please rebase\n") for one in pull.comments)


@pytest.mark.parametrize(
    ("who", "button", "says"),
    [
        ("U0TOM", REJECT, "Not done: Tom Alvarez rejected it"),
        ("U0JONAS", WITHDRAW, "Not done: Jonas Weber withdrew the request"),
    ],
)
async def test_without_leave_nothing_is_done_and_the_thread_hears_why(
    town: Town, ask: Any, who: str, button: str, says: str
) -> None:
    before = await builds(town, "payments-build")
    scene = await ask("U0JONAS", "re-run payments-build")
    await scene.press(who, button)
    assert says in await scene.answer()
    assert await builds(town, "payments-build") == before
    assert await scene.actions() == []


async def test_what_nobody_decides_expires_and_the_thread_hears_of_it(town: Town, ask: Any) -> None:
    scene = await ask("U0JONAS", "re-run payments-build")
    row = await scene.row()
    async with town.deck.database.session() as session:
        past = func.now() - timedelta(seconds=1)
        await session.execute(update(Approval).where(Approval.id == row.id).values(expires_at=past))
    assert "nobody approved it in time" in await scene.answer()
    await scene.card("Nobody approved it in time: not done")


async def test_the_list_shows_what_waits_with_links(town: Town, ask: Any) -> None:
    scene = await ask("U0JONAS", "re-run payments-build")
    # The card is shown anew once it is known where it stands: from then on the list links to it.
    await scene.asker.wait_for(
        lambda event: (
            event["type"] == "message_changed" and _metadata(event).get("event_type") == APPROVAL_EVENT
        ),
        SECONDS,
    )
    async with town.member("U0TOM") as tom:
        await tom.start()
        await tom.command(CHANNEL, "/deck", "approvals")
        shown = words((await tom.wait_for_event("ephemeral"))["message"])
    assert "start build on pipeline payments-build" in shown
    assert f"/archives/{CHANNEL}/p" in shown
    await scene.press("U0JONAS", WITHDRAW)
    await scene.answer()


async def test_leave_that_was_given_while_the_bot_was_away_is_used_when_it_is_back(
    town: Town, ask: Any, tmp_path: Any
) -> None:
    """A second bot on the same database takes the ask up; nothing of it is remembered elsewhere."""
    before = await builds(town, "payments-build")
    scene = await ask("U0JONAS", "re-run payments-build")
    row = await scene.row()
    async with Deck.open(town.deck.settings) as other, slack_worker(other):
        given = await ApprovalStore(other.database, other.queue).approve(row.id, 1, "U0TOM")
        assert given is not None
        assert "Started payments-build #" in await scene.answer()
    assert len(await builds(town, "payments-build")) == len(before) + 1


@pytest.mark.parametrize("user", ["U0JONAS", "U0TOM"])
async def test_stop_takes_back_what_waits_for_leave(town: Town, ask: Any, user: str) -> None:
    before = await builds(town, "payments-build")
    scene = await ask("U0JONAS", "re-run payments-build")
    await scene.card()
    assert "*stop* in this thread ends it" in words(await scene.told(RESTING_EVENT))
    async with scene.town.member(user) as person:
        await person.post(CHANNEL, "stop", thread_ts=scene.thread)
    said = words(await scene.told(FAILURE_EVENT))
    assert "Stopped, without an answer" in said
    assert "Nothing was changed" in said
    assert "This was not done:\n- start build: pipeline payments-build" in said
    await scene.card(f"Withdrawn by <@{user}>")
    row = await scene.row()
    assert (row.state, row.decided_by) == (ApprovalState.WITHDRAWN, user)
    stopped = await town.deck.asks.get(row.ask_id)
    assert (stopped.status, stopped.stopped_by) == (AskStatus.STOPPED, user)
    assert await builds(town, "payments-build") == before
    assert await scene.actions() == []


async def test_what_nobody_decides_on_is_brought_before_others(town: Town, ask: Any) -> None:
    scene = await ask("U0JONAS", "run payments-deploy again")
    row = await scene.row()
    before = await builds(town, "payments-deploy")
    async with town.deck.database.session() as session:
        past = func.now() - timedelta(seconds=1)
        await session.execute(update(Approval).where(Approval.id == row.id).values(escalates_at=past))

    def names_people(event: Json) -> bool:
        message = event.get("message") or {}
        return message.get("thread_ts") == scene.thread and "Nobody has decided yet" in message["text"]

    # The job that looks for it runs every ten seconds, in the bot itself.
    told = (await scene.asker.wait_for(names_people, SECONDS))["message"]["text"]
    assert "people with the role *admin* may decide, too: <@U0MAYA>" in told
    await scene.card("people with the role admin")
    await scene.press("U0MAYA", APPROVE)
    assert "Started payments-deploy #" in await scene.answer()
    await scene.card("Done, approved by <@U0MAYA>")
    assert len(await builds(town, "payments-deploy")) == len(before) + 1
    said = [one for one in await scene.asker.messages(CHANNEL, scene.thread) if "Nobody has" in one["text"]]
    assert len(said) == 1


async def test_those_who_could_decide_before_still_can(town: Town, ask: Any) -> None:
    scene = await ask("U0JONAS", "re-run payments-build")
    row = await scene.row()
    async with town.deck.database.session() as session:
        past = func.now() - timedelta(seconds=1)
        await session.execute(update(Approval).where(Approval.id == row.id).values(escalates_at=past))
    await scene.card("people with the role admin")
    await scene.press("U0TOM", APPROVE)
    assert "Started payments-build #" in await scene.answer()
