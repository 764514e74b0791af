"""Who holds which role, and for what."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from storage.catalog import Catalog
from storage.database import Database
from storage.models import Role


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that somebody holds: everywhere, or only for a service or in an environment."""

    name: str
    service: str | None = None
    environment: str | None = None

    def covers(self, service: str | None, environment: str | None) -> bool:
        """Whether the role counts for something of that service in that environment."""
        return (self.service is None or _same(self.service, service)) and (
            self.environment is None or _same(self.environment, environment)
        )


def _same(one: str, other: str | None) -> bool:
    return other is not None and one.lower() == other.lower()


def held_in(catalog: Catalog, slack_id: str) -> tuple[HeldRole, ...]:
    """The roles that the catalogue gives to a person or a user group."""
    return tuple(
        HeldRole(entry.role, service, environment)
        for entry in catalog.roles
        if slack_id == (entry.group or catalog.slack_id(entry.person or ""))
        for service in entry.services or (None,)
        for environment in entry.environments or (None,)
    )


def _covers(column: InstrumentedAttribute[str], wanted: str | None) -> ColumnElement[bool]:
    """What `HeldRole.covers` says, as a condition; no place is in no narrower one."""
    everywhere = column == ""
    return everywhere if wanted is None else or_(everywhere, func.lower(column) == wanted.lower())


class RoleStore:
    """The roles of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def roles_of(self, account: str, groups: Collection[str] = ()) -> tuple[HeldRole, ...]:
        """The roles of a person by their Slack id, with those of the user groups that they are in."""
        query = (
            select(Role.role, Role.service, Role.environment)
            .where(Role.member.in_([account, *groups]))
            .order_by(Role.role, Role.service, Role.environment)
            .distinct()
        )
        async with self._database.session() as session:
            rows = (await session.execute(query)).all()
        return tuple(
            HeldRole(name, service or None, environment or None) for name, service, environment in rows
        )

    async def holders(
        self, roles: Collection[str], service: str | None, environment: str | None
    ) -> tuple[str, ...]:
        """The people and user groups that hold one of the roles for something of a service in an environment.

        Those come first who hold one for that service, then those who hold one everywhere.
        """
        of_service = func.bool_or(Role.service != "")
        query = (
            select(Role.member)
            .where(Role.role.in_(roles), _covers(Role.service, service))
            .where(_covers(Role.environment, environment))
            .group_by(Role.member)
            .order_by(of_service.desc(), Role.member)
        )
        async with self._database.session() as session:
            return tuple((await session.execute(query)).scalars())

    async def groups(self) -> tuple[str, ...]:
        """The user groups that hold roles."""
        async with self._database.session() as session:
            query = select(Role.member).where(Role.member.startswith("S")).distinct()
            return tuple((await session.execute(query)).scalars())
