"""The jobs of keeping, as listeners leave them for a worker."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from storage import Database, Queue

REMEMBER_THREAD = "remember_thread"
FORGET_THREAD = "forget_thread"
KEEP_ANSWER = "keep_answer"
SEARCH_DOCUMENTS = "search_documents_for"
# Pages that are handed over to one source must come one after another; there are few enough for one line.
IN_LINE = "knowledge:handed-over"


class Jobs:
    """Leaves jobs in the queue of one database."""

    def __init__(self, database: Database, queue: Queue) -> None:
        self._database = database
        self._queue = queue

    async def leave(self, name: str, key: str, **arguments: Any) -> None:
        """Leave a job; a waiting one with the same key is left only once."""
        async with self._database.session() as session:
            await self._leave(session, name, key, **arguments)

    async def search(self, key: str, **arguments: Any) -> None:
        """Have documents searched for somebody, beside everything else."""
        async with self._database.session() as session:
            name = f"{SEARCH_DOCUMENTS}:{key}"
            await self._queue.enqueue(session, SEARCH_DOCUMENTS, lock=name, key=name, **arguments)

    async def answer_judged(self, session: AsyncSession, ask_id: UUID) -> None:
        """Somebody said what they think of an answer, in this transaction: have it kept or taken back."""
        await self._leave(session, KEEP_ANSWER, str(ask_id), ask_id=str(ask_id))

    async def _leave(self, session: AsyncSession, name: str, key: str, **arguments: Any) -> None:
        await self._queue.enqueue(session, name, lock=IN_LINE, key=f"{name}:{key}", **arguments)
