"""Builds are started once, and a run that was cut off finds the one that it has started."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Never

import pytest
from aiohttp import web

from sandbox.company import Company
from sandbox.jenkins import create_app
from sandbox.serving import Served
from storage import PipelineEntry
from tests.tools.notes import Notes
from tests.tools.pipelines.conftest import Connect
from tools.action import ActionInHand
from tools.connections import Connections
from tools.pipelines import BuildStarted, start_build
from tools.tool import ToolError


def in_hand(notes: Notes, key: str = "ask:call") -> ActionInHand:
    return ActionInHand(
        key=key, tool="start_build", since=datetime.now(UTC), seconds=20, repeated=False, done=False,
        trace=None, record=notes,
    )  # fmt: skip


async def start(connections: Connections, action: ActionInHand, **arguments: object) -> BuildStarted:
    return await start_build.function(connections.for_action(action), **arguments)  # type: ignore[arg-type]


async def asked_for(connections: Connections, job: str) -> list[int]:
    found = await connections.jenkins.asked_for(PipelineEntry(name=job))
    return [one.queue_id for one in found if one.by == "quarterdeck"]


async def test_a_build_is_started_and_told_with_its_number(connections: Connections) -> None:
    notes = Notes()
    begun = await start(connections, in_hand(notes), pipeline="payments-build")
    assert begun.number is not None
    assert begun.url is not None
    assert begun.url.endswith(f"/job/payments-build/{begun.number}/")
    assert begun.title() == f"payments-build #{begun.number} was started"
    assert notes.kept == {"ask:call": str(begun.queue_item)}


async def test_a_repeated_start_finds_its_build_by_its_place_in_the_queue(connections: Connections) -> None:
    notes = Notes()
    first = await start(connections, in_hand(notes), pipeline="inventory-build")
    repeated = replace(in_hand(notes), repeated=True, trace=str(first.queue_item))
    before = await asked_for(connections, "inventory-build")
    assert await start(connections, repeated, pipeline="inventory-build") == first
    assert await asked_for(connections, "inventory-build") == before


async def test_a_start_whose_answer_was_lost_is_found_by_what_can_be_seen_of_it(
    connections: Connections,
) -> None:
    notes = Notes()
    action = in_hand(notes)
    values = {"VERSION": "1.7.3", "ENVIRONMENT": "staging"}
    first = await start(connections, action, pipeline="checkout-deploy", parameters=values)
    other = await start(connections, in_hand(notes, "other"), pipeline="checkout-deploy", parameters=values)
    del notes.kept[action.key]
    again = await start(
        connections, replace(action, repeated=True), pipeline="checkout-deploy", parameters=values
    )
    assert again.queue_item == first.queue_item != other.queue_item


async def test_a_repeated_start_that_never_arrived_starts_a_build(connections: Connections) -> None:
    notes = Notes()
    before = await asked_for(connections, "checkout-build")
    begun = await start(connections, replace(in_hand(notes), repeated=True), pipeline="checkout-build")
    assert await asked_for(connections, "checkout-build") == sorted([*before, begun.queue_item], reverse=True)


async def test_what_was_done_and_is_gone_is_not_done_again(connections: Connections) -> None:
    before = await asked_for(connections, "payments-build")
    gone = replace(in_hand(Notes()), repeated=True, done=True, trace="999999")
    with pytest.raises(ToolError, match="no longer there"):
        await start(connections, gone, pipeline="payments-build")
    assert await asked_for(connections, "payments-build") == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            {"pipeline": "payments-build", "parameters": {"VERSION": "1"}},
            "has no parameter VERSION. It takes none",
        ),
        ({"pipeline": "payments-deploy", "parameters": {"FORCE": "1"}}, "It takes: VERSION, ENVIRONMENT"),
        ({"pipeline": "nightly"}, "I know no pipeline"),
    ],
)
async def test_what_jenkins_would_drop_is_refused(
    connections: Connections, arguments: dict[str, object], says: str
) -> None:
    with pytest.raises(ToolError, match=says):
        await start(connections, in_hand(Notes()), **arguments)


async def test_a_change_goes_through_the_toolbox_only(connections: Connections) -> None:
    with pytest.raises(ToolError, match="through the toolbox only"):
        await start_build.function(connections, "payments-build")


async def test_a_refused_login_says_so(connect: Connect, jenkins_url: str) -> None:
    with pytest.raises(ToolError, match="refused the login"):
        await start(connect(jenkins_url, token="11" + "0" * 32), in_hand(Notes()), pipeline="payments-build")


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Line:
    """The way to Jenkins, on which answers to a change get stuck or lost."""

    served: Served
    fault: str = ""
    lost: bool = False
    mended: asyncio.Event = field(default_factory=asyncio.Event)

    async def carry(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Carry a request there, and perhaps the answer back."""
        if self.lost:
            raise web.HTTPServiceUnavailable
        if request.method != "POST" or not self.fault:
            return await handler(request)
        if self.fault == "arrives late":
            await self.mended.wait()
        answer = await handler(request)
        if self.fault == "answers late":
            await self.mended.wait()
        if self.fault == "answer lost":
            raise web.HTTPBadGateway
        if self.fault == "gone for good":
            self.lost = True
            raise web.HTTPBadGateway
        return answer


@pytest.fixture
async def line(company: Company) -> AsyncIterator[Line]:
    """A Jenkins of the test's own, and the way to it."""

    @web.middleware
    async def carry(request: web.Request, handler: Handler) -> web.StreamResponse:
        return await way.carry(request, handler)

    app = create_app(company)
    app.middlewares.insert(0, carry)
    way = Line(Served(app))
    await way.served.start()
    yield way
    way.mended.set()
    await way.served.stop()


@pytest.mark.parametrize("fault", ["answers late", "answer lost"])
async def test_a_build_whose_answer_did_not_come_is_looked_for(
    connect: Connect, line: Line, fault: str
) -> None:
    connections = connect(line.served.address)
    before = await asked_for(connections, "payments-build")
    line.fault = fault
    action = replace(in_hand(Notes()), seconds=0.5)
    begun = await start(connections, action, pipeline="payments-build")
    assert set(await asked_for(connections, "payments-build")) - set(before) == {begun.queue_item}


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("arrives late", "No answer came within 0.5 seconds. It is not there now, but it may still come"),
        ("gone for good", "I can't tell whether this was done. Jenkins could not answer about a build"),
    ],
)
async def test_what_can_not_be_told_is_said(connect: Connect, line: Line, fault: str, says: str) -> None:
    connections = connect(line.served.address)
    line.fault = fault
    with pytest.raises(ToolError, match=says) as told:
        await start(connections, replace(in_hand(Notes()), seconds=0.5), pipeline="inventory-build")
    assert told.value.unsure


async def test_an_earlier_try_of_which_nothing_can_be_learned_is_not_repeated(
    connect: Connect, line: Line
) -> None:
    connections = connect(line.served.address)
    entry = PipelineEntry(name="payments-build")
    action = replace(in_hand(Notes()), repeated=True)
    line.lost = True

    async def act() -> Never:
        raise AssertionError("repeated")

    with pytest.raises(ToolError, match=r"whether this was done\. An earlier try was cut off"):
        await action.once(lambda: connections.jenkins.asked_for(entry), act)


async def test_a_clear_no_is_not_doubted(connections: Connections) -> None:
    entry = PipelineEntry(name="nothing-of-that-name")
    with pytest.raises(ToolError, match="no such thing") as told:
        await in_hand(Notes()).once(
            lambda: connections.jenkins.asked_for(entry), lambda: connections.jenkins.start(entry, None)
        )
    assert not told.value.unsure
