"""Tells the admins of limits that stopped an ask: once a day and limit."""

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import func, update

from agents.spending import shown
from bot.admins import admins
from bot.replies.stream import SLACK_ERRORS
from storage import Database
from storage.models import BudgetNotice

log = structlog.get_logger(__name__)


class BudgetNotices:
    """Sends what waits to be told.

    Args:
        database: Where the notices are kept.
        client: How Slack is reached.
        channel: Who hears of it where nobody is an admin.
    """

    def __init__(self, database: Database, client: AsyncWebClient, channel: str | None) -> None:
        self._database = database
        self._client = client
        self._channel = channel

    async def tell(self) -> None:
        """Tell what nobody was told yet. Any number of replicas may do so: each notice is taken once."""
        for notice in await self._take():
            told = False
            try:
                told = await self._send(notice)
            finally:
                if not told:
                    await self._put_back(notice)

    async def _take(self) -> list[BudgetNotice]:
        statement = (
            update(BudgetNotice)
            .where(BudgetNotice.told_at.is_(None))
            .values(told_at=func.now())
            .returning(BudgetNotice)
        )
        async with self._database.session() as session:
            return list((await session.execute(statement)).scalars().all())

    async def _put_back(self, notice: BudgetNotice) -> None:
        statement = update(BudgetNotice).where(BudgetNotice.id == notice.id).values(told_at=None)
        async with self._database.session() as session:
            await session.execute(statement)

    async def _send(self, notice: BudgetNotice) -> bool:
        places = await admins(self._database, self._client) or ([self._channel] if self._channel else [])
        if not places:
            log.warning("a budget is spent and there is no admin to tell", limit=notice.limit_name)
            return True
        reached = False
        for place in places:
            try:
                await self._client.chat_postMessage(channel=place, text=_text(notice))
                reached = True
            except SLACK_ERRORS as error:
                log.warning("admin not told of a spent budget", place=place, reason=str(error))
        return reached


def _text(notice: BudgetNotice) -> str:
    measure, _, rest = notice.limit_name.partition(" per ")
    whose = {"person": f"<@{notice.who}>", "team": f"the team {notice.who}", "everyone": "everyone together"}
    payer = rest.partition(" ")[0]
    amount, used = shown(notice.amount, measure), shown(notice.used, measure)
    if payer == "ask":
        head = f"An ask was stopped at the limit of {amount} for one ask ({used} were spent)."
    else:
        head = f"The limit of {amount} a day for {whose[payer]} is reached ({used} were spent)."
    return f"{head} I say this once a day; the settings BUDGET_… hold the limits."
