from aiohttp.test_utils import TestClient, TestServer

from sandbox.depsdev import create_app


async def test_a_package_has_its_versions_and_one_default() -> None:
    async with TestClient(TestServer(create_app())) as client:
        answer = await client.get("/v3/systems/pypi/packages/Requests")
        package = await answer.json()
    assert package["packageKey"] == {"system": "PYPI", "name": "requests"}
    assert [one["versionKey"]["version"] for one in package["versions"] if one["isDefault"]] == ["2.32.3"]


async def test_what_is_not_known_is_not_found() -> None:
    async with TestClient(TestServer(create_app())) as client:
        assert (await client.get("/v3/systems/pypi/packages/nothing-of-this-name")).status == 404
        assert (await client.get("/v3/systems/attic/packages/requests")).status == 404


async def test_a_version_has_its_licences() -> None:
    async with TestClient(TestServer(create_app())) as client:
        answer = await client.get("/v3/systems/pypi/packages/Unidecode/versions/1.3.8")
        version = await answer.json()
        assert (await client.get("/v3/systems/pypi/packages/unidecode/versions/9")).status == 404
    assert version["licenses"] == ["GPL-2.0-or-later"]
    assert version["versionKey"] == {"system": "PYPI", "name": "unidecode", "version": "1.3.8"}
