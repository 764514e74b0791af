"""The command line, each command as a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.bot.scene import ROOT


def start(folder: Path, *arguments: str, **environment: str) -> "subprocess.Popen[str]":
    """Start a command with an environment and a folder that hold nothing else."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-c", "from bot.cli import main; main()", *arguments],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT), "QUARTERDECK_HOME": str(folder / "home")} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def quarterdeck(folder: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    process = start(folder, *arguments, **environment)
    out, error = process.communicate(timeout=100)
    return subprocess.CompletedProcess(arguments, process.returncode, out, error)


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code = "import sys, bot.cli; print(sorted({name.partition('.')[0] for name in sys.modules}))"
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    ).stdout
    for heavy in (
        "slack_bolt",
        "slack_sdk",
        "sqlalchemy",
        "langgraph",
        "langchain",
        "chromadb",
        "agents",
        "tools",
    ):
        assert f"'{heavy}'" not in shown


def test_documents_are_read_and_found(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "crash.md").write_text("# Crash loop\n\nThe pod restarts again and again.\n")
    (pages / "bill.md").write_text("# Invoices\n\nHow to pay an invoice.\n")
    read = quarterdeck(tmp_path, "knowledge", "ingest", "pages", "--base-url", "https://docs.example")
    assert read.returncode == 0, read.stderr
    assert "2 new" in read.stderr
    found = quarterdeck(tmp_path, "knowledge", "search", "pod keeps restarting", "--json")
    (first, *_) = json.loads(found.stdout)
    assert first["path"] == "crash.md"
    assert first["url"].startswith("https://docs.example/crash.md")


def test_what_can_not_be_done_is_said_without_a_traceback(tmp_path: Path) -> None:
    for arguments, expected in [
        (("knowledge", "ingest", "nowhere"), "There is no folder"),
        (("knowledge", "ingest", ".", "--kind", "poem"), "document or incident"),
        (("ask", "  "), "The question is empty."),
        (("ask", "--repo", ".", "what changed?"), "There is no git repository"),
        (("run",), "Not set: SLACK_BOT_TOKEN, SLACK_APP_TOKEN."),
        (("eval", "routing", "--asks", "nowhere.jsonl"), "nowhere.jsonl"),
    ]:
        failed = quarterdeck(tmp_path, *arguments)
        assert failed.returncode == 1, arguments
        assert expected in failed.stderr, failed.stderr
        assert "Traceback" not in failed.stderr


def test_a_database_that_does_not_answer_is_named(tmp_path: Path) -> None:
    url = "postgresql://u:not-to-be-seen@127.0.0.1:9/deck"
    failed = quarterdeck(tmp_path, "ask", "what changed?", DATABASE_URL=url)
    assert failed.returncode == 1
    assert "The database deck at 127.0.0.1 does not answer." in failed.stderr
    assert "not-to-be-seen" not in failed.stderr


def test_the_doctor_tells_machines_too(tmp_path: Path) -> None:
    told = quarterdeck(tmp_path, "doctor", "--json", PROMETHEUS_URL="http://127.0.0.1:9")
    checks = {check["name"]: check for check in json.loads(told.stdout)}
    assert told.returncode == 1
    assert checks["Prometheus"]["state"] == "broken"
    assert checks["Database"]["state"] == "ok"
