from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from sandbox.depsdev import create_app
from tools.security.manifests import Dependency
from tools.security.releases import Releases
from tools.tool import ToolError


@pytest.fixture
async def releases() -> AsyncIterator[Releases]:
    async with TestServer(create_app()) as server:
        client = Releases(str(server.make_url("")))
        yield client
        await client.close()


def of(name: str, version: str | None, ecosystem: str = "PyPI") -> Dependency:
    return Dependency(ecosystem, name, version, "requirements.txt", 1)


async def test_an_old_package_is_as_many_years_behind_as_its_releases_are_apart(releases: Releases) -> None:
    found, untold = await releases.outdated([of("requests", "2.19.1"), of("pika", "1.3.2")])
    (old,) = found
    assert (old.dependency.name, old.newest) == ("requests", "2.32.3")
    assert 5.9 < old.years < 6.0
    assert not untold


async def test_what_can_not_be_told_is_named(releases: Releases) -> None:
    wanted = [of("larkfield-internal", "1.0"), of("x", "1.0", "Attic"), of("requests", None)]
    found, untold = await releases.outdated(wanted)
    assert not found
    assert untold == {
        "larkfield-internal": "deps.dev does not know it.",
        "x": "deps.dev does not know Attic",
    }


@pytest.mark.parametrize("body", ["nonsense", '{"versions": 1}', "[]"])
async def test_nonsense_is_an_error_that_says_what_to_check(body: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=body, content_type="application/json")

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    async with TestServer(app) as server:
        client = Releases(str(server.make_url("")))
        with pytest.raises(ToolError, match="DEPS_DEV_URL"):
            await client.check()
        await client.close()


async def test_nobody_there_is_an_error_that_says_what_to_check() -> None:
    client = Releases("http://127.0.0.1:9", timeout=1)
    with pytest.raises(ToolError, match="Check DEPS_DEV_URL"):
        await client.check()
    await client.close()
