"""What may be spent on models, and by whom: reserved before each call, settled after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from storage.audit import append
from storage.audit.events import budget_stopped
from storage.database import Database
from storage.models import BudgetNotice, Usage

# One at a time looks at what is left and takes of it; a model call takes a thousand times longer.
RESERVE = text("SELECT pg_advisory_xact_lock(7214005)")


class Payer(StrEnum):
    """Whose spending a limit holds for."""

    ASK = "ask"
    PERSON = "person"
    TEAM = "team"
    EVERYONE = "everyone"


Measure = Literal["tokens", "usd"]


@dataclass(frozen=True, slots=True)
class Limit:
    """So much may be spent by a payer: by an ask in all, by the others in a day."""

    payer: Payer
    measure: Measure
    amount: Decimal

    @property
    def name(self) -> str:
        """How it is written down, such as `tokens per person and day`."""
        return f"{self.measure} per {self.payer}" + ("" if self.payer is Payer.ASK else " and day")


@dataclass(frozen=True, slots=True)
class Account:
    """Who pays for an ask."""

    ask_id: UUID
    person: str
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """What a call costs, or probably will. `usd` is None where the price is not known."""

    input_tokens: int
    output_tokens: int
    usd: Decimal | None

    def of(self, measure: Measure) -> Decimal:
        """The cost in one measure; dollars that nobody knows count as none."""
        return (
            Decimal(self.input_tokens + self.output_tokens) if measure == "tokens" else self.usd or Decimal()
        )


class BudgetExceededError(Exception):
    """A model call would go over a limit, and was not made."""

    def __init__(self, limit: Limit, used: Decimal, resets_at: datetime | None) -> None:
        super().__init__(f"{limit.name}: {used:f} of {limit.amount:f} are spent")
        self.limit = limit
        self.used = used
        self.resets_at = resets_at


class Budgets:
    """The limits, and what was spent of them.

    Args:
        database: Where usage is kept.
        limits: Those that are set.
        zone: Whose midnight begins a new day.
    """

    def __init__(
        self, database: Database, limits: Sequence[Limit] = (), zone: ZoneInfo | None = None
    ) -> None:
        self._database = database
        self.limits = tuple(limits)
        self.zone = zone or ZoneInfo("UTC")

    async def reserve(self, account: Account, who: str, model: str, cost: Cost) -> UUID:
        """Set aside what a call will probably cost.

        Returns:
            The call's id, to settle or release it.

        Raises:
            BudgetExceededError: it would go over a limit; that is written down.
        """
        call_id, now = uuid4(), datetime.now(UTC)
        try:
            async with self._database.session() as session:
                await self._check(session, account, cost, now)
                session.add(
                    Usage(
                        id=call_id,
                        created_at=now,
                        ask_id=account.ask_id,
                        person=account.person,
                        team=account.team,
                        specialist=who,
                        model=model,
                        input_tokens=cost.input_tokens,
                        output_tokens=cost.output_tokens,
                        usd=cost.usd,
                        settled=False,
                    )
                )
        except BudgetExceededError as error:
            await self._write_down(account, error, now)
            raise
        return call_id

    async def settle(self, call_id: UUID, model: str, cost: Cost) -> None:
        """Put what a call did cost in place of the estimate."""
        values: dict[str, Any] = {
            "model": model,
            "input_tokens": cost.input_tokens,
            "output_tokens": cost.output_tokens,
            "usd": cost.usd,
            "settled": True,
        }
        async with self._database.session() as session:
            await session.execute(update(Usage).where(Usage.id == call_id).values(**values))

    async def release(self, call_id: UUID) -> None:
        """Give back what was set aside for a call that cost nothing."""
        async with self._database.session() as session:
            await session.execute(delete(Usage).where(Usage.id == call_id))

    async def spent(self, limit: Limit, account: Account) -> Decimal:
        """How much of a limit is spent, with what is set aside."""
        async with self._database.session() as session:
            return await self._spent(session, limit, account, datetime.now(UTC))

    async def spent_today(self, payer: Payer) -> dict[str, tuple[int, Decimal]]:
        """Tokens and dollars of this day, by each person or team, or of everyone."""
        column = {Payer.PERSON: Usage.person, Payer.TEAM: Usage.team}.get(payer)
        key: ColumnElement[Any] = func.coalesce(column, "") if column is not None else text("''")  # type: ignore[assignment]
        query = (
            select(key, _tokens(), func.coalesce(func.sum(Usage.usd), 0))
            .where(Usage.created_at >= self._day(datetime.now(UTC))[0])
            .group_by(text("1"))
        )
        async with self._database.session() as session:
            return {
                row[0]: (int(row[1]), row[2])
                for row in await session.execute(query)
                if row[0] or column is None
            }

    async def _check(self, session: AsyncSession, account: Account, cost: Cost, now: datetime) -> None:
        if not self.limits:
            return
        await session.execute(RESERVE)
        for limit in self.limits:
            used = await self._spent(session, limit, account, now)
            if used + cost.of(limit.measure) > limit.amount:
                resets_at = None if limit.payer is Payer.ASK else self._day(now)[1]
                raise BudgetExceededError(limit, used, resets_at)

    async def _spent(self, session: AsyncSession, limit: Limit, account: Account, now: datetime) -> Decimal:
        total = _tokens() if limit.measure == "tokens" else func.coalesce(func.sum(Usage.usd), 0)
        query = select(total)
        if limit.payer is Payer.ASK:
            query = query.where(Usage.ask_id == account.ask_id)
        else:
            query = query.where(Usage.created_at >= self._day(now)[0])
        if limit.payer is Payer.PERSON:
            query = query.where(Usage.person == account.person)
        if limit.payer is Payer.TEAM:
            if account.team is None:
                return Decimal()
            query = query.where(Usage.team == account.team)
        return Decimal((await session.execute(query)).scalar_one())

    async def _write_down(self, account: Account, error: BudgetExceededError, now: datetime) -> None:
        limit = error.limit
        who = {Payer.PERSON: account.person, Payer.TEAM: account.team or ""}.get(limit.payer, "")
        notice = insert(BudgetNotice).values(
            id=uuid4(),
            created_at=now,
            day=now.astimezone(self.zone).date(),
            limit_name=limit.name,
            who=who,
            ask_id=account.ask_id,
            amount=limit.amount,
            used=error.used,
        )
        async with self._database.session() as session:
            await session.execute(notice.on_conflict_do_nothing())
            said = {"used": f"{error.used:f}", "amount": f"{limit.amount:f}"}
            await append(session, budget_stopped(account.ask_id, account.person, limit.name, **said))

    def _day(self, now: datetime) -> tuple[datetime, datetime]:
        """When this day began and when the next one begins."""
        today = now.astimezone(self.zone).date()
        begin, end = (datetime.combine(day, time(), self.zone) for day in (today, today + timedelta(days=1)))
        return begin.astimezone(UTC), end.astimezone(UTC)


def _tokens() -> Any:
    return func.coalesce(func.sum(Usage.input_tokens + Usage.output_tokens), 0)
