"""Requests for leave: who may decide what, until when, and what was decided, exactly once.

Every change of state is one UPDATE that names the state it comes from, so that of two who are at it at the
same time one is first, whatever replicas they reach.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, and_, case, cast, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession

from storage.audit import AuditEvent, append
from storage.database import Database
from storage.models import Approval, ApprovalState, Ask
from storage.queue import Queue

RESUME_ASK = "resume_ask"
SAY_ESCALATED = "say_escalated"
# An approval that was pressed and not yet begun can still run out or be withdrawn.
OPEN = (ApprovalState.PENDING, ApprovalState.APPROVED)
NOBODY = "quarterdeck"
ASK = "ask"
STEP_UP = "step_up"


@dataclass(frozen=True, slots=True)
class NewApproval:
    """A call that needs leave.

    `requested` is what it was called with, `arguments` the same as checked: that is what is shown and run.
    It may wait for `seconds`; after `escalate_after` others are asked, too.
    """

    ask_id: UUID
    call_id: str
    kind: str
    tool: str
    effect: str
    requested: dict[str, Any]
    arguments: dict[str, Any]
    place: str
    why: str
    risk: str
    evidence: list[str]
    reasons: list[str]
    policies: list[str]
    policy_version: str
    asker: str
    approvers_wanted: int
    approver_roles: list[str]
    asker_may_approve: bool
    seconds: float
    escalate_after: float | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the gate says to edited arguments."""

    reasons: list[str]
    policies: list[str]
    policy_version: str
    approvers_wanted: int
    approver_roles: list[str]
    asker_may_approve: bool


class ApprovalStore:
    """The approvals of one database.

    Args:
        database: Where they are.
        queue: Where the asks that go on after a decision are put; None where nobody works on them.
    """

    def __init__(self, database: Database, queue: Queue | None = None) -> None:
        self._database = database
        self._queue = queue

    async def request(self, new: NewApproval) -> Approval:
        """Write down that a call needs leave, once per call; a repeated request finds the first one's row."""
        names = [name for name in NewApproval.__slots__ if name not in ("seconds", "escalate_after")]
        values = {name: getattr(new, name) for name in names}
        later = None if new.escalate_after is None else func.now() + timedelta(seconds=new.escalate_after)
        statement = (
            insert(Approval)
            .values(
                id=uuid4(),
                created_at=func.now(),
                state=ApprovalState.PENDING,
                revision=1,
                approved_by=[],
                expires_at=func.now() + timedelta(seconds=new.seconds),
                escalates_at=later,
                **values,
            )
            .on_conflict_do_nothing(index_elements=["ask_id", "call_id", "kind"])
            .returning(Approval.id)
        )
        async with self._database.session() as session:
            made = (await session.execute(statement)).scalar_one_or_none()
            query = _of_call(new.ask_id, new.call_id, new.kind)
            approval = (await session.execute(query)).scalar_one()
            if made is not None:
                await append(session, _event(approval, "requested", new.asker))
            return approval

    async def get(self, approval_id: UUID) -> Approval | None:
        """The approval with that id."""
        async with self._database.session() as session:
            return await session.get(Approval, approval_id)

    async def of_call(self, ask_id: UUID, call_id: str, kind: str = ASK) -> Approval | None:
        """The approval that a call asked for."""
        async with self._database.session() as session:
            return (await session.execute(_of_call(ask_id, call_id, kind))).scalar_one_or_none()

    async def of_ask(self, ask_id: UUID) -> list[Approval]:
        """All approvals of an ask, oldest first."""
        async with self._database.session() as session:
            query = select(Approval).where(Approval.ask_id == ask_id).order_by(Approval.created_at)
            return list((await session.execute(query)).scalars())

    async def waiting(self, limit: int = 20) -> list[Approval]:
        """What waits for somebody's leave, the most urgent first."""
        async with self._database.session() as session:
            query = select(Approval).where(_pending(), Approval.expires_at > func.now())
            return list((await session.execute(query.order_by(Approval.expires_at).limit(limit))).scalars())

    async def approve(self, approval_id: UUID, revision: int, person: str) -> Approval | None:
        """Give leave. With as many as are wanted the call may run and its ask goes on.

        Returns:
            The approval as it is now, or None where this press changed nothing: somebody else was first, this
            person has approved already, the arguments were edited since, or it has expired.
        """
        enough = func.jsonb_array_length(Approval.approved_by) + 1 >= Approval.approvers_wanted
        statement = (
            update(Approval)
            .where(
                *_undecided(approval_id, revision),
                ~Approval.approved_by.contains([person]),
                or_(Approval.asker_may_approve, Approval.asker != person),
                or_(Approval.kind != STEP_UP, Approval.asker == person),
            )
            .values(
                approved_by=Approval.approved_by.op("||")(cast(literal([person], JSONB), JSONB)),
                state=case((enough, ApprovalState.APPROVED), else_=Approval.state),
                decided_by=person,
                decided_at=func.now(),
            )
        )
        return await self._move(statement, "given", person)

    async def reject(self, approval_id: UUID, revision: int, person: str) -> Approval | None:
        """Refuse leave. Returns None where somebody was first."""
        statement = update(Approval).where(*_undecided(approval_id, revision))
        return await self._move(_decided(statement, ApprovalState.REJECTED, person), "rejected", person)

    async def withdraw(self, approval_id: UUID, person: str) -> Approval | None:
        """Take one's own request back, as long as it has not begun. Returns None where that is too late."""
        statement = update(Approval).where(
            Approval.id == approval_id, Approval.state.in_(OPEN), Approval.asker == person
        )
        return await self._move(_decided(statement, ApprovalState.WITHDRAWN, person), "withdrawn", person)

    async def take_back(self, session: AsyncSession, ask_ids: Collection[UUID], person: str) -> None:
        """Withdraw, as part of the session's transaction, whatever of these asks has not begun."""
        statement = update(Approval).where(Approval.ask_id.in_(ask_ids), Approval.state.in_(OPEN))
        await self._moved(session, _decided(statement, ApprovalState.WITHDRAWN, person), "withdrawn", person)

    async def edit(
        self, approval_id: UUID, revision: int, person: str, arguments: dict[str, Any], ruling: Ruling
    ) -> Approval | None:
        """Change the arguments. What was approved before the edit counts no more.

        Returns:
            The approval as it is now, or None where it was decided or edited meanwhile.
        """
        values = {name: getattr(ruling, name) for name in Ruling.__slots__}
        statement = (
            update(Approval)
            .where(*_undecided(approval_id, revision))
            .values(arguments=arguments, revision=Approval.revision + 1, approved_by=[], **values)
        )
        return await self._move(statement, "edited", person)

    async def refuse(self, approval_id: UUID, reasons: Sequence[str]) -> Approval | None:
        """End a request that the policies no longer allow."""
        statement = update(Approval).where(Approval.id == approval_id, Approval.state.in_(OPEN))
        decided = _decided(statement, ApprovalState.REJECTED, NOBODY).values(outcome="; ".join(reasons))
        return await self._move(decided, "refused", NOBODY)

    async def claim(self, approval_id: UUID) -> Approval | None:
        """Begin to use a leave that was given. Of any number of workers one gets it, before it expires."""
        statement = (
            update(Approval)
            .where(
                Approval.id == approval_id,
                Approval.state == ApprovalState.APPROVED,
                Approval.expires_at > func.now(),
            )
            .values(state=ApprovalState.CLAIMED)
        )
        return await self._move(statement, "claimed", NOBODY)

    async def finish(
        self, approval_id: UUID, state: ApprovalState, outcome: str, url: str | None = None
    ) -> Approval | None:
        """Say what came of it: executed or failed."""
        statement = (
            update(Approval)
            .where(Approval.id == approval_id, Approval.state == ApprovalState.CLAIMED)
            .values(state=state, outcome=outcome, outcome_url=url)
        )
        return await self._move(statement, str(state), NOBODY)

    async def expire_due(self, approval_id: UUID | None = None) -> list[Approval]:
        """End what has waited too long, and let the asks go on and say so."""
        due = and_(Approval.state.in_(OPEN), Approval.expires_at <= func.now())
        if approval_id is not None:
            due = and_(due, Approval.id == approval_id)
        statement = update(Approval).where(due).values(state=ApprovalState.EXPIRED, decided_at=func.now())
        return await self._move_all(statement, "expired", NOBODY)

    async def escalate_due(self, role: str) -> list[Approval]:
        """Let people of another role decide, too, on what nobody has decided in time."""
        more = cast(literal([role], JSONB), JSONB)
        statement = (
            update(Approval)
            .where(_pending(), Approval.escalates_at <= func.now(), Approval.expires_at > func.now())
            .values(
                escalates_at=None,
                escalated_to=role,
                # Where no role is named, whoever may ask may decide, and still may.
                approver_roles=case(
                    (Approval.approver_roles.contains([role]), Approval.approver_roles),
                    (Approval.approver_roles == cast(literal([], JSONB), JSONB), Approval.approver_roles),
                    else_=Approval.approver_roles.op("||")(more),
                ),
            )
        )
        return await self._move_all(statement, "escalated", NOBODY)

    async def show(self, approval_id: UUID, channel: str, ts: str) -> bool:
        """Remember where the card is. False where it has one already."""
        statement = (
            update(Approval)
            .where(Approval.id == approval_id, Approval.card_ts.is_(None))
            .values(card_channel=channel, card_ts=ts)
            .returning(Approval.id)
        )
        async with self._database.session() as session:
            return (await session.execute(statement)).scalar_one_or_none() is not None

    async def _move(self, statement: Any, what: str, actor: str) -> Approval | None:
        moved = await self._move_all(statement, what, actor)
        return moved[0] if moved else None

    async def _move_all(self, statement: Any, what: str, actor: str) -> list[Approval]:
        async with self._database.session() as session:
            return await self._moved(session, statement, what, actor)

    async def _moved(self, session: AsyncSession, statement: Any, what: str, actor: str) -> list[Approval]:
        """Change rows. The jobs that go on with the asks and the audit's rows exist exactly if it happens."""
        statement = statement.returning(Approval).execution_options(synchronize_session=False)
        moved = list((await session.execute(statement)).scalars())
        for approval in moved:
            if _goes_on(approval, what):
                await self._resume(session, approval)
            elif what == "escalated" and self._queue is not None:
                lock = f"approval:{approval.id}"
                await self._queue.enqueue(
                    session, SAY_ESCALATED, lock=lock, key=lock, approval_id=str(approval.id)
                )
        for approval in moved:
            await append(session, _event(approval, what, actor))
        return moved

    async def _resume(self, session: AsyncSession, approval: Approval) -> None:
        if self._queue is None:
            return
        thread = (await session.execute(select(Ask.thread).where(Ask.id == approval.ask_id))).scalar_one()
        await self._queue.enqueue(
            session, RESUME_ASK, lock=thread, key=str(approval.id), ask_id=str(approval.ask_id)
        )


def _event(approval: Approval, what: str, actor: str) -> AuditEvent:
    names = (
        "state", "revision", "arguments", "approved_by", "policies", "policy_version", "reasons", "outcome",
    )  # fmt: skip
    data = {name: getattr(approval, name) for name in names}
    data |= {"tool": approval.tool, "kind": approval.kind, "wanted": approval.approvers_wanted}
    return AuditEvent(actor, f"approval.{what}", str(approval.id), approval.ask_id, data)


def _of_call(ask_id: UUID, call_id: str, kind: str) -> Select[Approval]:
    return select(Approval).where(
        Approval.ask_id == ask_id, Approval.call_id == call_id, Approval.kind == kind
    )


def _pending() -> ColumnElement[bool]:
    return Approval.state == ApprovalState.PENDING


def _undecided(approval_id: UUID, revision: int) -> tuple[ColumnElement[bool], ...]:
    """The row of an approval, as long as it waits as it was shown: not decided, edited or expired."""
    return (
        Approval.id == approval_id,
        _pending(),
        Approval.revision == revision,
        Approval.expires_at > func.now(),
    )


def _decided(statement: Any, state: ApprovalState, person: str) -> Any:
    return statement.values(state=state, decided_by=person, decided_at=func.now())


def _goes_on(approval: Approval, what: str) -> bool:
    """Whether the ask has to hear of it now: it may run, or it never will."""
    if what == "given":
        return approval.state == ApprovalState.APPROVED
    return what in ("rejected", "withdrawn", "expired", "refused")
