from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp.test_utils import TestServer

from sandbox.depsdev import create_app
from tools.analysis.debt import technical_debt
from tools.connections import Connections
from tools.tool import ToolError


@pytest.fixture(scope="module")
async def deps_dev() -> AsyncIterator[str]:
    async with TestServer(create_app()) as server:
        yield str(server.make_url("")).rstrip("/")


@asynccontextmanager
async def with_releases(connections: Connections, url: str) -> AsyncIterator[Connections]:
    settings = connections.settings.model_copy(update={"deps_dev_url": url})
    opened = Connections(settings, connections.catalog, connections.library)
    yield opened
    await opened.close()


async def test_the_debt_of_a_repository_at_github(github: Connections, deps_dev: str) -> None:
    async with with_releases(github, deps_dev) as connections:
        await check_debt_of_payments(connections)


async def test_the_debt_of_a_repository_on_this_machine(local: Connections, deps_dev: str) -> None:
    async with with_releases(local, deps_dev) as connections:
        await check_debt_of_payments(connections)


async def check_debt_of_payments(connections: Connections) -> None:
    debt = await technical_debt.function(connections, repository="payments", days=60)
    assert debt.lines > 100
    assert [one.at for one in debt.moments] == sorted(one.at for one in debt.moments)
    assert len(debt.moments) >= 2
    assert debt.complete
    assert debt.hotspots[0].commits >= 2
    assert sum(spot.share for spot in debt.hotspots) <= 1.001
    assert {item.name for item in debt.outdated} == {"requests"}
    assert "Update requests" in " ".join(step.title for step in debt.steps)
    assert [finding.rule for finding in debt.found()] == [
        f"recommendation/{step.kind}" for step in debt.steps
    ]
    assert debt.image is not None
    assert debt.image.startswith(b"\x89PNG")
    assert debt.hotspots[0].path in debt.content()


async def test_a_repository_that_nobody_knows_is_an_error(github: Connections) -> None:
    with pytest.raises(ToolError, match="attic"):
        await technical_debt.function(github, repository="attic")
