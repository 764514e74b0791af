"""What happens in the demo when somebody wants something changed: refused, waiting for leave, done once."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from bot.approvals.cards import APPROVAL_EVENT
from bot.blocks.approval import APPROVE
from bot.replies.threads import ANSWER_EVENT
from sandbox.slack import Member
from storage import PipelineEntry
from storage.models import Action, Approval, ApprovalState
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

        def is_answer(event: Json) -> bool:
            message = event.get("message") or {}
            mine = message.get("thread_ts") == self.thread and not message.get("streaming")
            return bool(mine and _metadata(event).get("event_type") == ANSWER_EVENT)

        event = await self.asker.wait_for(is_answer, SECONDS)
        return str(event["message"])

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
        assert "No policy lets you ask for this" in told["message"]["text"]
    async with town.member("U0TOM") as tom:
        await tom.start()
        await asyncio.gather(tom.press(card, APPROVE), scene.asker.press(card, APPROVE))
        answer = await scene.answer()
        await scene.card("Done, with leave of")
        (first,) = (await scene.row()).approved_by
        late = scene.asker if first == tom.user else tom
        told = await late.wait_for_event("ephemeral")
        assert f"<@{first}> was first: leave is given" in told["message"]["text"]
    assert len(await builds(town, "payments-build")) == len(before) + 1
    assert "Started payments-build #" in answer
    assert (await scene.row()).state == ApprovalState.EXECUTED
    assert [action.state for action in await scene.actions()] == ["done"]
