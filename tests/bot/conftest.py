"""The bot against the pretend Slack, over real connections."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.app import slack_bot
from bot.server import EVENTS_PATH
from bot.service import Deck
from bot.settings import Settings
from storage import Database, EvidenceStore
from tests.bot.scene import FewWords, OpenScene, Scene, slack_settings, workspace
from tools.connections import Connections


@pytest.fixture
async def open_scene(database_url: str, tmp_path: Path) -> AsyncIterator[OpenScene]:
    """Starts a workspace and a bot; keyword arguments go to the settings, `slack=` to the workspace."""
    async with AsyncExitStack() as stack:

        async def start(slack: dict[str, Any] | None = None, **values: Any) -> Scene:
            pretend, address = await stack.enter_async_context(workspace(tmp_path, **(slack or {})))
            defaults = {"database_url": SecretStr(database_url), "home": tmp_path}
            settings = slack_settings(pretend, address, **(defaults | values))
            crews: list[FewWords] = []

            async def few_words(_: Settings, database: Database, __: Connections) -> FewWords:
                crews.append(FewWords(EvidenceStore(database)))
                return crews[0]

            deck = await stack.enter_async_context(Deck.open(settings, few_words))
            bot_address = await stack.enter_async_context(slack_bot(deck))
            if settings.slack_mode == "http":
                await pretend.use_http(f"{bot_address}{EVENTS_PATH}")
            people = await stack.enter_async_context(AsyncExitStack())
            return Scene(pretend, address, deck, crews[0], bot_address, people)

        yield start


@pytest.fixture
async def scene(open_scene: OpenScene) -> Scene:
    """A bot in Socket Mode."""
    return await open_scene()
