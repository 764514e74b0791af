"""The Slack app's manifest: valid for Slack, and explained in the docs."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.blocks.ask_modal import ASK_MODAL
from bot.listeners.commands.deck import COMMAND
from bot.listeners.shortcuts.ask_about_message import ASK_ABOUT_MESSAGE
from bot.listeners.shortcuts.remember_this import REMEMBER_THIS
from tests.slack_schemas import refusals

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def manifest() -> Any:
    return yaml.safe_load((ROOT / "app_manifest.yml").read_text(encoding="utf-8"))


def test_slack_takes_it(manifest: Any) -> None:
    assert refusals("manifest", manifest) == []


def test_it_names_what_the_listeners_listen_to(manifest: Any) -> None:
    features = manifest["features"]
    assert [item["command"] for item in features["slash_commands"]] == [COMMAND]
    assert [item["callback_id"] for item in features["shortcuts"]] == [ASK_ABOUT_MESSAGE, REMEMBER_THIS]
    assert ASK_MODAL
    assert features["agent_view"]["suggested_prompts"]
    assert manifest["settings"]["socket_mode_enabled"]


def test_every_scope_and_event_has_its_reason(manifest: Any) -> None:
    page = (ROOT / "docs" / "slack-scopes.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in page.splitlines() if line.startswith("| `")]
    explained = {name for row in rows for name in re.findall(r"`([^`]+)`", row[1])}
    scopes = set(manifest["oauth_config"]["scopes"]["bot"])
    events = set(manifest["settings"]["event_subscriptions"]["bot_events"])
    assert explained == scopes | events
    assert all(len(row[2].strip()) > 20 for row in rows)
