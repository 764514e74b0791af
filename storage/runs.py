"""The runs of asks: begun, handed over, stopped, closed and delivered, by whichever worker is at it."""

from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, case, func, or_, select, update

from storage.approvals import NOBODY, ApprovalStore
from storage.audit import append
from storage.audit.events import answer_delivered
from storage.audit.events import stopped as audit_stop
from storage.database import Database
from storage.models import OPEN, Action, Approval, Ask, AskStatus, Evidence
from storage.queue import Queue


class RunStore:
    """What workers write about the asks of one database.

    A worker that was paused for too long is taken for dead, and another goes on with its asks. Every run has
    an id of its own, and only the newest run of an ask may end it.

    Args:
        database: Where they are.
        queue: Where an ask goes that waits for leave when it is stopped; None where nobody works on them.
    """

    def __init__(self, database: Database, queue: Queue | None = None) -> None:
        self._database = database
        self._approvals = ApprovalStore(database, queue)
        # Of an ask that is closed nothing goes on.
        self._closed_approvals = ApprovalStore(database)

    async def begin(self, ask_id: UUID) -> Ask:
        """Count a try, make this run the one that may end the ask, and give back the ask.

        A run that got further than the one before it is the first of its tries: workers die for many reasons,
        and only an ask at which they die again and again at the same place is to blame.
        """
        kept = select(func.count()).select_from(Evidence).where(Evidence.ask_id == ask_id).scalar_subquery()
        statement = (
            update(Ask)
            .where(Ask.id == ask_id)
            .values(run_id=uuid4(), progress=kept, tries=case((kept > Ask.progress, 1), else_=Ask.tries + 1))
            .returning(Ask)
        )
        async with self._database.session() as session:
            return (await session.execute(statement)).scalar_one()

    async def hand_over(self, ask: Ask) -> None:
        """Take the try back: the run was cut off because its worker ends, not because of the ask."""
        async with self._database.session() as session:
            own = (Ask.id == ask.id, Ask.run_id == ask.run_id)
            await session.execute(update(Ask).where(*own).values(tries=func.greatest(Ask.tries - 1, 0)))

    async def rest(self, ask: Ask) -> bool:
        """Let the run end until somebody gives leave, which is no fault of the ask: its try is taken back.

        Returns:
            False where somebody wants it stopped, or another run has begun: then nothing waits.
        """
        own = (Ask.id == ask.id, Ask.run_id == ask.run_id, Ask.stop_requested_at.is_(None))
        waits = {"status": AskStatus.WAITING, "tries": func.greatest(Ask.tries - 1, 0)}
        async with self._database.session() as session:
            statement = update(Ask).where(*own).values(**waits).returning(Ask.status)
            status = await session.scalar(statement)
        ask.status = status or ask.status
        return status is not None

    async def changes(self, ask_id: UUID) -> tuple[list[Approval], list[Action]]:
        """The changes that an ask wanted leave for, and those that it has begun."""
        async with self._database.session() as session:
            wanted = select(Approval).where(Approval.ask_id == ask_id).order_by(Approval.created_at)
            begun = select(Action).where(Action.ask_id == ask_id).order_by(Action.created_at)
            approvals = list((await session.execute(wanted)).scalars())
            return approvals, list((await session.execute(begun)).scalars())

    async def is_current(self, ask: Ask) -> bool:
        """Whether no other run has begun since."""
        async with self._database.session() as session:
            return await session.scalar(select(Ask.run_id).where(Ask.id == ask.id)) == ask.run_id

    async def close(self, ask: Ask, status: AskStatus, closing: str, error: str | None = None) -> None:
        """Keep what the thread is told instead of an answer, the first one. It waits for leave no more."""
        ended = {"status": status, "closing": closing, "error": error, "answered_at": datetime.now(UTC)}
        async with self._database.session() as session:
            unclosed = (Ask.id == ask.id, Ask.run_id.is_not_distinct_from(ask.run_id), Ask.closing.is_(None))
            closed = update(Ask).where(*unclosed, Ask.status != AskStatus.ANSWERED).values(**ended)
            first = (await session.execute(closed.returning(Ask.id))).first() is not None
            row = (await session.execute(select(Ask).where(Ask.id == ask.id))).scalar_one()
            if first:
                await self._closed_approvals.take_back(session, [ask.id], row.stopped_by or NOBODY)
        ask.status, ask.closing, ask.error = row.status, row.closing, row.error
        ask.answered_at = row.answered_at

    async def delivered(self, ask: Ask) -> None:
        """The thread shows the answer, or why there is none."""
        ask.delivered_at = datetime.now(UTC)
        async with self._database.session() as session:
            statement = update(Ask).where(Ask.id == ask.id, Ask.delivered_at.is_(None))
            shown = statement.values(delivered_at=ask.delivered_at, stop_requested_at=None).returning(Ask.id)
            if (await session.execute(shown)).first() is not None:
                place = ask.channel or ask.thread
                await append(session, answer_delivered(ask.id, ask.asker, place, status=ask.status))

    async def undelivered(self, ask: Ask, reason: str) -> datetime:
        """Note that the place of the answer can't be reached, and give back since when that is so."""
        since = func.coalesce(Ask.undelivered_since, func.now())
        statement = update(Ask).where(Ask.id == ask.id).values(undelivered_since=since, error=reason)
        async with self._database.session() as session:
            begun = (await session.execute(statement.returning(Ask.undelivered_since))).scalar_one()
        assert begun is not None
        ask.undelivered_since = begun
        return begun

    async def stop_thread(self, thread: str, person: str) -> list[UUID]:
        """Ask for the end of what runs or waits for leave in a thread, and of what this person has queued."""
        others = Ask.status.in_((AskStatus.RUNNING, AskStatus.WAITING))
        mine = (Ask.status == AskStatus.QUEUED) & (Ask.asker == person)
        return await self._stop(person, Ask.thread == thread, or_(others, mine))

    async def stop(self, ask_id: UUID, person: str) -> bool:
        """Ask for the end of one ask; False where it has ended."""
        return bool(await self._stop(person, Ask.id == ask_id, Ask.status.in_(OPEN)))

    async def _stop(self, person: str, *wanted: ColumnElement[bool]) -> list[UUID]:
        statement = update(Ask).where(*wanted, Ask.closing.is_(None))
        async with self._database.session() as session:
            stopped = statement.values(stop_requested_at=func.now(), stopped_by=person).returning(Ask.id)
            ask_ids = list((await session.execute(stopped)).scalars())
            # From now on nobody can give leave. What waited for it goes back to the queue, and ends there.
            await self._approvals.take_back(session, ask_ids, person)
            for ask_id in ask_ids:
                await append(session, audit_stop(ask_id, person))
            return ask_ids

    async def to_stop(self, ask_ids: Collection[UUID]) -> dict[UUID, str]:
        """Those of the asks that somebody wants stopped, and who."""
        wanted = select(Ask.id, Ask.stopped_by).where(
            Ask.id.in_(ask_ids), Ask.stop_requested_at.is_not(None), Ask.status != AskStatus.ANSWERED
        )
        async with self._database.session() as session:
            return {ask_id: person or "" for ask_id, person in await session.execute(wanted)}
