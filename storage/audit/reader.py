"""Reads the record: to verify it and to take it elsewhere."""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime

from sqlalchemy import select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from storage.audit.chain import GENESIS, Head
from storage.audit.verify import Problem, ProblemKind, Verification, Walk
from storage.database import Database
from storage.models import AuditEntry, AuditHead

PAGE = 2_000
NEWEST = "newest"
OLDEST = "oldest"


class AuditReader:
    """Reads in pages, so that a record of any length fits into memory."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def verify(self, known: Iterable[Head] = ()) -> Verification:
        """Walk the whole chain.

        Args:
            known: Heads from the log or from an earlier verification, which must stand in the chain.
        """
        async with self._database.session() as session:
            # Rows and heads of one moment, while others go on writing.
            await session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            return await verified(session, known)

    async def head(self) -> Head | None:
        """The newest place of the chain."""
        async with self._database.session() as session:
            return await stored_head(session, NEWEST)

    async def rows(self, since: datetime | None = None) -> AsyncIterator[Sequence[AuditEntry]]:
        """The rows in order, a page at a time."""
        async with self._database.session() as session:
            async for page in pages(session, since=since):
                yield page


async def verified(
    session: AsyncSession, known: Iterable[Head] = (), *, until: int | None = None
) -> Verification:
    """Walk the chain in a transaction; with `until`, only to that row, and without the head."""
    oldest = await stored_head(session, OLDEST)
    walk = Walk(oldest or Head(0, GENESIS), known)
    if oldest is None:
        walk.found.problems.append(
            Problem(ProblemKind.HEAD, 0, "the beginning of the chain is missing in audit_heads")
        )
    async for page in pages(session, until=until):
        walk.take(page)
        if walk.is_hopeless:
            return walk.found
    return walk.end(await stored_head(session, NEWEST)) if until is None else walk.found


async def stored_head(session: AsyncSession, name: str) -> Head | None:
    """A place of the chain that is kept beside the rows."""
    row = (await session.execute(select(AuditHead).where(AuditHead.name == name))).scalar_one_or_none()
    return None if row is None else Head(row.sequence, row.hash)


async def pages(
    session: AsyncSession, *, since: datetime | None = None, until: int | None = None
) -> AsyncIterator[Sequence[AuditEntry]]:
    """The rows in order of their numbers."""
    query = select(AuditEntry).order_by(AuditEntry.sequence, AuditEntry.id).limit(PAGE)
    if since is not None:
        query = query.where(AuditEntry.created_at >= since)
    if until is not None:
        query = query.where(AuditEntry.sequence <= until)
    place = tuple_(AuditEntry.sequence, AuditEntry.id)
    rows = (await session.execute(query)).scalars().all()
    while rows:
        yield rows
        last = rows[-1]
        session.expunge_all()
        query_on = query.where(place > (last.sequence, last.id))
        rows = (await session.execute(query_on)).scalars().all()
