"""Changes at vendors: claimed before they are made, so that none is made twice."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.database import Database
from storage.locks import Locks
from storage.models import Action, ActionState

# A holder keeps the lock for one tool call; whoever waits longer than that tries again as a job.
LOCK_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class NewAction:
    """A change on its way."""

    ask_id: UUID
    call_id: str
    tool: str
    arguments: dict[str, Any]
    approval_id: UUID | None = None

    @property
    def key(self) -> str:
        """What the change is known by, here and at the vendor."""
        return action_key(self.ask_id, self.call_id)


class ActionStore:
    """The actions of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._locks = Locks(database.url)

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[None]:
        """Be the only one, of all replicas, who holds this name. A process that dies lets go of it."""
        async with self._locks.alone(f"action {name}", LOCK_SECONDS):
            yield

    async def claim(self, new: NewAction) -> Action:
        """Claim the key. `attempts` is more than 1 where an earlier run has claimed it already."""
        values = {name: getattr(new, name) for name in NewAction.__slots__}
        statement = (
            insert(Action)
            .values(
                id=uuid4(),
                created_at=func.now(),
                key=new.key,
                state=ActionState.CLAIMED,
                attempts=1,
                **values,
            )
            .on_conflict_do_update(index_elements=["key"], set_={"attempts": Action.attempts + 1})
            .returning(Action)
        )
        async with self._database.session() as session:
            return (await session.execute(statement)).scalar_one()

    async def remember(self, key: str, trace: str) -> None:
        """Keep where the change can be found again."""
        await self._change(key, trace=trace)

    async def finish(self, key: str, error: str | None = None, *, unsure: bool = False) -> None:
        """The change is made, or can't be, or nobody can tell."""
        failed = ActionState.UNKNOWN if unsure else ActionState.FAILED
        state = ActionState.DONE if error is None else failed
        await self._change(key, state=state, error=error, finished_at=datetime.now(UTC))

    async def traces(self, tool: str, since: datetime, but: str) -> set[str]:
        """Where the changes are that one tool made lately, without the one of a key, as far as is known."""
        async with self._database.session() as session:
            query = select(Action.trace).where(
                Action.tool == tool,
                Action.key != but,
                Action.trace.is_not(None),
                Action.created_at >= since,
            )
            return {trace for trace in (await session.execute(query)).scalars() if trace}

    async def of_ask(self, ask_id: UUID) -> list[Action]:
        """What was changed for an ask, oldest first."""
        async with self._database.session() as session:
            query = select(Action).where(Action.ask_id == ask_id).order_by(Action.created_at)
            return list((await session.execute(query)).scalars())

    async def _change(self, key: str, **values: Any) -> None:
        async with self._database.session() as session:
            await session.execute(update(Action).where(Action.key == key).values(**values))


def action_key(ask_id: UUID, call_id: str) -> str:
    """The idempotency key of a call: its ask and its own id."""
    return f"{ask_id}:{call_id}"
