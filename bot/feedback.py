"""What people think of answers."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from storage import Database
from storage.models import Feedback

if TYPE_CHECKING:
    from bot.keeping import Jobs


class FeedbackStore:
    """The feedback of one database: one row a person and answer, the last word counts.

    Args:
        database: Where it is kept.
        jobs: Where what comes of it is left to be done; nothing comes of it without.
    """

    def __init__(self, database: Database, jobs: "Jobs | None" = None) -> None:
        self._database = database
        self._jobs = jobs

    async def keep(self, ask_id: UUID, person: str, helpful: bool, comment: str | None = None) -> None:
        """Store what a person thinks of an answer; what is right is kept, what is not is taken back."""
        values = {"helpful": helpful, "comment": comment}
        statement = (
            insert(Feedback)
            .values(id=uuid4(), created_at=datetime.now(UTC), ask_id=ask_id, person=person, **values)
            .on_conflict_do_update(index_elements=["ask_id", "person"], set_=values)
        )
        async with self._database.session() as session:
            await session.execute(statement)
            if self._jobs is not None:
                await self._jobs.answer_judged(session, ask_id)

    async def of(self, ask_id: UUID) -> Sequence[Feedback]:
        """What people think of an answer, in the order in which they said so first."""
        query = select(Feedback).where(Feedback.ask_id == ask_id).order_by(Feedback.created_at)
        async with self._database.session() as session:
            return (await session.execute(query)).scalars().all()
