"""Takes asks in, exactly once, and keeps what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database
from storage.models import Answer, Ask, AskStatus, Turn, Usage
from storage.queue import Queue

RUN_ASK = "run_ask"
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


class AskStore:
    """The asks of one database."""

    def __init__(self, database: Database, queue: Queue | None = None) -> None:
        self._database = database
        self._queue = queue

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
            if self._queue is not None:
                await self._queue.enqueue(
                    session, RUN_ASK, lock=new.thread, key=str(ask_id), ask_id=str(ask_id)
                )
            return ask_id

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
        """Store the answer, its turn and what it cost, and mark the ask as answered. Once per ask."""
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

    async def answer_of(self, ask_id: UUID) -> Answer | None:
        """The stored answer, if there is one."""
        async with self._database.session() as session:
            return (await session.execute(select(Answer).where(Answer.ask_id == ask_id))).scalar_one_or_none()

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
