"""What is in force is written down when it changes, and only then; secrets are not."""

import json

from pydantic import SecretStr
from sqlalchemy import select

from bot.changes import Changes
from storage import Database
from storage.audit import AuditReader
from storage.models import AuditEntry, Organization, Role
from tests.bot.scene import plain_settings

SECRET = "jenkins-" + "4f1d" * 6


async def written(database: Database) -> list[tuple[str, str, object]]:
    async with database.session() as session:
        rows = (await session.execute(select(AuditEntry).order_by(AuditEntry.sequence))).scalars()
        return [(row.action, row.subject, row.data.get("changed")) for row in rows]


async def test_changes_are_written_down_once(database: Database) -> None:
    changes = Changes(database)
    settings = plain_settings(budget_usd_per_day=5.0, jenkins_token=SecretStr(SECRET))
    for _ in range(2):
        await changes.note(settings, "1")
    first = await written(database)
    assert [row[:2] for row in first] == [
        ("settings.changed", "settings"),
        ("settings.changed", "roles"),
        ("policies.changed", "1"),
    ]
    async with database.session() as session:
        organization = Organization(name="x")
        session.add(organization)
        await session.flush()
        role = {"role": "admin", "service": "", "environment": "production", "source": "test"}
        session.add(Role(organization_id=organization.id, member="U0MAYA", **role))
    await changes.note(settings.model_copy(update={"budget_usd_per_day": 50.0}), "2")
    assert (await written(database))[3:] == [
        ("settings.changed", "settings", ["BUDGET_USD_PER_DAY"]),
        ("settings.changed", "roles", ["U0MAYA"]),
        ("policies.changed", "2", None),
    ]
    assert (await AuditReader(database).verify()).holds
    async with database.session() as session:
        said = list((await session.execute(select(AuditEntry.data).order_by(AuditEntry.sequence))).scalars())
    assert all(SECRET not in json.dumps(data) for data in said)
    assert said[0]["now"]["JENKINS_TOKEN"] == "set"
