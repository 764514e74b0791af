"""What must be done now and then, by any one of the replicas."""

from zoneinfo import ZoneInfo

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.budget_notices import BudgetNotices
from bot.changes import Changes
from bot.gaps import WeeklyGaps
from bot.service import Deck
from storage.audit import AuditBrokenError, remove_old

log = structlog.get_logger(__name__)

EVERY_TEN_SECONDS = "* * * * * */10"
EVERY_MINUTE = "* * * * *"
EVERY_HOUR = "0 * * * *"
EVERY_NIGHT = "17 3 * * *"


def keep_house(deck: Deck, client: AsyncWebClient) -> None:
    """Have it done from now on, as soon as the worker of the deck's queue starts."""
    notices = BudgetNotices(deck.database, client, deck.settings.admin_channel)

    async def shorten_audit_log() -> None:
        days = deck.settings.audit_retention_days
        if days == 0:
            return
        try:
            await remove_old(deck.database, days)
        except AuditBrokenError as error:
            log.error("audit log not shortened", reason=str(error))

    changes = Changes(deck.database)

    async def note_changes() -> None:
        await deck.gate.refresh()
        policies = deck.gate.policies
        await changes.note(deck.settings, policies.version if policies is not None else "none")

    deck.queue.every(EVERY_MINUTE, "note_changes", note_changes)
    deck.queue.every(EVERY_TEN_SECONDS, "tell_admins_of_budgets", notices.tell)
    zone = ZoneInfo(deck.settings.budget_time_zone)
    gaps = WeeklyGaps(deck.database, client, deck.catalog, deck.settings.admin_channel, zone)
    deck.queue.every(EVERY_HOUR, "tell_owners_of_gaps", gaps.tell)
    deck.queue.every(EVERY_NIGHT, "shorten_audit_log", shorten_audit_log)
