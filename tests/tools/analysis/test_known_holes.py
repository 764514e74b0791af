"""Packages that a change adds are looked up; what could not be is said."""

import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestServer

from sandbox.osv import create_app
from tests.tools.analysis.analysers.looking import added, altered
from tools.analysis.assess import assess
from tools.analysis.change import Change
from tools.analysis.known_holes import NAME, known_holes
from tools.analysis.workers import Workers
from tools.findings import Severity
from tools.security.osv import Osv


@pytest.fixture
async def osv() -> AsyncIterator[Osv]:
    """A client of a stand-in for OSV."""
    async with TestServer(create_app()) as server:
        client = Osv(str(server.make_url("")))
        yield client
        await client.close()


async def test_each_package_with_holes_is_one_finding(osv: Osv) -> None:
    before = "pyyaml==5.3\nattrs==25.3.0\n"
    file = altered(before, before + "requests==2.19.1\njinja2==2.10\n", "requirements.txt")
    found, problem = await known_holes(Change((file,)), osv)
    assert problem is None
    assert {item.line: item.rule for item in found} == {3: "known-vulnerable", 4: "known-vulnerable"}
    requests = next(item for item in found if item.line == 3)
    assert requests.suggestion == "Take requests 2.32.0 or later."
    assert requests.cwe == "CWE-1395"


async def test_it_is_part_of_an_assessment(osv: Osv, workers: Workers) -> None:
    change = Change((added("pyyaml==5.3\n", "requirements.txt"),))
    result = await assess(change, seconds=30, workers=workers, analysers=(), osv=osv)
    (found,) = result.findings
    assert (found.severity, found.analyser) == (Severity.CRITICAL, NAME)
    assert "2 known holes" in found.title


async def test_a_database_out_of_reach_is_named(workers: Workers) -> None:
    with socket.socket() as closed:  # bound, and nobody listens
        closed.bind(("127.0.0.1", 0))
        client = Osv(f"http://127.0.0.1:{closed.getsockname()[1]}", timeout=5)
        change = Change((added("pyyaml==5.3\n", "requirements.txt"),))
        result = await assess(change, seconds=30, workers=workers, analysers=(), osv=client)
        await client.close()
    assert result.findings == []
    assert [(run.name, "OSV can't be reached" in (run.problem or "")) for run in result.runs] == [
        (NAME, True)
    ]


async def test_nothing_is_asked_where_no_package_changed(osv: Osv) -> None:
    assert await known_holes(Change((added("x = 1\n", "a.py"),)), osv) == ([], None)
