"""What may be spent is reserved before and settled after; two at once don't slip past a limit."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text

from storage import Account, AskStore, BudgetExceededError, Budgets, Cost, Database, Limit, NewAsk, Payer
from storage.models import AuditEntry, BudgetNotice, Usage

CALL = Cost(80, 20, Decimal("0.01"))


async def account(database: Database, person: str = "maya", team: str | None = None) -> Account:
    event = str(uuid4())
    new = NewAsk(source="cli", event_id=event, thread=event, asker=person, text="why?")
    ask_id = await AskStore(database).receive(new)
    assert ask_id is not None
    return Account(ask_id, person, team)


def limited(database: Database, payer: Payer, amount: int | str, measure: str = "tokens") -> Budgets:
    return Budgets(database, [Limit(payer, "usd" if measure == "usd" else "tokens", Decimal(amount))])


async def calls(budgets: Budgets, payer: Account, count: int, cost: Cost = CALL) -> int:
    """Make calls one after another; how many were allowed."""
    for done in range(count):
        try:
            call = await budgets.reserve(payer, "devops-engineer", "m", cost)
        except BudgetExceededError:
            return done
        await budgets.settle(call, "m", cost)
    return count


@pytest.mark.parametrize(
    ("payer", "same_person", "same_team", "allowed"),
    [
        (Payer.ASK, True, True, (3, 3)),
        (Payer.PERSON, True, True, (3, 0)),
        (Payer.PERSON, False, True, (3, 3)),
        (Payer.TEAM, False, True, (3, 0)),
        (Payer.TEAM, False, False, (3, 3)),
        (Payer.EVERYONE, False, False, (3, 0)),
    ],
)
async def test_a_limit_holds_for_its_payer(
    database: Database, payer: Payer, same_person: bool, same_team: bool, allowed: tuple[int, int]
) -> None:
    budgets = limited(database, payer, 300)
    first = await account(database, "maya", "payments")
    second = await account(
        database, "maya" if same_person else "jonas", "payments" if same_team else "platform"
    )
    assert (await calls(budgets, first, 5), await calls(budgets, second, 5)) == allowed


async def test_somebody_without_a_team_is_in_no_teams_budget(database: Database) -> None:
    assert await calls(limited(database, Payer.TEAM, 100), await account(database), 3) == 3


async def test_dollars_are_counted_too(database: Database) -> None:
    budgets = limited(database, Payer.PERSON, "0.025", "usd")
    assert await calls(budgets, await account(database), 5) == 2


async def test_dollars_that_nobody_knows_stop_nothing(database: Database) -> None:
    budgets = limited(database, Payer.PERSON, "0.01", "usd")
    assert await calls(budgets, await account(database), 3, Cost(10, 10, None)) == 3


async def test_many_at_once_never_go_over(database: Database) -> None:
    budgets = limited(database, Payer.PERSON, 1_000)
    payers = [await account(database) for _ in range(4)]

    async def attempt(payer: Account) -> UUID | None:
        try:
            return await budgets.reserve(payer, "x", "m", CALL)
        except BudgetExceededError:
            return None

    got = await asyncio.gather(*(attempt(payer) for payer in payers * 5))
    assert len([call for call in got if call]) == 10


async def test_what_is_released_can_be_spent_again_and_what_was_cut_off_can_not(database: Database) -> None:
    budgets = limited(database, Payer.PERSON, 100)
    payer = await account(database)
    await budgets.release(await budgets.reserve(payer, "x", "m", CALL))
    await budgets.reserve(payer, "x", "m", CALL)
    with pytest.raises(BudgetExceededError, match="tokens per person and day: 100 of 100 are spent"):
        await budgets.reserve(payer, "x", "m", CALL)


async def test_a_new_day_begins_at_midnight_of_the_zone(database: Database) -> None:
    zone = ZoneInfo("Pacific/Kiritimati")
    budgets = Budgets(database, [Limit(Payer.PERSON, "tokens", Decimal(100))], zone)
    payer = await account(database)
    assert await calls(budgets, payer, 2) == 1
    midnight = datetime.now(UTC).astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    with pytest.raises(BudgetExceededError) as stop:
        await budgets.reserve(payer, "x", "m", CALL)
    assert stop.value.resets_at == midnight + timedelta(days=1)
    async with database.session() as session:
        statement = text("UPDATE usage SET created_at = :at")
        await session.execute(statement, {"at": midnight - timedelta(seconds=1)})
    assert await calls(budgets, payer, 2) == 1


async def test_a_stop_is_written_down_each_time_and_noticed_once_a_day(database: Database) -> None:
    budgets = limited(database, Payer.PERSON, 50)
    for person in ("maya", "maya", "jonas"):
        assert await calls(budgets, await account(database, person), 1) == 0
    async with database.session() as session:
        stops = (
            await session.execute(select(AuditEntry).where(AuditEntry.action == "budget.stopped"))
        ).scalars()
        assert [entry.actor for entry in stops] == ["maya", "maya", "jonas"]
        notices = (await session.execute(select(BudgetNotice).order_by(BudgetNotice.created_at))).scalars()
        assert [notice.who for notice in notices] == ["maya", "jonas"]
        assert (await session.execute(select(Usage))).all() == []


async def test_what_was_spent_today_is_added_up(database: Database) -> None:
    budgets = Budgets(database)
    await calls(budgets, await account(database, "maya", "payments"), 2)
    await calls(budgets, await account(database, "jonas"), 1)
    assert await budgets.spent_today(Payer.PERSON) == {
        "maya": (200, Decimal("0.02")),
        "jonas": (100, Decimal("0.01")),
    }
    assert await budgets.spent_today(Payer.TEAM) == {"payments": (200, Decimal("0.02"))}
    assert await budgets.spent_today(Payer.EVERYONE) == {"": (300, Decimal("0.03"))}
