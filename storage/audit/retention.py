"""Removes old rows and remembers where the rest begins, so that it can still be verified."""

import logging
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select, text, update

from storage.audit.events import QUARTERDECK, AuditEvent
from storage.audit.log import append
from storage.audit.reader import OLDEST, verified
from storage.database import Database
from storage.models import AuditEntry, AuditHead

logger = logging.getLogger(__name__)

# The trigger that guards the rows lets deletions through in a transaction that says this.
LEAVE = text("SELECT set_config('quarterdeck.audit_retention', 'on', true)")


class AuditBrokenError(Exception):
    """What would be removed does not verify: it is evidence now, and stays."""


async def remove_old(database: Database, days: int) -> int:
    """Remove the rows that are older, from the beginning of the chain.

    Returns:
        How many were removed.

    Raises:
        AuditBrokenError: they don't verify.
    """
    before = datetime.now(UTC) - timedelta(days=days)
    async with database.session() as session:
        young = select(func.min(AuditEntry.sequence)).where(AuditEntry.created_at >= before)
        first_kept = (await session.execute(young)).scalar_one()
        # The newest row always stays: it is what the next one is chained to.
        newest = (await session.execute(select(func.max(AuditEntry.sequence)))).scalar_one()
        last_removed = (first_kept or newest or 0) - 1
        found = await verified(session, until=last_removed)
        if found.rows == 0:
            return 0
        if not found.holds:
            raise AuditBrokenError(
                f"The audit log keeps its old rows: {found.problems[0].says}. Run `quarterdeck audit verify`."
            )
        query = select(AuditEntry.hash).where(AuditEntry.sequence == last_removed)
        anchor = (await session.execute(query)).scalar_one()
        values = {"sequence": last_removed, "hash": anchor, "at": datetime.now(UTC)}
        await session.execute(update(AuditHead).where(AuditHead.name == OLDEST).values(**values))
        await session.execute(LEAVE)
        await session.execute(delete(AuditEntry).where(AuditEntry.sequence <= last_removed))
        data = {"rows": found.rows, "days": days, "anchor": f"{last_removed}:{anchor}"}
        await append(session, AuditEvent(QUARTERDECK, "audit.shortened", str(last_removed), None, data))
    logger.info("removed %s rows of the audit log that were older than %s days", found.rows, days)
    return found.rows
