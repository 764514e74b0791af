"""What can't be undone: the asker confirms, then two others agree, and only then it is done, once."""

import pytest

from bot.approvals.presses import Press, Presses
from knowledge import Library
from storage import (
    ActionStore,
    ApprovalStore,
    AskStore,
    AuditLog,
    Catalog,
    Database,
    EvidenceStore,
    HeldRole,
    NewAsk,
)
from storage.approvals import ASK, STEP_UP
from storage.models import Approval, ApprovalState, Ask
from tools.connections import Connections
from tools.gate import Gate, Subject
from tools.leave import Leave, NeedsApproval
from tools.resource import a_pipeline
from tools.settings import ToolSettings
from tools.tool import Effect, ToolError, ToolResult, tool
from tools.toolbox import Toolbox

JONAS, TOM, PRIYA = "U0JONAS", "U0TOM", "U0PRIYA"
CALL = "devops-engineer-1-1"
WIPED: list[str] = []


class Wiped(ToolResult):
    what: str


@tool(Effect.DESTRUCTIVE, a_pipeline("what"))
async def wipe(connections: Connections, what: str) -> Wiped:
    """Take everything away."""
    WIPED.append(what)
    return Wiped(source="test", what=what)


class Office:
    """Everybody who has to do with the call."""

    def __init__(self, database: Database, library: Library, ask: Ask) -> None:
        self.ask, self.approvals, asks = ask, ApprovalStore(database), AskStore(database)
        audit, configured = AuditLog(database), ToolSettings()
        connections, gate = Connections(configured, Catalog(), library), Gate(None, (wipe,))
        leave = Leave(self.approvals, ActionStore(database), asks, audit, configured, Catalog())
        self.toolbox = Toolbox((wipe,), connections, EvidenceStore(database), audit, leave, gate)
        self.presses = Presses(self.approvals, asks, connections, gate, self.subject_of, (wipe,))

    async def subject_of(self, person: str, ask: Ask) -> Subject:
        return Subject(person, ask.id, roles=(HeldRole("engineer"),))

    async def call(self) -> str:
        subject = await self.subject_of(JONAS, self.ask)
        return (await self.toolbox.call(subject, "wipe", {"what": "payments"}, CALL)).id

    async def row(self, kind: str) -> Approval:
        row = await self.approvals.of_call(self.ask.id, CALL, kind)
        assert row is not None
        return row

    async def approve(self, kind: str, person: str) -> str:
        return await self.presses.approve(Press((await self.row(kind)).id, 1, person))


@pytest.fixture
async def office(database: Database, empty_library: Library) -> Office:
    WIPED.clear()
    asks = AskStore(database)
    ask_id = await asks.receive(NewAsk(source="slack", event_id="1", thread="1", asker=JONAS, text="wipe it"))
    assert ask_id is not None
    return Office(database, empty_library, await asks.get(ask_id))


async def test_confirmed_by_the_asker_then_agreed_to_by_two_others(office: Office) -> None:
    with pytest.raises(NeedsApproval):
        await office.call()
    assert await office.approve(STEP_UP, TOM) == "Only <@U0JONAS>, who asked for this, can do that."
    with pytest.raises(NeedsApproval):
        await office.call()
    assert await office.approve(STEP_UP, JONAS) == ""
    with pytest.raises(NeedsApproval):
        await office.call()
    assert "somebody else has to approve" in await office.approve(ASK, JONAS)
    assert "Somebody else" in await office.approve(ASK, TOM)
    assert "approved already" in await office.approve(ASK, TOM)
    with pytest.raises(NeedsApproval):
        await office.call()
    assert WIPED == []
    assert await office.approve(ASK, PRIYA) == ""
    assert await office.call() == await office.call() == "E1"
    assert WIPED == ["payments"]
    row = await office.row(ASK)
    assert (row.state, row.approved_by) == (ApprovalState.EXECUTED, [TOM, PRIYA])


async def test_one_who_does_not_confirm_ends_it(office: Office) -> None:
    with pytest.raises(NeedsApproval):
        await office.call()
    row = await office.row(STEP_UP)
    assert await office.presses.withdraw(Press(row.id, 1, JONAS)) == ""
    with pytest.raises(ToolError, match="withdrew"):
        await office.call()
    assert WIPED == []
