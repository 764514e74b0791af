"""Every check, in the order in which a newcomer would mend them."""

import asyncio
from contextlib import AsyncExitStack

from sqlalchemy import text

from bot.doctor.budgets import budget_check
from bot.doctor.check import Check, State, look
from bot.doctor.gate import gate_check
from bot.doctor.model import model_check
from bot.doctor.slack import slack_checks
from bot.doctor.systems import system_checks
from bot.doctor.webhooks import webhook_check
from bot.settings import Settings, unknown_names
from knowledge import Library
from storage import Catalog, CatalogError, Database
from tools.connections import Connections


async def examine(settings: Settings) -> list[Check]:
    """Look at everything that is configured."""
    catalog, catalog_check = _catalog(settings)
    async with AsyncExitStack() as stack:
        # First, and once: whatever else needs the database would start a second server beside it.
        database, opened = await _database(settings, stack)
        connections = Connections(settings, catalog, Library.open(settings, opened))
        stack.push_async_callback(connections.close)
        documents, slack, model, gate, found = await asyncio.gather(
            _documents(connections.library, opened),
            slack_checks(settings),
            model_check(settings),
            gate_check(settings),
            system_checks(settings, connections),
        )
    mine = (*_env_file(), database, *slack, model, *budget_check(settings), catalog_check)
    return [*mine, gate, documents, *found, webhook_check(settings)]


def _env_file() -> list[Check]:
    unknown = unknown_names()
    if not unknown:
        return []
    found = f"Not settings: {', '.join(unknown)}."
    return [Check(name=".env", state=State.BROKEN, found=found, todo="docs/settings.md lists all settings.")]


def _catalog(settings: Settings) -> tuple[Catalog, Check]:
    if settings.catalog is None:
        todo = "Set CATALOG, so that the crew knows your services."
        return Catalog(), Check(name="Catalogue", state=State.OFF, found="None.", todo=todo)
    try:
        catalog = Catalog.read(settings.catalog)
    except CatalogError as error:
        return Catalog(), Check(name="Catalogue", state=State.BROKEN, found=str(error), todo="Check CATALOG.")
    counts = f"{len(catalog.services)} services, {len(catalog.repositories)} repositories"
    found = f"{counts}, {len(catalog.pipelines)} pipelines"
    return catalog, Check(name="Catalogue", state=State.OK, found=found)


async def _database(settings: Settings, stack: AsyncExitStack) -> tuple[Check, Database | None]:
    opened: Database | None = None

    async def version() -> str:
        nonlocal opened
        opened = await Database.open(settings)
        stack.push_async_callback(opened.close)
        async with opened.session() as session:
            found = (await session.execute(text("SHOW server_version"))).scalar_one()
        where = "embedded" if settings.database_url is None else "DATABASE_URL"
        return f"PostgreSQL {found.split()[0]}, {where}"

    return await look("Database", version, "Check DATABASE_URL or QUARTERDECK_HOME."), opened


async def _documents(library: Library, database: Database | None) -> Check:
    if database is None:
        found, todo = "They are kept in the database.", "Mend the database first."
        return Check(name="Documents", state=State.BROKEN, found=found, todo=todo)
    return await look("Documents", library.check, "Check CHROMA_URL or QUARTERDECK_HOME.")
