"""Whatever is pressed, repeated, cut off or too late: a change is made at most once, never without leave."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select, update

from bot.approvals.presses import Press, Presses
from bot.blocks.approval import approval_card
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
from storage.approvals import OPEN
from storage.models import Action, ActionState, Approval, ApprovalState, Ask
from tools.connections import Connections
from tools.gate import Gate, Subject
from tools.leave import Leave, NeedsApproval
from tools.resource import a_pipeline
from tools.settings import ToolSettings
from tools.tool import Effect, ToolError, ToolResult, tool
from tools.toolbox import Toolbox

T = TypeVar("T")

ASKER, TOM, PRIYA, SOFIA = "U0JONAS", "U0TOM", "U0PRIYA", "U0SOFIA"
ROLES = {ASKER: "engineer", TOM: "sre", PRIYA: "engineer", SOFIA: "finance"}
CALL = "devops-engineer-1-1"
STANDS = st.sampled_from(["approved", "edited", "asked"])
UNDONE = (ApprovalState.REJECTED, ApprovalState.WITHDRAWN, ApprovalState.EXPIRED)


class Switched(ToolResult):
    on: str


@dataclass
class Vendor:
    """What the tool changes, and what goes wrong with it next."""

    made: dict[str, list[str]] = field(default_factory=dict)
    goes: str = "well"
    hidden: bool = False

    async def switch(self, key: str, what: str) -> str:
        goes, self.goes = self.goes, "well"
        # Whoever runs at the same time gets its chance.
        await asyncio.sleep(0)
        if goes == "dies before":
            raise asyncio.CancelledError
        if goes == "refuses":
            raise ToolError("No.", "Ask me later.")
        self.made.setdefault(key, []).append(what)
        if goes == "dies after":
            raise asyncio.CancelledError
        if goes == "answer is late":
            await asyncio.Event().wait()
        if goes == "nobody can tell":
            self.hidden = True
        if goes in ("answer is lost", "nobody can tell"):
            raise ToolError("No answer came.", unsure=True)
        return what


VENDOR = Vendor()


@tool(Effect.WRITE, a_pipeline("what"))
async def switch(connections: Connections, what: str) -> Switched:
    """Switch something on."""
    action = connections.action

    async def look() -> str | None:
        if VENDOR.hidden:
            raise ToolError("It can't be reached.", unsure=True)
        return next(iter(VENDOR.made.get(action.key, [])), None)

    done = await action.once(look, lambda: VENDOR.switch(action.key, what))
    return Switched(source="test", on=done)


class Machine(RuleBasedStateMachine):
    """One call that wants leave, and everybody who has to do with it."""

    url: str
    library: Library
    runner: asyncio.Runner
    # Of all examples: where few are ever made, the rules below have proved little.
    changes = 0

    def __init__(self) -> None:
        super().__init__()
        self.database = Database(self.url)
        self.open()
        self.begin()

    def begin(self) -> None:
        """A new ask."""
        VENDOR.made.clear()
        VENDOR.goes, VENDOR.hidden = "well", False
        self.allowed: list[str] = []
        self.ask_id = self.do(self._receive())
        assert self.do(self.call()) == "waits"
        self.now = self.row()

    def do(self, work: Awaitable[T]) -> T:
        async def awaited() -> T:
            return await work

        return self.runner.run(awaited())

    async def _receive(self) -> UUID:
        new = NewAsk(
            source="slack", event_id=str(uuid4()), thread=f"slack:{uuid4()}", asker=ASKER, text="switch it on"
        )
        made = await AskStore(self.database).receive(new)
        assert isinstance(made, UUID)
        return made

    def open(self) -> None:
        """A process of its own, as far as anything is remembered."""
        self.approvals, asks = ApprovalStore(self.database), AskStore(self.database)
        audit, configured = AuditLog(self.database), ToolSettings(call_timeout_seconds=0.2)
        connections = Connections(configured, Catalog(), self.library)
        gate = Gate(None, (switch,))
        leave = Leave(self.approvals, ActionStore(self.database), asks, audit, configured, Catalog())
        self.toolbox = Toolbox((switch,), connections, EvidenceStore(self.database), audit, leave, gate)
        self.presses = Presses(self.approvals, asks, connections, gate, self.subject_of, (switch,))

    async def subject_of(self, person: str, ask: Ask) -> Subject:
        return Subject(person, ask.id, roles=(HeldRole(ROLES[person]),))

    def row(self) -> Approval:
        found = self.do(self.approvals.of_call(self.ask_id, CALL))
        assert found is not None
        return found

    async def actions(self) -> list[str]:
        async with self.database.session() as session:
            found = await session.execute(select(Action.state).where(Action.ask_id == self.ask_id))
            return list(found.scalars())

    async def call(self, what: str = "payments") -> str:
        subject = Subject(ASKER, self.ask_id, roles=(HeldRole(ROLES[ASKER]),))
        try:
            cited = await self.toolbox.call(subject, "switch", {"what": what}, CALL)
        except NeedsApproval:
            return "waits"
        except ToolError as error:
            return str(error)
        except asyncio.CancelledError:
            return "died"
        return cited.id

    @rule(
        times=st.integers(1, 3),
        goes=st.sampled_from(
            ["well", "well", "refuses", "answer is lost", "answer is late", "nobody can tell"]
        ),
    )
    def run_it(self, times: int, goes: str) -> None:
        """One or more workers take the ask up at the same time."""
        VENDOR.goes = goes

        async def at_once() -> list[str]:
            return await asyncio.gather(*(self.call() for _ in range(times)))

        self.do(at_once())
        VENDOR.hidden = False

    @rule(goes=st.sampled_from(["dies before", "dies after"]))
    def worker_dies(self, goes: str) -> None:
        VENDOR.goes = goes
        self.do(self.call())
        VENDOR.goes = "well"
        self.restart()

    def restart(self) -> None:
        self.do(self.database.close())
        self.database = Database(self.url)
        self.open()

    @initialize(stands=STANDS)
    def first(self, stands: str) -> None:
        """Most of the time what comes later has something to spoil."""
        if stands == "approved":
            self.press([TOM], "approve", 0)
        elif stands == "edited":
            self.edit(TOM, "checkout")

    @precondition(lambda self: self.now.state not in (*OPEN, ApprovalState.CLAIMED))
    @rule(stands=STANDS)
    def ask_anew(self, stands: str) -> None:
        Machine.changes += len(VENDOR.made)
        self.begin()
        self.first(stands)

    @rule(what=st.sampled_from(["restart", "escalation", "another call"]))
    def meanwhile(self, what: str) -> None:
        """What should change nothing: a restart, others who are asked, the same call with other arguments."""
        if what == "restart":
            self.restart()
        elif what == "escalation":
            self.do(self.approvals.escalate_due("admin"))
        else:
            self.do(self.call("everything"))

    @rule(
        who=st.lists(st.sampled_from([TOM, PRIYA, ASKER, SOFIA]), min_size=1, max_size=3),
        back=st.integers(0, 1),
    )
    def approve(self, who: list[str], back: int) -> None:
        self.press(who, "approve", back)

    @rule(
        who=st.lists(st.sampled_from([TOM, ASKER, SOFIA]), min_size=1, max_size=2),
        button=st.sampled_from(["reject", "withdraw", "approve"]),
        back=st.integers(0, 1),
    )
    def press(self, who: list[str], button: str, back: int) -> None:
        """Some people press at the same time, perhaps on a card from before an edit."""
        row = self.row()
        revision = max(row.revision - back, 1)
        decide: Callable[[Press], Awaitable[str]] = getattr(self.presses, button)

        async def at_once() -> list[str]:
            return await asyncio.gather(*(decide(Press(row.id, revision, one)) for one in who))

        self.do(at_once())
        after = self.row()
        if row.state == ApprovalState.PENDING and after.state == ApprovalState.APPROVED:
            assert (button, revision) == ("approve", row.revision)
            assert row.expires_at > datetime.now(UTC)
            assert set(after.approved_by) <= {TOM, PRIYA}
            self.allowed.append(after.arguments["what"])
        if after.state in UNDONE:
            self.allowed.clear()

    @rule(who=st.sampled_from([ASKER, TOM, SOFIA]), what=st.sampled_from(["checkout", "payments"]))
    def edit(self, who: str, what: str) -> None:
        row = self.row()
        self.do(self.presses.edit(Press(row.id, row.revision, who), {"what": what}))
        after = self.row()
        assert (who != SOFIA and row.state == ApprovalState.PENDING) or after.arguments == row.arguments

    @precondition(lambda self: self.now.state in OPEN)
    @rule(swept=st.booleans())
    def time_passes(self, swept: bool) -> None:
        async def pass_time() -> None:
            async with self.database.session() as session:
                past = func.now() - timedelta(seconds=1)
                await session.execute(
                    update(Approval).where(Approval.ask_id == self.ask_id).values(expires_at=past)
                )
            if swept:
                await self.approvals.expire_due()

        self.do(pass_time())
        self.allowed.clear()

    @invariant()
    def made_at_most_once_and_only_what_was_allowed(self) -> None:
        made = [what for each in VENDOR.made.values() for what in each]
        assert len(made) <= 1
        assert all(what in self.allowed[-1:] for what in made)
        self.now = self.row()
        if self.now.state in (*OPEN, *UNDONE):
            assert made == []
        if self.now.state == ApprovalState.EXECUTED:
            assert len(made) == 1

    def teardown(self) -> None:
        Machine.changes += len(VENDOR.made)
        self.do(self.database.close())


@pytest.mark.timeout(300)
def test_no_order_of_events_makes_a_change_twice_or_without_leave(
    database_url: str, empty_library: Library
) -> None:
    with asyncio.Runner() as runner:
        Machine.url, Machine.library, Machine.runner = database_url, empty_library, runner
        Machine.changes = 0
        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=40,
                stateful_step_count=10,
                deadline=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
    assert Machine.changes >= 5, "hardly any order of events led to a change"


def test_only_leave_of_who_may_for_what_is_shown_now_counts(
    database_url: str, empty_library: Library
) -> None:
    with asyncio.Runner() as runner:
        Machine.url, Machine.library, Machine.runner = database_url, empty_library, runner
        machine = Machine()
        machine.press([ASKER, SOFIA], "approve", 0)
        assert machine.row().state == ApprovalState.PENDING
        machine.edit(TOM, "checkout")
        machine.press([TOM], "approve", 1)
        assert machine.row().state == ApprovalState.PENDING
        machine.press([PRIYA], "approve", 0)
        assert machine.row().approved_by == [PRIYA]
        assert machine.do(machine.call()) == "E1"
        assert list(VENDOR.made.values()) == [["checkout"]]
        machine.teardown()


@pytest.mark.parametrize("goes", ["dies before", "dies after", "answer is lost", "answer is late"])
def test_after_leave_a_change_that_was_cut_off_is_made_exactly_once(
    database_url: str, empty_library: Library, goes: str
) -> None:
    with asyncio.Runner() as runner:
        Machine.url, Machine.library, Machine.runner = database_url, empty_library, runner
        machine = Machine()
        machine.press([TOM], "approve", 0)
        VENDOR.goes = goes
        machine.do(machine.call())
        machine.restart()
        assert machine.do(machine.call()) == "E1"
        assert machine.do(machine.call()) == "E1"
        assert list(VENDOR.made.values()) == [["payments"]]
        row = machine.row()
        assert row.state == ApprovalState.EXECUTED
        machine.teardown()


def test_what_nobody_can_tell_is_said_so(database_url: str, empty_library: Library) -> None:
    with asyncio.Runner() as runner:
        Machine.url, Machine.library, Machine.runner = database_url, empty_library, runner
        machine = Machine()
        machine.press([TOM], "approve", 0)
        VENDOR.goes = "nobody can tell"
        said = machine.do(machine.call())
        VENDOR.hidden = False
        assert said.startswith("I can't tell whether this was done. No answer came.")
        assert said in machine.do(machine.call())
        row = machine.row()
        assert (row.state, row.outcome) == (ApprovalState.FAILED, said)
        assert "but it went wrong: I can't tell whether" in str([one.to_dict() for one in approval_card(row)])
        assert machine.do(machine.actions()) == [ActionState.UNKNOWN]
        machine.teardown()
