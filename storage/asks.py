"""Takes asks in, exactly once, and keeps what became of them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from storage.audit import append
from storage.audit.events import ask_received
from storage.database import Database
from storage.models import OPEN, Answer, Ask, AskStatus, Turn, Usage
from storage.queue import Queue
from storage.runs import RunStore
from storage.visibility import Viewer, seen_by

RUN_ASK = "run_ask"
DELIVER_ASK = "deliver_ask"
# What is asked next in a thread is not kept waiting by what can't be shown in it.
BEHIND_QUESTIONS = -1
TURNS_REMEMBERED = 20


@dataclass(frozen=True, slots=True)
class NewAsk:
    """An ask as the edge understood it, before it has a row.

    `thread` is the key of the conversation, such as `slack:T1:C1:1700000000.000100`.
    """

    source: str
    event_id: str
    thread: str
    asker: str
    text: str
    team: str | None = None
    channel: str | None = None
    thread_ts: str | None = None
    message_ts: str | None = None
    files: list[dict[str, Any]] = field(default_factory=list)
    context: dict[str, Any] = field(default_factory=dict)
    project: str | None = None
    environment: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """A message that adds to an ask; `again` where this delivery is stored already."""

    ask_id: UUID
    again: bool = False


class AskStore:
    """The asks of one database."""

    def __init__(self, database: Database, queue: Queue | None = None) -> None:
        self._database = database
        self._queue = queue
        self.runs = RunStore(database, queue)

    async def receive(self, new: NewAsk) -> UUID | None:
        """Store an ask, its turn and its job in one transaction.

        Returns:
            The ask's id, or None when this delivery is already stored.
        """
        # PostgreSQL's text can't hold NUL.
        new = replace(new, text=new.text.replace("\x00", ""))
        async with self._database.session() as session:
            ask_id = await self._insert(session, new)
            if ask_id is None:
                return None
            turn = Turn(ask_id=ask_id, thread=new.thread, role="person", author=new.asker, text=new.text)
            session.add(turn)
            await self._enqueue(session, ask_id, new.thread)
            # Last: until the commit, everyone else waits who writes into the audit log.
            await append(session, ask_received(ask_id, new.asker, source=new.source, thread=new.thread))
            return ask_id

    async def _enqueue(self, session: AsyncSession, ask_id: UUID, thread: str) -> None:
        if self._queue is not None:
            await self._queue.enqueue(session, RUN_ASK, lock=thread, key=str(ask_id), ask_id=str(ask_id))

    async def deliver_later(self, ask: Ask, seconds: float) -> bool:
        """Have the outcome of an ask delivered by a job that lets the next questions of its thread pass.

        Returns:
            Whether there is a queue for it.
        """
        if self._queue is None:
            return False
        # Still one after another: what a run finds half written in its thread, nobody else is writing.
        async with self._database.session() as session:
            await self._queue.enqueue(
                session,
                DELIVER_ASK,
                lock=ask.thread,
                key=f"deliver:{ask.id}",
                priority=BEHIND_QUESTIONS,
                seconds=seconds,
                ask_id=str(ask.id),
            )
        return True

    async def add(self, new: NewAsk, adds: Callable[[str, str], bool]) -> Added | None:
        """Add a message to the ask that its author has under way in the conversation, if it is meant for it.

        Args:
            new: The message.
            adds: Says whether the second text adds to the ask of the first one, or is an ask of its own.

        Returns:
            What it was added to; None where it is an ask of its own.
        """
        text = new.text.replace("\x00", "")
        async with self._database.session() as session:
            known = await session.scalar(select(Turn.ask_id).where(Turn.event_id == new.event_id))
            if known is not None:
                return Added(known, again=True)
            # Whoever stores the answer holds this row too: an addition comes before that, or is an ask.
            query = (
                select(Ask)
                .where(Ask.thread == new.thread, Ask.asker == new.asker, Ask.event_id != new.event_id)
                .where(Ask.status.in_((AskStatus.QUEUED, AskStatus.RUNNING)), Ask.stop_requested_at.is_(None))
                .order_by(Ask.created_at.desc())
                .limit(1)
                .with_for_update()
            )
            ask = (await session.execute(query)).scalar_one_or_none()
            if ask is None or new.files or not adds(ask.text, text):
                return None
            statement = insert(Turn).values(
                id=uuid4(),
                created_at=datetime.now(UTC),
                ask_id=ask.id,
                thread=new.thread,
                role="person",
                author=new.asker,
                text=text,
                event_id=new.event_id,
                message_ts=new.message_ts,
                taken_up=[],
            )
            inserted = await session.execute(
                statement.on_conflict_do_nothing(index_elements=["event_id"]).returning(Turn.id)
            )
            return Added(ask.id, again=inserted.first() is None)

    async def additions(self, ask_id: UUID) -> list[Turn]:
        """What was added to an ask while it was under way, oldest first."""
        async with self._database.session() as session:
            query = select(Turn).where(Turn.ask_id == ask_id, Turn.event_id.is_not(None))
            return list((await session.execute(query.order_by(Turn.created_at))).scalars())

    async def take_up(self, turn_ids: Collection[UUID], specialist: str) -> None:
        """Note that a specialist has read additions."""
        unread = (Turn.id.in_(turn_ids), ~Turn.taken_up.contains([specialist]))
        async with self._database.session() as session:
            read = Turn.taken_up.concat(literal([specialist], Turn.taken_up.type))
            await session.execute(update(Turn).where(*unread).values(taken_up=read))

    async def busy(self, thread: str, but: UUID) -> bool:
        """Whether the conversation has another ask that is not answered yet."""
        async with self._database.session() as session:
            query = select(Ask.id).where(Ask.thread == thread, Ask.id != but)
            return (await session.execute(query.where(Ask.status.in_(OPEN)).limit(1))).first() is not None

    @staticmethod
    async def _insert(session: AsyncSession, new: NewAsk) -> UUID | None:
        values = {name: getattr(new, name) for name in NewAsk.__slots__}
        statement = (
            insert(Ask)
            .values(id=uuid4(), status=AskStatus.QUEUED, created_at=datetime.now(UTC), **values)
            .on_conflict_do_nothing(index_elements=["event_id"])
            .returning(Ask.id)
        )
        return (await session.execute(statement)).scalar_one_or_none()

    async def get(self, ask_id: UUID) -> Ask:
        """The ask's row.

        Raises:
            sqlalchemy.exc.NoResultFound: there is none.
        """
        async with self._database.session() as session:
            return (await session.execute(select(Ask).where(Ask.id == ask_id))).scalar_one()

    async def change(self, ask_id: UUID, **values: Any) -> None:
        """Set columns of an ask."""
        async with self._database.session() as session:
            await session.execute(update(Ask).where(Ask.id == ask_id).values(**values))

    async def knows_thread(self, thread: str) -> bool:
        """Whether the crew was already asked in this conversation."""
        async with self._database.session() as session:
            query = select(Ask.id).where(Ask.thread == thread).limit(1)
            return (await session.execute(query)).first() is not None

    async def heard(self, thread: str, message_ts: str) -> bool:
        """Whether a message of a conversation has become an ask, by whichever delivery."""
        async with self._database.session() as session:
            query = select(Ask.id).where(Ask.thread == thread, Ask.message_ts == message_ts).limit(1)
            return (await session.execute(query)).first() is not None

    async def turns_before(self, ask: Ask) -> list[Turn]:
        """The conversation that came before the ask, oldest first."""
        async with self._database.session() as session:
            # By when the asks came: an answer that was written while this ask waited still came before it.
            query = (
                select(Turn)
                .join(Ask, Ask.id == Turn.ask_id)
                .where(Turn.thread == ask.thread, Ask.created_at < ask.created_at)
                .order_by(Ask.created_at.desc(), Turn.created_at.desc())
                .limit(TURNS_REMEMBERED)
            )
            return list(reversed((await session.execute(query)).scalars().all()))

    async def answer(self, ask: Ask, answer: Answer, usage: Sequence[Usage]) -> None:
        """Store the answer, its turn and what it cost, and mark the ask as answered. Once per ask.

        What was added too late for one of its specialists becomes an ask of its own.
        """
        async with self._database.session() as session:
            # Holding the ask's row makes a second run of the same ask wait and then find the answer.
            await session.execute(select(Ask.id).where(Ask.id == ask.id).with_for_update())
            found = await session.execute(select(Answer.id).where(Answer.ask_id == ask.id))
            if found.first() is not None:
                return
            turn = Turn(ask_id=ask.id, thread=ask.thread, role="crew", author="crew", text=answer.text)
            session.add_all([answer, turn, *usage])
            values = {"status": AskStatus.ANSWERED, "answered_at": datetime.now(UTC)}
            await session.execute(update(Ask).where(Ask.id == ask.id).values(**values))
            await self._ask_what_came_too_late(session, ask, set(answer.specialists))

    async def _ask_what_came_too_late(self, session: AsyncSession, ask: Ask, specialists: set[str]) -> None:
        query = select(Turn).where(Turn.ask_id == ask.id, Turn.event_id.is_not(None))
        for turn in (await session.execute(query.order_by(Turn.created_at))).scalars().all():
            if specialists and specialists <= set(turn.taken_up):
                continue
            place = {name: getattr(ask, name) for name in ("source", "asker", "team", "channel", "thread_ts")}
            assert turn.event_id is not None
            new = NewAsk(
                event_id=turn.event_id, thread=ask.thread, text=turn.text, message_ts=turn.message_ts, **place
            )
            ask_id = await self._insert(session, new)
            if ask_id is None:
                continue
            turn.ask_id, turn.event_id = ask_id, None
            await session.flush()
            await self._enqueue(session, ask_id, ask.thread)

    async def answer_of(self, ask_id: UUID, viewer: Viewer | None = None) -> Answer | None:
        """The stored answer, if there is one and the viewer may see it."""
        query = select(Answer).where(Answer.ask_id == ask_id)
        if viewer is not None:
            query = query.join(Ask, Ask.id == Answer.ask_id).where(seen_by(viewer))
        async with self._database.session() as session:
            return (await session.execute(query)).scalar_one_or_none()

    async def usage_of(self, ask_id: UUID) -> list[Usage]:
        """What the ask cost, a row a specialist."""
        async with self._database.session() as session:
            return list((await session.execute(select(Usage).where(Usage.ask_id == ask_id))).scalars().all())

    async def latest(self, asker: str | None = None, limit: int = 5) -> list[Ask]:
        """The newest asks, of one person or of everyone."""
        async with self._database.session() as session:
            query = select(Ask).order_by(Ask.created_at.desc()).limit(limit)
            if asker is not None:
                query = query.where(Ask.asker == asker)
            return list((await session.execute(query)).scalars().all())
