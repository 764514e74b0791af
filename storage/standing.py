"""How the work stands: what waits, what runs, what could not be shown, who works."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select, text

from storage.database import Database
from storage.models import OPEN, Ask, AskStatus
from storage.queue import DEAD_AFTER_SECONDS

MOST_LISTED = 50
JOBS = text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND task_name = 'run_ask'")
WORKERS = text(
    "SELECT count(*) FROM procrastinate_workers "
    "WHERE last_heartbeat > now() - make_interval(secs => :seconds)"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """An ask that needs somebody to look at it."""

    ask_id: str
    thread: str
    asker: str
    since: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of the work at one moment.

    Args:
        queue_depth: asks whose job waits for a worker or for its turn in its thread.
        running: asks that are worked on.
        waiting: asks that wait for somebody's leave.
        undelivered: asks whose answer is kept because its place can't be reached.
        set_aside: asks that failed again and again.
        oldest_seconds: how long the oldest ask without an answer has been there.
        workers: worker processes that are alive.
    """

    queue_depth: int
    running: int
    waiting: int
    undelivered: tuple[Kept, ...]
    set_aside: tuple[Kept, ...]
    oldest_seconds: float | None
    workers: int

    def dump(self) -> dict[str, Any]:
        """As JSON values: numbers first, then what they count."""
        return {
            "queue_depth": self.queue_depth,
            "running": self.running,
            "waiting": self.waiting,
            "undelivered": len(self.undelivered),
            "set_aside": len(self.set_aside),
            "oldest_seconds": self.oldest_seconds,
            "workers": self.workers,
            "undelivered_asks": [_dumped(item) for item in self.undelivered],
            "set_aside_asks": [_dumped(item) for item in self.set_aside],
        }


async def read_standing(database: Database) -> Standing:
    """Look, in one transaction."""
    undelivered = (Ask.undelivered_since.is_not(None), Ask.delivered_at.is_(None))
    async with database.session() as session:
        counted = await session.execute(select(Ask.status, func.count()).group_by(Ask.status))
        by_status: dict[str, int] = {row[0]: row[1] for row in counted}
        oldest = await session.scalar(select(func.min(Ask.created_at)).where(Ask.status.in_(OPEN)))
        late = select(Ask).where(*undelivered).order_by(Ask.undelivered_since).limit(MOST_LISTED)
        aside = select(Ask).where(Ask.status == AskStatus.SET_ASIDE).order_by(Ask.created_at.desc())
        return Standing(
            queue_depth=int(await session.scalar(JOBS) or 0),
            running=by_status.get(AskStatus.RUNNING, 0),
            waiting=by_status.get(AskStatus.WAITING, 0),
            undelivered=tuple(map(_kept, (await session.execute(late)).scalars())),
            set_aside=tuple(map(_kept, (await session.execute(aside.limit(MOST_LISTED))).scalars())),
            oldest_seconds=None if oldest is None else (datetime.now(UTC) - oldest).total_seconds(),
            workers=int(await session.scalar(WORKERS, {"seconds": DEAD_AFTER_SECONDS}) or 0),
        )


def _kept(ask: Ask) -> Kept:
    since = ask.undelivered_since or ask.answered_at or ask.created_at
    return Kept(ask_id=str(ask.id), thread=ask.thread, asker=ask.asker, since=since, reason=ask.error)


def _dumped(kept: Kept) -> dict[str, Any]:
    return {
        "ask_id": kept.ask_id,
        "thread": kept.thread,
        "asker": kept.asker,
        "since": kept.since.isoformat(),
        "reason": kept.reason,
    }
