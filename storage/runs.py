"""The runs of asks: begun, handed over, stopped, closed and delivered, by whichever worker is at it."""

from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import case, func, or_, select, update

from storage.audit import append
from storage.audit.events import answer_delivered
from storage.audit.events import stopped as audit_stop
from storage.database import Database
from storage.models import Ask, AskStatus, Evidence


class RunStore:
    """What workers write about the asks of one database.

    A worker that was paused for too long is taken for dead, and another goes on with its asks. Every run has
    an id of its own, and only the newest run of an ask may end it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

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

    async def is_current(self, ask: Ask) -> bool:
        """Whether no other run has begun since."""
        async with self._database.session() as session:
            return await session.scalar(select(Ask.run_id).where(Ask.id == ask.id)) == ask.run_id

    async def close(self, ask: Ask, status: AskStatus, closing: str, error: str | None = None) -> None:
        """Keep what the thread is told instead of an answer. The first closing stays."""
        ended = {"status": status, "closing": closing, "error": error, "answered_at": datetime.now(UTC)}
        async with self._database.session() as session:
            unclosed = (Ask.id == ask.id, Ask.run_id.is_not_distinct_from(ask.run_id), Ask.closing.is_(None))
            await session.execute(
                update(Ask).where(*unclosed, Ask.status != AskStatus.ANSWERED).values(**ended)
            )
            row = (await session.execute(select(Ask).where(Ask.id == ask.id))).scalar_one()
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
        """Ask for the end of what runs in a conversation, and of what this person has waiting in it."""
        mine = or_(Ask.status == AskStatus.RUNNING, (Ask.status == AskStatus.QUEUED) & (Ask.asker == person))
        statement = update(Ask).where(Ask.thread == thread, mine)
        async with self._database.session() as session:
            stopped = statement.values(stop_requested_at=func.now(), stopped_by=person).returning(Ask.id)
            ask_ids = list((await session.execute(stopped)).scalars())
            for ask_id in ask_ids:
                await append(session, audit_stop(ask_id, person))
            return ask_ids

    async def stop(self, ask_id: UUID, person: str) -> bool:
        """Ask for the end of one ask; False where it has ended."""
        statement = update(Ask).where(
            Ask.id == ask_id, Ask.status.in_((AskStatus.RUNNING, AskStatus.QUEUED)), Ask.closing.is_(None)
        )
        async with self._database.session() as session:
            stopped = statement.values(stop_requested_at=func.now(), stopped_by=person).returning(Ask.id)
            found = (await session.execute(stopped)).first() is not None
            if found:
                await append(session, audit_stop(ask_id, person))
            return found

    async def to_stop(self, ask_ids: Collection[UUID]) -> dict[UUID, str]:
        """Those of the asks that somebody wants stopped, and who."""
        wanted = select(Ask.id, Ask.stopped_by).where(
            Ask.id.in_(ask_ids), Ask.stop_requested_at.is_not(None), Ask.status != AskStatus.ANSWERED
        )
        async with self._database.session() as session:
            return {ask_id: person or "" for ask_id, person in await session.execute(wanted)}
