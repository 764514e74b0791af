"""Leave is given by enough of those who may, used once, and never after it ran out."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text, update

from storage import (
    ActionStore,
    ApprovalStore,
    AskStore,
    Database,
    NewAction,
    NewApproval,
    NewAsk,
    Queue,
    Ruling,
)
from storage.approvals import RESUME_ASK, SAY_ESCALATED, STEP_UP
from storage.locks import Locks, StillHeldError
from storage.models import Action, ActionState, Approval, ApprovalState, AuditEntry

ASKER, TOM, PRIYA = "U0JONAS", "U0TOM", "U0PRIYA"


@pytest.fixture
async def ask_id(database: Database) -> UUID:
    new = NewAsk(source="slack", event_id="1", thread="slack:1", asker=ASKER, text="re-run payments-build")
    made = await AskStore(database).receive(new)
    assert isinstance(made, UUID)
    return made


@pytest.fixture
def approvals(database: Database, queue: Queue) -> ApprovalStore:
    return ApprovalStore(database, queue)


def wanted(ask_id: UUID, **values: Any) -> NewApproval:
    defaults: dict[str, Any] = {
        "ask_id": ask_id, "call_id": "devops-1-1", "kind": "ask", "tool": "start_build", "effect": "write",
        "requested": {"pipeline": "payments-build"}, "arguments": {"pipeline": "payments-build"},
        "place": "pipeline payments-build", "why": "flaky", "risk": "low", "evidence": ["E1"],
        "reasons": ["r"],
        "policies": ["p"], "policy_version": "v1", "asker": ASKER, "approvers_wanted": 1,
        "approver_roles": ["sre"], "asker_may_approve": False, "seconds": 3600, "escalate_after": 1200,
    }  # fmt: skip
    return NewApproval(**(defaults | values))


RULING = Ruling(["r2"], ["p2"], "v2", 1, ["sre"], False)


async def jobs(database: Database, name: str) -> list[str]:
    async with database.session() as session:
        query = text("SELECT queueing_lock FROM procrastinate_jobs WHERE task_name = :name")
        return list((await session.execute(query, {"name": name})).scalars())


async def steps(database: Database) -> list[str]:
    async with database.session() as session:
        query = select(AuditEntry.action).where(AuditEntry.action.startswith("approval"))
        return list((await session.execute(query.order_by(AuditEntry.created_at))).scalars())


async def pass_time(database: Database, **columns: Any) -> None:
    """Let times of all approvals be a second ago."""
    past = dict.fromkeys(columns or ("expires_at",), func.now() - timedelta(seconds=1))
    async with database.session() as session:
        await session.execute(update(Approval).values(**past))


async def test_a_repeated_request_finds_its_row(
    approvals: ApprovalStore, ask_id: UUID, database: Database
) -> None:
    made = await asyncio.gather(*(approvals.request(wanted(ask_id)) for _ in range(5)))
    assert len({one.id for one in made}) == 1
    assert await steps(database) == ["approval.requested"]


async def test_given_claimed_and_executed(approvals: ApprovalStore, ask_id: UUID, database: Database) -> None:
    asked = await approvals.request(wanted(ask_id))
    assert await approvals.claim(asked.id) is None
    given = await approvals.approve(asked.id, 1, TOM)
    assert given is not None
    assert (given.state, given.approved_by, given.decided_by) == (ApprovalState.APPROVED, [TOM], TOM)
    assert await jobs(database, RESUME_ASK) == [str(asked.id)]
    claims = await asyncio.gather(*(approvals.claim(asked.id) for _ in range(8)))
    assert sum(claim is not None for claim in claims) == 1
    done = await approvals.finish(
        asked.id, ApprovalState.EXECUTED, "payments-build #319", "http://x.example/319"
    )
    assert done is not None
    assert await approvals.finish(asked.id, ApprovalState.FAILED, "no") is None
    assert await steps(database) == [
        "approval.requested", "approval.given", "approval.claimed", "approval.executed",
    ]  # fmt: skip


async def test_the_asker_does_not_count_where_policy_says_so(approvals: ApprovalStore, ask_id: UUID) -> None:
    asked = await approvals.request(wanted(ask_id))
    assert await approvals.approve(asked.id, 1, ASKER) is None
    own = await approvals.request(wanted(ask_id, call_id="2", asker_may_approve=True))
    assert await approvals.approve(own.id, 1, ASKER) is not None


async def test_two_different_people_are_two(
    approvals: ApprovalStore, ask_id: UUID, database: Database
) -> None:
    asked = await approvals.request(wanted(ask_id, approvers_wanted=2))
    presses = await asyncio.gather(*(approvals.approve(asked.id, 1, TOM) for _ in range(6)))
    assert sum(press is not None for press in presses) == 1
    assert await approvals.claim(asked.id) is None
    assert await jobs(database, RESUME_ASK) == []
    second = await approvals.approve(asked.id, 1, PRIYA)
    assert second is not None
    assert second.state == ApprovalState.APPROVED


async def test_of_presses_at_the_same_time_one_counts(approvals: ApprovalStore, ask_id: UUID) -> None:
    asked = await approvals.request(wanted(ask_id))
    outcomes = await asyncio.gather(
        approvals.approve(asked.id, 1, TOM),
        approvals.reject(asked.id, 1, PRIYA),
        approvals.withdraw(asked.id, ASKER),
        approvals.approve(asked.id, 1, "U0MAYA"),
    )
    # Leave that was given and not yet used can still be withdrawn: both then count, in this order.
    counted = [one.state for one in outcomes if one is not None]
    assert len(counted) == 1 or sorted(counted) == ["approved", "withdrawn"]


async def test_only_the_asker_withdraws(approvals: ApprovalStore, ask_id: UUID, database: Database) -> None:
    asked = await approvals.request(wanted(ask_id))
    assert await approvals.withdraw(asked.id, TOM) is None
    withdrawn = await approvals.withdraw(asked.id, ASKER)
    assert withdrawn is not None
    assert withdrawn.state == ApprovalState.WITHDRAWN
    assert await approvals.approve(asked.id, 1, TOM) is None
    assert await jobs(database, RESUME_ASK) == [str(asked.id)]


async def test_an_edit_starts_over(approvals: ApprovalStore, ask_id: UUID) -> None:
    asked = await approvals.request(wanted(ask_id, approvers_wanted=2))
    await approvals.approve(asked.id, 1, TOM)
    edited = await approvals.edit(asked.id, 1, ASKER, {"pipeline": "checkout-build"}, RULING)
    assert edited is not None
    assert (edited.revision, edited.approved_by, edited.approvers_wanted) == (2, [], 1)
    assert edited.requested == {"pipeline": "payments-build"}
    assert await approvals.approve(asked.id, 1, PRIYA) is None
    assert await approvals.reject(asked.id, 1, PRIYA) is None
    assert await approvals.approve(asked.id, 2, PRIYA) is not None


async def test_what_ran_out_is_neither_given_nor_used(
    approvals: ApprovalStore, ask_id: UUID, database: Database
) -> None:
    late = await approvals.request(wanted(ask_id))
    unused = await approvals.request(wanted(ask_id, call_id="2"))
    await approvals.approve(unused.id, 1, TOM)
    await pass_time(database)
    assert await approvals.approve(late.id, 1, TOM) is None
    assert await approvals.claim(unused.id) is None
    assert await approvals.waiting() == []
    sweeps = await asyncio.gather(*(approvals.expire_due() for _ in range(4)))
    assert sorted(one.id for sweep in sweeps for one in sweep) == sorted([late.id, unused.id])
    assert set(await jobs(database, RESUME_ASK)) == {str(late.id), str(unused.id)}


async def test_others_may_decide_after_a_while(
    approvals: ApprovalStore, ask_id: UUID, database: Database
) -> None:
    asked = await approvals.request(wanted(ask_id))
    assert await approvals.escalate_due("admin") == []
    await pass_time(database, escalates_at=None)
    sweeps = await asyncio.gather(*(approvals.escalate_due("admin") for _ in range(4)))
    (escalated,) = [one for sweep in sweeps for one in sweep]
    assert (escalated.approver_roles, escalated.escalated_to) == (["sre", "admin"], "admin")
    assert await jobs(database, SAY_ESCALATED) == [f"approval:{asked.id}"]


async def test_a_step_up_is_the_askers_own(approvals: ApprovalStore, ask_id: UUID) -> None:
    asked = await approvals.request(wanted(ask_id, kind=STEP_UP, asker_may_approve=True))
    assert await approvals.approve(asked.id, 1, TOM) is None
    assert await approvals.approve(asked.id, 1, ASKER) is not None


async def test_a_change_is_claimed_once_and_its_second_run_knows(database: Database, ask_id: UUID) -> None:
    actions = ActionStore(database)
    new = NewAction(ask_id, "devops-1-1", "start_build", {"pipeline": "payments-build"})
    first = await actions.claim(new)
    assert (first.key, first.attempts, first.state) == (f"{ask_id}:devops-1-1", 1, ActionState.CLAIMED)
    await actions.remember(new.key, "4211")
    again = await actions.claim(new)
    assert (again.id, again.attempts, again.trace) == (first.id, 2, "4211")
    await actions.finish(new.key)
    (row,) = await actions.of_ask(ask_id)
    assert row.state == ActionState.DONE
    assert await actions.traces("start_build", row.created_at, "another") == {"4211"}
    assert await actions.traces("start_build", row.created_at, new.key) == set()


async def test_one_holds_a_name_at_a_time(database: Database) -> None:
    actions, inside, most = ActionStore(database), 0, 0

    async def hold() -> None:
        nonlocal inside, most
        async with actions.alone("jenkins payments-build"):
            inside += 1
            most = max(most, inside)
            async with database.session() as session:
                await session.execute(select(Action.id))
            inside -= 1

    await asyncio.gather(*(hold() for _ in range(6)))
    assert most == 1


async def test_many_changes_at_once_leave_sessions_to_others(database: Database) -> None:
    actions, together, ended = ActionStore(database), asyncio.Barrier(25), 0

    async def change(number: int) -> None:
        nonlocal ended
        async with actions.alone(f"change {number}"):
            await together.wait()
            async with actions.alone("jenkins payments-build"), database.session() as session:
                await session.execute(select(Action.id))
                ended += 1

    async with asyncio.timeout(30):
        await asyncio.gather(*(change(number) for number in range(25)))
    assert ended == 25


async def test_a_name_of_another_process_is_waited_for(database: Database) -> None:
    ours, theirs = Locks(database.url), Locks(database.url)
    async with ours.alone("build", 5):
        with pytest.raises(StillHeldError):
            async with theirs.alone("build", 0.1):
                pass
        waiting = asyncio.create_task(_hold(theirs, "build"))
        async with theirs.alone("another build", 5):
            assert not waiting.done()
    await waiting


async def _hold(locks: Locks, name: str) -> None:
    async with locks.alone(name, 20):
        pass


async def test_a_name_is_free_again_after_a_holder_was_cut_off(database: Database) -> None:
    locks, inside = Locks(database.url), asyncio.Event()

    async def hold() -> None:
        async with locks.alone("build", 5):
            inside.set()
            await asyncio.Event().wait()

    async with locks.alone("another build", 5):
        holder = asyncio.create_task(hold())
        await inside.wait()
        holder.cancel()
        with pytest.raises(asyncio.CancelledError):
            await holder
        async with Locks(database.url).alone("build", 5):
            pass
