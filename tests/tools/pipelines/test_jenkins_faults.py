"""Jenkins that is down, refuses, stammers, or has a log without end."""

import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from sandbox.serving import Served
from storage import Catalog, PipelineEntry
from tools.connections import Connections
from tools.pipelines import last_failure, list_runs, read_console
from tools.tool import ToolError

Connect = Callable[..., Connections]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
BIG = 50 * 1024 * 1024
RUN = {"number": 1, "result": "FAILURE", "building": False, "timestamp": 1_700_000_000_000, "duration": 5}
JOBS = Catalog(pipelines=(PipelineEntry(name="big"), PipelineEntry(name="gone")))


@asynccontextmanager
async def serving(routes: Mapping[str, Handler]) -> AsyncIterator[str]:
    """A server with these answers."""
    app = web.Application()
    for path, handler in routes.items():
        app.router.add_get(path, handler)
    async with Served(app) as served:
        yield served.address


async def test_down(connect: Connect) -> None:
    async with serving({}) as address:
        pass
    with pytest.raises(ToolError, match="can't be reached") as caught:
        await last_failure.function(connect(address), "payments")
    assert "JENKINS_URL" in caught.value.hint


async def test_wrong_token(connect: Connect, jenkins_url: str) -> None:
    secret = "11wrong-token-that-nobody-may-see"
    with pytest.raises(ToolError, match="refused the login of 'quarterdeck'") as caught:
        await last_failure.function(connect(jenkins_url, token=secret), "payments")
    assert "JENKINS_TOKEN" in caught.value.hint
    assert secret not in str(caught.value)
    assert "<html" not in str(caught.value)


async def test_no_permission(connect: Connect) -> None:
    async def forbid(_: web.Request) -> web.Response:
        raise web.HTTPForbidden(text="<html>no</html>")

    async with serving({"/{path:.*}": forbid}) as address:
        with pytest.raises(ToolError, match=r"does not let 'quarterdeck' read .* \(403\)"):
            await list_runs.function(connect(address), "payments-build")


async def test_a_job_that_is_gone(connect: Connect, jenkins_url: str) -> None:
    with pytest.raises(ToolError, match="no such thing: the job gone"):
        await list_runs.function(connect(jenkins_url, catalog=JOBS), "gone")


@pytest.mark.parametrize("name", ["..", "a/../../b", "a//b", "", ".", "x\x00y", "x\ny", "n" * 300])
async def test_hostile_job_names(connect: Connect, jenkins_url: str, name: str) -> None:
    catalog = Catalog(pipelines=(PipelineEntry(name=name, service="x"),))
    with pytest.raises(ToolError, match="is not the name of a Jenkins job"):
        await last_failure.function(connect(jenkins_url, catalog=catalog), "x")


async def test_names_are_quoted(connect: Connect) -> None:
    asked: list[str] = []

    async def remember(request: web.Request) -> web.Response:
        asked.append(request.rel_url.raw_path)
        return web.json_response({"builds": []})

    name = "team a/50% done?#x"
    catalog = Catalog(pipelines=(PipelineEntry(name=name),))
    async with serving({"/{path:.*}": remember}) as address:
        runs = await list_runs.function(connect(address, catalog=catalog), name)
    assert runs.runs == []
    assert asked == ["/job/team%20a/job/50%25%20done%3F%23x/api/json"]


async def test_a_passing_fault_is_tried_again(connect: Connect) -> None:
    calls = 0

    async def stammer(_: web.Request) -> web.Response:
        nonlocal calls
        calls += 1
        if calls < 3:
            raise web.HTTPServiceUnavailable
        return web.json_response({"builds": [{**RUN, "url": "http://jenkins.example/job/big/1/"}]})

    async with serving({"/job/big/api/json": stammer}) as address:
        runs = await list_runs.function(connect(address, catalog=JOBS), "big")
    assert (calls, len(runs.runs)) == (3, 1)


async def test_what_is_no_jenkins(connect: Connect) -> None:
    async def page(_: web.Request) -> web.Response:
        return web.Response(text="<h1>hello</h1>", content_type="text/html")

    async with serving({"/{path:.*}": page}) as address:
        with pytest.raises(ToolError, match="could not answer about the job big"):
            await list_runs.function(connect(address, catalog=JOBS), "big")


async def test_a_log_of_fifty_megabytes(connect: Connect) -> None:
    """Only its two ends are fetched, and little is held in memory."""
    line = b"INFO  everything is quite all right here, thank you\n"
    body = line * (BIG // len(line)) + b"E   ValueError: the last line tells\nFinished: FAILURE\n"
    sent = 0

    async def log(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse(headers={"X-Text-Size": str(len(body))})
        await response.prepare(request)
        start = int(request.query["start"])
        for offset in range(start, len(body), 65_536):
            piece = body[offset : min(offset + 65_536, len(body))]
            await response.write(piece)
            sent += len(piece)
        return response

    async def job(_: web.Request) -> web.Response:
        return web.json_response({"builds": [{**RUN, "url": "http://jenkins.example/job/big/1/"}]})

    routes = {"/job/big/api/json": job, "/job/big/1/logText/progressiveText": log}
    async with serving(routes) as address:
        tracemalloc.start()
        page = await read_console.function(connect(address, catalog=JOBS), "big")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert page.size_bytes == len(body)
    assert page.skipped_bytes == len(body) - (256 + 1024) * 1024
    assert page.excerpts[0].deciding == "E   ValueError: the last line tells"
    assert sent < BIG / 2
    assert peak < 40 * 1024 * 1024
