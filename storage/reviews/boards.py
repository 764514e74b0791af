"""Where people see reviews: one message a thread and pull request, and what is talked about there."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import distinct_on, insert

from storage.database import Database
from storage.models import Ask, CodeFinding, PullRequest, Review, ReviewBoard


@dataclass(frozen=True, slots=True)
class Discussed:
    """The finding that a thread talks about."""

    pull: PullRequest
    finding: CodeFinding


@dataclass(frozen=True, slots=True)
class Listed:
    """A board with its pull request, for lists."""

    board: ReviewBoard
    pull: PullRequest


class BoardStore:
    """The boards of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def place(self, pull_request_id: UUID, channel: str, thread_ts: str) -> ReviewBoard:
        """The board of a pull request in a thread; made where there is none."""
        where = {"pull_request_id": pull_request_id, "channel": channel, "thread_ts": thread_ts}
        statement = (
            insert(ReviewBoard)
            .values(id=uuid4(), created_at=func.now(), updated_at=func.now(), **where)
            .on_conflict_do_update(
                index_elements=["channel", "thread_ts", "pull_request_id"], set_={"updated_at": func.now()}
            )
            .returning(ReviewBoard)
            .execution_options(populate_existing=True)
        )
        async with self._database.session() as session:
            return (await session.execute(statement)).scalar_one()

    async def get(self, board_id: UUID) -> ReviewBoard | None:
        """A board."""
        async with self._database.session() as session:
            return await session.get(ReviewBoard, board_id)

    async def shown(self, board_id: UUID, message_ts: str) -> None:
        """The board stands in this message."""
        await self._change(board_id, message_ts=message_ts)

    async def discuss(self, board_id: UUID, finding_id: UUID) -> None:
        """The thread talks about this finding from now on."""
        await self._change(board_id, discussed_id=finding_id)

    async def publishing(self, board_id: UUID, ask_id: UUID) -> None:
        """This ask publishes what the board shows."""
        await self._change(board_id, publishing_id=ask_id)

    async def of_pull(self, pull_request_id: UUID) -> list[ReviewBoard]:
        """The boards that show a pull request."""
        query = select(ReviewBoard).where(
            ReviewBoard.pull_request_id == pull_request_id, ReviewBoard.message_ts.is_not(None)
        )
        async with self._database.session() as session:
            return list((await session.execute(query)).scalars())

    async def reviewed_for(self, ask_id: UUID) -> UUID | None:
        """The pull request of which a review was kept for an ask."""
        query = select(Review.pull_request_id).where(Review.ask_id == ask_id).limit(1)
        async with self._database.session() as session:
            return await session.scalar(query)

    async def discussed_in(self, channel: str, thread_ts: str) -> Discussed | None:
        """What a thread talks about: the finding that was brought up last."""
        query = (
            select(PullRequest, CodeFinding)
            .join(ReviewBoard, ReviewBoard.discussed_id == CodeFinding.id)
            .join(PullRequest, PullRequest.id == CodeFinding.pull_request_id)
            .where(ReviewBoard.channel == channel, ReviewBoard.thread_ts == thread_ts)
            .order_by(ReviewBoard.updated_at.desc())
            .limit(1)
        )
        async with self._database.session() as session:
            row = (await session.execute(query)).first()
            return None if row is None else Discussed(*row)

    async def latest_in(self, channel: str, limit: int = 10) -> list[Listed]:
        """The boards of a channel, the one with news first."""
        query = (
            select(ReviewBoard, PullRequest)
            .join(PullRequest, PullRequest.id == ReviewBoard.pull_request_id)
            .where(ReviewBoard.channel == channel, ReviewBoard.message_ts.is_not(None))
            .order_by(ReviewBoard.updated_at.desc())
            .limit(limit)
        )
        async with self._database.session() as session:
            return [Listed(*row) for row in await session.execute(query)]

    async def open_for(self, person: str, channels: Collection[str], limit: int) -> list[Listed]:
        """The boards of open pull requests that somebody may see, one each, the one with news first.

        Args:
            person: Who looks.
            channels: Where they are a member.
            limit: How many at the most.
        """
        own = (
            select(Ask.id)
            .where(
                Ask.channel == ReviewBoard.channel,
                Ask.thread_ts == ReviewBoard.thread_ts,
                Ask.asker == person,
            )
            .exists()
        )
        direct = ReviewBoard.channel.startswith("D") & own
        newest = (
            select(ReviewBoard.id)
            .where(ReviewBoard.message_ts.is_not(None), or_(ReviewBoard.channel.in_(channels), direct))
            .ext(distinct_on(ReviewBoard.pull_request_id))
            .order_by(ReviewBoard.pull_request_id, ReviewBoard.updated_at.desc())
        )
        query = (
            select(ReviewBoard, PullRequest)
            .join(PullRequest, PullRequest.id == ReviewBoard.pull_request_id)
            .where(ReviewBoard.id.in_(newest), PullRequest.state == "open")
            .order_by(PullRequest.updated_at.desc())
            .limit(limit)
        )
        async with self._database.session() as session:
            return [Listed(*row) for row in await session.execute(query)]

    async def _change(self, board_id: UUID, **values: Any) -> None:
        change = update(ReviewBoard).where(ReviewBoard.id == board_id)
        async with self._database.session() as session:
            await session.execute(change.values(updated_at=func.now(), **values))
