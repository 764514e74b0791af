"""A change that is under way ends, and is kept, before the run that was stopped; looking is cut off."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from langchain.agents.middleware.types import ToolCallRequest
from langchain.tools import ToolRuntime
from langchain_core.messages import ToolCall, ToolMessage
from langgraph.types import Command

from agents import AgentSettings
from agents.context import RunContext
from agents.middleware import ThroughToolbox, UnbrokenWrites
from agents.models import Models
from agents.specialist import SpecialistId
from agents.specialists import SPECIALISTS
from agents.spending import Spending
from storage import (
    Account,
    ActionStore,
    ApprovalStore,
    AskStore,
    AuditLog,
    Budgets,
    EvidenceStore,
    HeldRole,
)
from storage.models import ActionState, ApprovalState, Ask
from tests.agents.conftest import Office, Watcher
from tools.connections import Connections
from tools.gate import Gate, Subject
from tools.leave import Leave, NeedsApproval
from tools.resource import a_pipeline
from tools.tool import Effect, ToolResult, tool
from tools.toolbox import Toolbox

CALL = "devops-engineer-1-1"
SECONDS = 20


class Pressed(ToolResult):
    button: str


@dataclass
class Machine:
    """Has a button that takes its time, and says what became of the one who pressed or watched it."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)
    may_end: asyncio.Event = field(default_factory=asyncio.Event)
    cut_off: bool = False

    async def work(self, button: str) -> Pressed:
        self.begun.set()
        try:
            await self.may_end.wait()
        except asyncio.CancelledError:
            self.cut_off = True
            raise
        return Pressed(source="test", button=button)


class Shop:
    """A run that may call the machine's tools, with everything that stands around a call."""

    def __init__(self, office: Office, ask: Ask) -> None:
        self.machine, self.ask = Machine(), ask
        machine = self.machine

        @tool(Effect.WRITE, a_pipeline("button"))
        async def press(connections: Connections, button: str) -> Pressed:
            """Press it."""
            return await machine.work(button)

        @tool(Effect.READ, a_pipeline("button"))
        async def watch(connections: Connections, button: str) -> Pressed:
            """Look at it."""
            return await machine.work(button)

        database, given = office.database, office.connections
        tools, asks, audit = (press, watch), AskStore(database), AuditLog(database)
        self.approvals, self.actions = ApprovalStore(database), ActionStore(database)
        self.evidence = EvidenceStore(database)
        leave = Leave(self.approvals, self.actions, asks, audit, given.settings, given.catalog)
        self.toolbox = Toolbox(tools, given, self.evidence, audit, leave, Gate(None, tools))
        self.subject = Subject("maya", ask.id, roles=(HeldRole("engineer"),))
        settings = AgentSettings(model_provider="offline")
        budgets = Budgets(database, settings.limits(), ZoneInfo("UTC"))
        spending = Spending(budgets, Account(ask.id, "maya", None), Models(settings))
        self.context = RunContext(self.subject, self.toolbox, Watcher(), spending)

    async def give_leave(self) -> None:
        with pytest.raises(NeedsApproval) as needed:
            await self.toolbox.call(self.subject, "press", {"button": "red"}, CALL)
        assert await self.approvals.approve(needed.value.approval_id, 1, "tom") is not None

    def begin(self, name: str) -> asyncio.Task[ToolMessage | Command[Any]]:
        """Call a tool the way an agent does."""
        runtime: ToolRuntime[Any, Any] = ToolRuntime(
            state={}, context=self.context, config={}, stream_writer=print, tool_call_id=CALL, store=None
        )
        call = ToolCall(name=name, args={"button": "red"}, id=CALL, type="tool_call")
        request = ToolCallRequest(tool_call=call, tool=None, state={}, runtime=runtime)
        through = ThroughToolbox(SPECIALISTS[SpecialistId.DEVOPS_ENGINEER])

        async def run(inner: ToolCallRequest) -> ToolMessage | Command[Any]:
            return await through.awrap_tool_call(inner, nothing)

        return asyncio.create_task(self._unbroken(request, run))

    async def _unbroken(
        self,
        request: ToolCallRequest,
        run: Callable[[ToolCallRequest], Awaitable[ToolMessage | Command[Any]]],
    ) -> ToolMessage | Command[Any]:
        return await UnbrokenWrites().awrap_tool_call(request, run)


async def nothing(_: ToolCallRequest) -> ToolMessage:
    """What LangChain would do with the call by itself."""
    raise AssertionError("the toolbox runs the calls")


@pytest.fixture
async def shop_floor(office: Office) -> Shop:
    return Shop(office, await office.receive("press the red button"))


async def test_a_change_ends_and_is_kept_before_the_run_does(shop_floor: Shop) -> None:
    await shop_floor.give_leave()
    work = shop_floor.begin("press")
    await asyncio.wait_for(shop_floor.machine.begun.wait(), SECONDS)
    work.cancel()
    shop_floor.machine.may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(work, SECONDS)
    assert not shop_floor.machine.cut_off
    (kept,) = await shop_floor.evidence.of_ask(shop_floor.ask.id)
    assert (kept.tool, kept.call_id) == ("press", CALL)
    (action,) = await shop_floor.actions.of_ask(shop_floor.ask.id)
    assert action.state == ActionState.DONE
    (approval,) = await shop_floor.approvals.of_ask(shop_floor.ask.id)
    assert approval.state == ApprovalState.EXECUTED


async def test_what_only_looks_is_cut_off(shop_floor: Shop) -> None:
    work = shop_floor.begin("watch")
    await asyncio.wait_for(shop_floor.machine.begun.wait(), SECONDS)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(work, SECONDS)
    assert shop_floor.machine.cut_off
    assert await shop_floor.evidence.of_ask(shop_floor.ask.id) == []


async def test_without_a_stop_nothing_is_different(shop_floor: Shop) -> None:
    await shop_floor.give_leave()
    shop_floor.machine.may_end.set()
    said = await asyncio.wait_for(shop_floor.begin("press"), SECONDS)
    assert isinstance(said, ToolMessage)
    assert (said.status, said.name) == ("success", "press")
