"""Writes down when other settings, roles or policies are in force than before."""

from typing import Any

from pydantic import SecretStr
from sqlalchemy import select

from agents import AgentSettings
from bot.settings import Settings, environment_names
from storage import AuditLog, Database
from storage.audit.canonical import canonical, storable
from storage.audit.events import QUARTERDECK, policies_changed, settings_changed
from storage.models import AuditEntry, Role
from tools.redaction import redact_data
from tools.settings import ToolSettings

SETTINGS = "settings"
ROLES = "roles"


class Changes:
    """Compares what is in force with what was written down last."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._audit = AuditLog(database)

    async def note(self, settings: Settings, policies: str) -> None:
        """Write down what is new.

        Args:
            settings: The settings in force.
            policies: The version of the gate's policies in force.
        """
        await self._compare(SETTINGS, _shown(settings))
        await self._compare(ROLES, await self._roles())
        last = await self._last("policies.changed")
        if last is None or last.subject != policies:
            before = last.subject if last is not None else None
            await self._audit.write(policies_changed(QUARTERDECK, policies, before=before))

    async def _compare(self, name: str, now: dict[str, Any]) -> None:
        last = await self._last("settings.changed", name)
        before: dict[str, Any] = last.data["now"] if last is not None else {}
        changed = sorted(
            key for key in {*before, *now} if canonical(before.get(key)) != canonical(now.get(key))
        )
        if last is None or changed:
            await self._audit.write(settings_changed(QUARTERDECK, name, changed=changed, now=now))

    async def _last(self, action: str, subject: str | None = None) -> AuditEntry | None:
        query = select(AuditEntry).where(AuditEntry.action == action)
        if subject is not None:
            query = query.where(AuditEntry.subject == subject)
        newest = query.order_by(AuditEntry.sequence.desc()).limit(1)
        async with self._database.session() as session:
            return (await session.execute(newest)).scalars().first()

    async def _roles(self) -> dict[str, Any]:
        query = select(Role).order_by(Role.member, Role.role, Role.service, Role.environment)
        found: dict[str, Any] = {}
        async with self._database.session() as session:
            for role in (await session.execute(query)).scalars():
                where = " in ".join(part for part in (role.service, role.environment) if part)
                found.setdefault(role.member, []).append(f"{role.role} for {where}" if where else role.role)
        return found


def _shown(settings: Settings) -> dict[str, Any]:
    """What decides on what the crew may do; of secrets only whether they are set."""
    names = environment_names()
    fields = (*AgentSettings.model_fields, *ToolSettings.model_fields, "audit_retention_days")
    values = {names[field]: getattr(settings, field) for field in fields}
    secrets = {name for name, value in values.items() if isinstance(value, SecretStr)}
    # Addresses may hold a password.
    plain = redact_data({name: storable(value) for name, value in values.items() if name not in secrets})
    return {**plain, **dict.fromkeys(secrets, "set")}
