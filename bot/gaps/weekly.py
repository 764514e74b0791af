"""Tells the owners of the documents once a week what these did not answer."""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.admins import admins
from bot.blocks.gaps import gap_list
from bot.gaps.collecting import collect, grouped
from bot.keeping.places import channel_of
from bot.replies.stream import SLACK_ERRORS
from storage import Catalog, Database
from storage.knowledge.gaps import Gap, GapStore

log = structlog.get_logger(__name__)

MONDAY, AT = 0, time(8)
SLACK_ID = re.compile(r"[UWCG][A-Z0-9]{2,}")


class WeeklyGaps:
    """Sends the list of a week, on Monday morning or as soon as possible after it.

    Args:
        database: where the gaps are kept.
        client: how Slack is reached.
        catalog: who owns which service.
        channel: who hears of what nobody owns; the admins where there is none.
        zone: whose Monday it is.
    """

    def __init__(
        self,
        database: Database,
        client: AsyncWebClient,
        catalog: Catalog,
        channel: str | None,
        zone: ZoneInfo,
    ) -> None:
        self._database = database
        self._gaps = GapStore(database)
        self._client = client
        self._catalog = catalog
        self._channel = channel
        self._zone = zone

    async def tell(self, now: datetime | None = None) -> None:
        """Collect, and tell what is due. Any number of replicas may do so: each gap is taken once."""
        await collect(self._gaps)
        due = await self._gaps.take(_last_monday(now or datetime.now(UTC), self._zone))
        told: set[UUID] = set()
        try:
            for place, gaps in (await self._by_owner(due)).items():
                if await self._send(place, gaps):
                    told |= {gap.id for gap in gaps}
        finally:
            await self._gaps.put_back([gap.id for gap in due if gap.id not in told])

    async def _by_owner(self, gaps: Sequence[Gap]) -> dict[str, list[Gap]]:
        owners = await self._gaps.owners({path for gap in gaps for path in gap.pages})
        places: defaultdict[str, list[Gap]] = defaultdict(list)
        for gap in gaps:
            owner = self._owner(gap, owners)
            for place in [owner] if owner else await self._keepers():
                places[place].append(gap)
        return places

    def _owner(self, gap: Gap, owners: dict[str, str]) -> str | None:
        """Whose page was nearest, or else who owns the service that the question names."""
        named = [owners[path] for path in gap.pages if path in owners]
        words = set(re.findall(r"[\w-]+", gap.question.lower()))
        named += [item.owner for item in self._catalog.services if item.owner and item.name.lower() in words]
        accounts = (self._catalog.slack_id(name) or name for name in named)
        return next((account for account in accounts if SLACK_ID.fullmatch(account)), None)

    async def _keepers(self) -> list[str]:
        return [self._channel] if self._channel else await admins(self._database, self._client)

    async def _send(self, place: str, gaps: Sequence[Gap]) -> bool:
        try:
            shown = [gap for gap in gaps if await self._may_read(place, gap)]
            address: str = (await self._client.auth_test())["url"]
            text, blocks = gap_list(grouped(shown), len(gaps) - len(shown), address)
            await self._client.chat_postMessage(channel=place, text=text, blocks=blocks)
        except SLACK_ERRORS as error:
            log.warning("owner not told of what the documents lack", place=place, reason=str(error))
            return False
        return True

    async def _may_read(self, place: str, gap: Gap) -> bool:
        """Whether whoever reads there reads along where it was asked, too."""
        if place in (gap.channel, gap.asker):
            return True
        if gap.channel is None:
            return False
        try:
            return not (await channel_of(self._client, gap.channel)).private
        except SlackApiError:
            return False  # what can't be looked up is taken for private


def _last_monday(now: datetime, zone: ZoneInfo) -> datetime:
    local = now.astimezone(zone)
    monday = local.date() - timedelta(days=(local.weekday() - MONDAY) % 7)
    moment = datetime.combine(monday, AT, zone)
    return moment if moment <= now else datetime.combine(monday - timedelta(days=7), AT, zone)
