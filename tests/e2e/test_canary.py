"""A secret planted in every source reaches no evidence, log line, prompt or message."""

import logging
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from bot.app import slack_bot
from bot.cli.company import demo_settings
from bot.log import configure
from bot.manifest import MANIFEST
from bot.service import Deck
from sandbox import Sandbox
from tests.agents.openai_server import KEY, Calls, Reply, Request, Says, openai_server
from tests.e2e.conftest import Town
from tests.planting import planting

CANARY = "ghp_" + "c4N4rY" * 6
LOOKS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("list_pull_requests", {"repository": "payments"}),
    ("get_pull_request", {"repository": "payments", "number": 42}),
    ("read_file", {"repository": "payments", "path": "config/dev.env"}),
    ("list_commits", {"repository": "payments", "since": "7d"}),
    ("last_failure", {"name": "payments"}),
    ("list_runs", {"name": "payments"}),
    ("chart", {"service": "checkout"}),
    ("list_alerts", {}),
    ("search_documents", {"query": "what is the canary procedure?"}),
    ("service_latency", {"service": "checkout"}),
    ("nonsense", {"password": CANARY}),
)


def hostile(request: Request) -> Reply:
    """Look everywhere, and then say all of it."""
    if request.is_routing:
        return Calls(("Choice", {"specialists": ["devops-engineer"]}))
    if request.step == 0:
        return Calls(*LOOKS)
    return Says(f"[E1] {CANARY} " + " ".join(request.results())[:1500])


async def test_a_planted_secret_is_nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    sandbox = Sandbox(tmp_path / "sandbox", MANIFEST)
    await sandbox.start()
    try:
        configure("debug", "json")
        async with AsyncExitStack() as stack:
            server = await stack.enter_async_context(openai_server(hostile))
            given = sandbox.environment()
            for name in ("GITHUB_URL", "JENKINS_URL", "PROMETHEUS_URL", "ALERTMANAGER_URL"):
                given[name] = await stack.enter_async_context(planting(given[name], CANARY))
            page = tmp_path / "sandbox" / "handbook" / "runbooks" / "Canary.md"
            page.write_text(f"# Canary procedure\n\nThe canary procedure needs the token {CANARY}.\n")
            model = {
                "model_provider": "openai",
                "model": "scripted",
                "openai_api_key": SecretStr(KEY),
                "openai_base_url": server.url,
            }
            settings = demo_settings(given, tmp_path / "deck").model_copy(update=model)
            deck = await stack.enter_async_context(Deck.open(settings))
            await deck.ingest_folders()
            await stack.enter_async_context(slack_bot(deck))
            town = Town(sandbox, deck)
            reply = await town.ask(f"why did the last payments build fail? my token is {CANARY}")
            async with town.member("U0JONAS") as jonas:
                await jonas.start()
                file_id = await jonas.upload(f"{CANARY}.log", f"token {CANARY}".encode())
                log_id = await jonas.upload("error.log", f"Authorization: Bearer {CANARY}\n".encode())
                await jonas.post("C0PLATFORM", "and this?", reply.thread, [file_id, log_id])
                await jonas.wait_for(lambda event: len(server.conversations) >= 4, 30)
            kept = await _kept(deck)
            evidence = await deck.evidence.of_ask(UUID(str(reply.answer.ask_id)))
            prompts = "\n".join(map(_prompt, server.requests))
            said = "\n".join(
                str(call.arguments) for call in sandbox.slack.workspace.calls if "token" not in call.method
            )
        logs = capsys.readouterr().err
    finally:
        await sandbox.stop()
        root.handlers, root.level = before, level
    assert {row.tool for row in evidence} >= {"list_pull_requests", "last_failure", "search_documents"}
    places = {"database": kept, "prompts": prompts, "slack": said, "logs": logs}
    assert {name: text.count("redacted") > 0 for name, text in places.items()} == dict.fromkeys(places, True)
    assert {name: CANARY in text for name, text in places.items()} == dict.fromkeys(places, False)


def _prompt(request: Request) -> str:
    """What the model was sent, without its own words: it knows the secret already, and says it."""
    return "\n".join(
        str(message["content"]) for message in request.messages if message["role"] != "assistant"
    )


async def _kept(deck: Deck) -> str:
    """Everything in the tables that people, models and auditors read."""
    tables = ("asks", "turns", "evidence", "answers", "audit_log", "approvals", "actions", "checkpoint_blobs")
    parts = []
    async with deck.database.session() as session:
        for table in tables:
            rows = await session.execute(text(f"SELECT t::text FROM {table} t"))  # noqa: S608
            parts += [str(row) for row in rows.scalars()]
    return "\n".join(parts)
