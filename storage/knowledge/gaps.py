"""Questions that the documents did not answer: found out from what was searched, and what people thought."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.database import Database
from storage.models import Ask, Evidence, Feedback, KnowledgeGap, KnowledgePage, KnowledgeSource

READ = "read_document"
LOOKING = ("search_documents", READ)


class Reason(StrEnum):
    """What is wrong."""

    NOTHING = "nothing"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class NewGap:
    """A gap on its way into the store; the fields are those of `KnowledgeGap`."""

    ask_id: UUID
    reason: Reason
    question: str
    channel: str | None
    asker: str
    pages: list[str]


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap that is open, and the thread in which it was asked."""

    id: UUID
    created_at: datetime
    reason: str
    question: str
    channel: str | None
    asker: str
    pages: list[str]
    told_at: datetime | None
    thread_ts: str | None


class GapStore:
    """The gaps of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def appeared(self, since: datetime) -> list[NewGap]:
        """What has come to light since then: searches that found nothing, answers marked as wrong.

        An ask counts where none of its searches found anything; the question is as it was asked.
        """
        found = or_(Evidence.tool == READ, func.jsonb_array_length(Evidence.data["passages"]) > 0)
        nothing = select(Evidence.ask_id).where(Evidence.tool.in_(LOOKING), Evidence.created_at >= since)
        nothing = nothing.group_by(Evidence.ask_id).having(~func.bool_or(found))
        wrong = select(Feedback.ask_id).where(Feedback.helpful.is_(False), Feedback.created_at >= since)
        async with self._database.session() as session:
            asks = {
                reason: (await session.execute(select(Ask).where(Ask.id.in_(query)))).scalars().all()
                for reason, query in ((Reason.NOTHING, nothing), (Reason.WRONG, wrong))
            }
            ids = {ask.id for some in asks.values() for ask in some}
            looked = select(Evidence.ask_id, Evidence.data).where(
                Evidence.ask_id.in_(ids), Evidence.tool.in_(LOOKING)
            )
            pages: dict[UUID, list[str]] = {}
            for ask_id, data in await session.execute(looked.order_by(Evidence.number)):
                pages.setdefault(ask_id, []).extend(_paths(data))
        return [
            NewGap(
                ask.id, reason, ask.text, ask.channel, ask.asker, list(dict.fromkeys(pages.get(ask.id, [])))
            )
            for reason, some in asks.items()
            for ask in some
        ]

    async def keep(self, gaps: Sequence[NewGap]) -> None:
        """Keep each once by ask and reason, and close those whose answer nobody calls wrong any more."""
        now = datetime.now(UTC)
        still_wrong = select(Feedback.ask_id).where(Feedback.helpful.is_(False))
        mended = update(KnowledgeGap).where(
            KnowledgeGap.reason == Reason.WRONG,
            KnowledgeGap.closed_at.is_(None),
            KnowledgeGap.ask_id.not_in(still_wrong),
        )
        async with self._database.session() as session:
            for gap in gaps:
                row = {"id": uuid4(), "created_at": now, **asdict(gap)}
                await session.execute(insert(KnowledgeGap).values(**row).on_conflict_do_nothing())
            await session.execute(mended.values(closed_at=now))

    async def open(self) -> list[Gap]:
        """Those that are not closed, the latest first."""
        return await self._read(KnowledgeGap.closed_at.is_(None))

    async def take(self, before: datetime) -> list[Gap]:
        """Those from before that moment of which nobody was told; taken by one caller only."""
        statement = (
            update(KnowledgeGap)
            .where(
                KnowledgeGap.told_at.is_(None),
                KnowledgeGap.closed_at.is_(None),
                KnowledgeGap.created_at < before,
            )
            .values(told_at=func.now())
            .returning(KnowledgeGap.id)
        )
        async with self._database.session() as session:
            taken = (await session.execute(statement)).scalars().all()
        return await self._read(KnowledgeGap.id.in_(taken)) if taken else []

    async def put_back(self, gaps: Collection[UUID]) -> None:
        """Nobody was told of these after all."""
        await self._set(gaps, told_at=None)

    async def close(self, gaps: Collection[UUID]) -> None:
        """These are answered now."""
        await self._set(gaps, closed_at=datetime.now(UTC))

    async def owners(self, paths: Collection[str]) -> dict[str, str]:
        """Who owns the sources of these pages, as far as somebody does."""
        query = (
            select(KnowledgePage.path, KnowledgeSource.owner)
            .join(KnowledgeSource, KnowledgeSource.id == KnowledgePage.source_id)
            .where(KnowledgePage.path.in_(list(paths)), KnowledgeSource.owner.is_not(None))
            .order_by(KnowledgeSource.name)
        )
        async with self._database.session() as session:
            return {path: owner for path, owner in await session.execute(query) if owner}

    async def _read(self, condition: Any) -> list[Gap]:
        names = [name for name in Gap.__dataclass_fields__ if name != "thread_ts"]
        query = select(*(getattr(KnowledgeGap, name) for name in names), Ask.thread_ts)
        query = query.join(Ask, Ask.id == KnowledgeGap.ask_id).where(condition)
        query = query.order_by(KnowledgeGap.created_at.desc(), KnowledgeGap.id)
        async with self._database.session() as session:
            return [Gap(**row._mapping) for row in await session.execute(query)]

    async def _set(self, gaps: Collection[UUID], **values: Any) -> None:
        async with self._database.session() as session:
            await session.execute(
                update(KnowledgeGap).where(KnowledgeGap.id.in_(list(gaps))).values(**values)
            )


def _paths(data: dict[str, Any]) -> list[str]:
    """The pages that a search showed, or the one that was read."""
    shown = [*(data.get("passages") or []), *(data.get("nearest") or []), data]
    return [page["path"] for page in shown if isinstance(page.get("path"), str)]
