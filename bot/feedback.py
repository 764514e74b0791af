"""What people think of answers."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert

from storage import Database
from storage.models import Feedback


class FeedbackStore:
    """The feedback of one database: one row a person and answer, the last word counts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, ask_id: UUID, person: str, helpful: bool, comment: str | None = None) -> None:
        """Store what a person thinks of an answer."""
        values = {"helpful": helpful, "comment": comment}
        statement = (
            insert(Feedback)
            .values(id=uuid4(), created_at=datetime.now(UTC), ask_id=ask_id, person=person, **values)
            .on_conflict_do_update(index_elements=["ask_id", "person"], set_=values)
        )
        async with self._database.session() as session:
            await session.execute(statement)
