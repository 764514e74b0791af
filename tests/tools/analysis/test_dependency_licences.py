"""Licences of packages that a change adds; what could not be looked up is said."""

import json
import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from sandbox.depsdev import create_app
from tests.tools.analysis.analysers.looking import added, altered
from tools.analysis.assess import assess
from tools.analysis.change import Change, SourceFile
from tools.analysis.dependency_licences import NAME, dependency_licences
from tools.analysis.review_settings import read_settings
from tools.analysis.workers import Workers
from tools.findings import Severity
from tools.security.releases import Releases

BEFORE = "requests==2.32.3\n"


@pytest.fixture
async def releases() -> AsyncIterator[Releases]:
    """A client of a stand-in for deps.dev."""
    async with TestServer(create_app()) as server:
        client = Releases(str(server.make_url("")))
        yield client
        await client.close()


@pytest.fixture
async def odd() -> AsyncIterator[Releases]:
    """One of a server that knows packages by their licences."""

    async def answer(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        licences = {"mit": ["MIT"], "own": ["non-standard"], "both": ["MIT", "GPL-3.0-only"], "none": []}
        return web.json_response({"licenses": licences[name]})

    app = web.Application()
    app.router.add_get("/v3/systems/{system}/packages/{name}/versions/{version}", answer)
    async with TestServer(app) as server:
        client = Releases(str(server.make_url("")))
        yield client
        await client.close()


def change(*files: SourceFile, **context: str) -> Change:
    return Change(files, tuple(file.path for file in files), context)


@pytest.mark.parametrize("wanted", ["unidecode==1.3.8", "Unidecode>=1"])
async def test_an_added_package_that_asks_for_the_source(releases: Releases, wanted: str) -> None:
    file = altered(BEFORE, f"{BEFORE}pika==1.3.2\n{wanted}\n", "requirements.txt")
    (found,), problem = await dependency_licences(change(file, LICENSE="MIT License\n"), releases)
    assert problem is None
    assert (found.title, found.line) == ("unidecode comes under GPL-2.0-or-later", 3)
    assert (found.severity, found.rule) == (Severity.MEDIUM, "dependency-licence")
    assert "source" in found.why


async def test_what_is_no_news_or_no_matter(releases: Releases) -> None:
    new = f"{BEFORE}unidecode==1.3.8\n"
    file = altered(BEFORE, new, "requirements.txt")
    gpl = {"COPYING": "GNU GENERAL PUBLIC LICENSE\n"}
    for quiet in (
        change(altered(new.replace("1.3.8", "1.3.7"), new, "requirements.txt")),
        change(added(new, "requirements-dev.txt")),
        change(added('[dependency-groups]\nall = ["unidecode==1.3.8"]\n', "pyproject.toml")),
        change(added('[[package]]\nname = "unidecode"\nversion = "1.3.8"\n', "uv.lock")),
        change(added("larkfield-internal==1.0\n", "requirements.txt")),
        change(altered(new, "\n", "old/requirements.txt"), added(new, "requirements.txt")),
        Change((added(new, "new/requirements.txt"),), (), gone={"requirements.txt": new}),
        change(added("x = 1\n", "a.py")),
        Change((file,), (file.path,), gpl),
        change(file, added('[project]\nname = "x"\nlicense = "GPL-3.0-or-later"\n', "pyproject.toml")),
    ):
        assert await dependency_licences(quiet, releases) == ([], None)


async def test_a_range_takes_the_version_that_the_lock_file_of_the_change_has(odd: Releases) -> None:
    manifest = added(json.dumps({"dependencies": {"own": "^1.0.0"}}, indent=1), "package.json")
    lock = added(json.dumps({"packages": {"node_modules/own": {"version": "1.2.0"}}}), "package-lock.json")
    (found,), problem = await dependency_licences(change(manifest, lock), odd)
    assert (found.path, problem) == ("package.json", None)


async def test_licences_that_nobody_knows_are_told_only_to_those_who_want_to_hear_all(odd: Releases) -> None:
    file = added("mit==1\nown==1\nboth==1\nnone==1\n", "requirements.txt")
    found, _ = await dependency_licences(change(file), odd)
    assert {(item.line, item.severity) for item in found} == {(2, Severity.INFO), (4, Severity.INFO)}


async def test_only_what_the_settings_allow(odd: Releases, releases: Releases, workers: Workers) -> None:
    file = added("mit==1\nown==1\nboth==1\nnone==1\n", "requirements.txt")
    found, _ = await dependency_licences(change(file), odd, ["MIT"])
    assert {(item.line, item.severity) for item in found} == {(2, Severity.MEDIUM), (4, Severity.MEDIUM)}
    gpl = added("unidecode==1.3.8\n", "requirements.txt")
    for text, count in ((b"", 1), (b"[licences]\nallowed = ['GPL-2.0-or-later']\n", 0)):
        settings = read_settings(text)
        assert settings.problem is None
        result = await assess(
            change(gpl), settings, seconds=30, workers=workers, analysers=(), releases=releases
        )
        assert len(result.findings) == count


async def test_nobody_there_is_named(workers: Workers) -> None:
    with socket.socket() as closed:  # bound, and nobody listens
        closed.bind(("127.0.0.1", 0))
        client = Releases(f"http://127.0.0.1:{closed.getsockname()[1]}", timeout=5)
        file = added("unidecode==1.3.8\npika==1.3.2\n", "requirements.txt")
        result = await assess(change(file), seconds=30, workers=workers, analysers=(), releases=client)
        await client.close()
    assert result.findings == []
    (run,) = result.runs
    assert run.name == NAME
    assert "deps.dev can't be reached" in (run.problem or "")
