"""Finds a page by its place, for whoever wants it taken back."""

from sqlalchemy import select

from storage.database import Database
from storage.models import KnowledgePage, KnowledgeSource


async def page_at(database: Database, source: str, path: str) -> KnowledgePage | None:
    """The page with this path in the source with this name; None if there is none."""
    query = (
        select(KnowledgePage)
        .join(KnowledgeSource)
        .where(KnowledgeSource.name == source, KnowledgePage.path == path)
    )
    async with database.session() as session:
        return (await session.execute(query)).scalar_one_or_none()
