"""The record of decisions and actions."""

from typing import Any
from uuid import UUID

from storage.database import Database
from storage.models import AuditEntry


class AuditLog:
    """Adds rows to `audit_log`; nothing here changes or removes one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, *, ask_id: UUID | None, actor: str, action: str, subject: str, **data: Any) -> None:
        """Write down who did what to what. `data` is JSON without secrets."""
        async with self._database.session() as session:
            session.add(AuditEntry(ask_id=ask_id, actor=actor, action=action, subject=subject, data=data))
