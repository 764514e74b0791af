"""Writes the catalogue into its tables."""

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from storage.catalog import Catalog, PersonEntry
from storage.models import (
    Environment,
    Identity,
    Organization,
    Pipeline,
    Project,
    Repository,
    Role,
    Service,
    User,
)
from storage.models.base import Row

FROM_CATALOG = "catalog"
# Any constant that no other lock has.
CATALOG_LOCK = 7_214_002


async def write_catalog(session: AsyncSession, catalog: Catalog) -> UUID:
    """Make the tables say what the catalogue says; rows that it no longer names stay for history.

    Returns:
        The organization's id.
    """
    # Replicas that start together would each add what the others are about to add.
    await session.execute(select(func.pg_advisory_xact_lock(CATALOG_LOCK)))
    organization = await _organization(session, catalog)
    project = await _upsert(session, Project, {"organization_id": organization, "name": catalog.project}, {})
    for person in catalog.people:
        await _write_person(session, organization, person)
    for environment in catalog.environments:
        key = {"project_id": project, "name": environment.name}
        await _upsert(session, Environment, key, {"production": environment.production})
    for service in catalog.services:
        values = service.model_dump(exclude={"name"})
        await _upsert(session, Service, {"project_id": project, "name": service.name}, values)
    for repository in catalog.repositories:
        values = repository.model_dump(mode="json", exclude={"name"})
        await _upsert(session, Repository, {"project_id": project, "name": repository.name}, values)
    for pipeline in catalog.pipelines:
        key = {
            "project_id": project,
            "provider": pipeline.provider,
            "repository": pipeline.repository or "",
            "name": pipeline.name,
        }
        await _upsert(session, Pipeline, key, {"service": pipeline.service, "kind": pipeline.kind})
    await _write_roles(session, organization, catalog)
    return organization


async def _organization(session: AsyncSession, catalog: Catalog) -> UUID:
    query = select(Organization).where(Organization.name == catalog.organization)
    found = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        found = Organization(name=catalog.organization)
        session.add(found)
    found.slack_team_id = catalog.slack_team
    await session.flush()
    return found.id


async def _write_person(session: AsyncSession, organization: UUID, person: PersonEntry) -> None:
    query = select(User).where(User.organization_id == organization, User.name == person.name)
    user = (await session.execute(query)).scalar_one_or_none()
    if user is None:
        user = User(organization_id=organization, name=person.name)
        session.add(user)
    user.email = person.email
    await session.flush()
    for provider, account in (("slack", person.slack), ("github", person.github)):
        if account is not None:
            key = {"provider": provider, "external_id": account}
            await _upsert(session, Identity, key, {"user_id": user.id})


async def _write_roles(session: AsyncSession, organization: UUID, catalog: Catalog) -> None:
    held = {
        (entry.group or catalog.slack_id(entry.person or "") or "", entry.role, service, environment)
        for entry in catalog.roles
        for service in entry.services or ("",)
        for environment in entry.environments or ("",)
    }
    # A role that the catalogue no longer names is taken away: here an old row would be a hole.
    old = delete(Role).where(Role.organization_id == organization, Role.source == FROM_CATALOG)
    names = tuple_(Role.member, Role.role, Role.service, Role.environment)
    await session.execute(old.where(names.not_in(held)) if held else old)
    for member, role, service, environment in sorted(held):
        key = {
            "organization_id": organization,
            "member": member,
            "role": role,
            "service": service,
            "environment": environment,
        }
        await _upsert(session, Role, key, {"source": FROM_CATALOG})


async def _upsert(
    session: AsyncSession, table: type[Row], key: dict[str, Any], values: dict[str, Any]
) -> UUID:
    # Setting the key to itself makes PostgreSQL return the row's id when it is there already.
    statement = (
        insert(table)
        .values(id=uuid4(), **key, **values)
        .on_conflict_do_update(index_elements=list(key), set_={**key, **values})
        .returning(table.id)
    )
    return (await session.execute(statement)).scalar_one()
