"""Traces reach whoever takes them, by OpenTelemetry's own protocol and variables."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from sandbox.serving import Served
from sandbox.slack import Member
from tests.bot.processes import running
from tests.bot.scene import BOT, ROOT, workspace

CHANNEL = "C0PAYMENTS"
CATALOG = """
organization: Larkfield
people:
  - {name: Jonas Weber, email: jonas@larkfield.example, slack: U0JONAS, github: jonas}
services:
  - {name: payments, description: Charges and refunds, owner: Jonas Weber, team: payments}
"""


class Collector:
    """A receiver of OTLP over HTTP."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.services: set[str] = set()
        self.address = ""

    async def take(self, request: web.Request) -> web.Response:
        """Take what is exported."""
        assert request.content_type == "application/x-protobuf"
        sent = ExportTraceServiceRequest.FromString(await request.read())
        for resource in sent.resource_spans:
            given = {each.key: each.value.string_value for each in resource.resource.attributes}
            self.services.add(given["service.name"])
            for scope in resource.scope_spans:
                self.spans += scope.spans
        body = ExportTraceServiceResponse().SerializeToString()
        return web.Response(body=body, content_type="application/x-protobuf")

    def named(self, name: str) -> list[Span]:
        """The spans of that name."""
        return [span for span in self.spans if span.name == name]


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    taking = Collector()
    application = web.Application()
    application.add_routes([web.post("/v1/traces", taking.take)])
    async with Served(application) as served:
        taking.address = served.address
        yield taking


def attribute(span: Span, name: str) -> str:
    return str(next(each.value.string_value for each in span.attributes if each.key == name))


async def test_an_ask_is_one_trace_from_routing_to_delivery(
    collector: Collector, tmp_path: Path, database_url: str
) -> None:
    (tmp_path / "catalog.yml").write_text(CATALOG)
    async with AsyncExitStack() as stack:
        slack, address = await stack.enter_async_context(workspace(tmp_path))
        worker = await stack.enter_async_context(
            running(
                tmp_path,
                "run",
                DATABASE_URL=database_url,
                CATALOG=str(tmp_path / "catalog.yml"),
                SLACK_API_URL=f"{address}/api/",
                SLACK_BOT_TOKEN=slack.secrets.bot_token,
                SLACK_APP_TOKEN=slack.secrets.app_token,
                OTEL_EXPORTER_OTLP_ENDPOINT=collector.address,
                OTEL_SERVICE_NAME="deck-under-test",
            )
        )
        await worker.until("ready")
        await worker.until("working on asks")
        maya = await stack.enter_async_context(Member(address, "U0MAYA"))
        ts = await maya.post(CHANNEL, f"<@{BOT}> who owns payments?")
        await maya.wait_for_reply(CHANNEL, ts, seconds=30)
        answered = await worker.until("answered")
        # What is not sent yet is sent at the end.
        assert await worker.end() == 0, worker.said

    (ask,) = collector.named("ask")
    assert attribute(ask, "quarterdeck.ask_id") == answered["ask_id"]
    below = [span for span in collector.spans if span.trace_id == ask.trace_id]
    assert {"route", "specialist", "tool", "slack"} <= {span.name for span in below}
    (specialist,) = collector.named("specialist")
    assert attribute(specialist, "quarterdeck.specialist")
    tool = collector.named("tool")[0]
    assert tool.parent_span_id == specialist.span_id
    assert attribute(tool, "quarterdeck.tool")
    methods = [attribute(span, "quarterdeck.slack_method") for span in below if span.name == "slack"]
    assert "chat.stopStream" in methods
    assert collector.services == {"deck-under-test"}
    said = str([span.attributes for span in collector.spans])
    assert "who owns payments" not in said


def test_nothing_is_imported_where_nobody_takes_traces() -> None:
    code = (
        "import sys, bot.roles; from bot.observability.tracing import Tracing; Tracing.from_environment();"
        "print([name for name in sys.modules if name.startswith('opentelemetry.exporter')])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={}, capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout.strip() == "[]"


async def test_a_collector_that_is_gone_ends_nothing(tmp_path: Path, database_url: str) -> None:
    async with AsyncExitStack() as stack:
        slack, address = await stack.enter_async_context(workspace(tmp_path))
        bot = await stack.enter_async_context(
            running(
                tmp_path,
                "run",
                "--role",
                "web",
                DATABASE_URL=database_url,
                SLACK_API_URL=f"{address}/api/",
                SLACK_BOT_TOKEN=slack.secrets.bot_token,
                SLACK_APP_TOKEN=slack.secrets.app_token,
                OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:9",
            )
        )
        await bot.until("ready")
        async with asyncio.timeout(20):
            assert await bot.end() == 0, bot.said
