"""A running workspace for each test, reached with Slack's own clients."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.company import Company
from sandbox.serving import Served
from sandbox.slack import SLACK, Member, Slack, create_app

Json = dict[str, Any]
SCOPES = """app_mentions:read assistant:write channels:history channels:join channels:read chat:write
chat:write.customize commands files:read files:write groups:history groups:read im:history im:read im:write
mpim:history mpim:read mpim:write pins:read bookmarks:read reactions:read
reactions:write team:read users:read users:read.email"""
EVENTS = """app_context_changed app_home_opened app_mention assistant_thread_context_changed
assistant_thread_started member_joined_channel message.channels message.groups message.im message.mpim
pin_added pin_removed reaction_added"""


@dataclass
class Workspace:
    """A running workspace: the object itself, its address, and the bot's client."""

    slack: Slack
    url: str
    client: AsyncWebClient

    def event(self, number: int = -1) -> Json:
        """The inner part of an event that was sent to the app."""
        inner: Json = self.slack.outbox.events[number].payload["event"]
        return inner

    def events(self, kind: str) -> list[Json]:
        """All events of a type."""
        inner = [record.payload["event"] for record in self.slack.outbox.events]
        return [event for event in inner if event["type"] == kind]


Start = Callable[..., Awaitable[Workspace]]
Connect = Callable[..., Awaitable[None]]


@pytest.fixture
def manifest() -> Json:
    """An app with everything that the workspace can do."""
    return {
        "display_information": {"name": "Quarterdeck"},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "agent_view": {"suggested_prompts": [{"title": "Builds", "message": "Which builds failed?"}]},
            "bot_user": {"display_name": "quarterdeck"},
            "slash_commands": [{"command": "/deck", "description": "Ask", "usage_hint": "ask …"}],
            "shortcuts": [
                {"name": "Ask about this", "type": "message", "callback_id": "about", "description": "Ask"},
                {"name": "Ask", "type": "global", "callback_id": "ask", "description": "Ask"},
            ],
        },
        "oauth_config": {"scopes": {"bot": SCOPES.split()}},
        "settings": {
            "event_subscriptions": {"bot_events": EVENTS.split()},
            "interactivity": {"is_enabled": True},
            "socket_mode_enabled": True,
        },
    }


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """The pretend company."""
    return Company(datetime.now(UTC), tmp_path)


@pytest.fixture
async def start(company: Company, manifest: Json) -> AsyncIterator[Start]:
    """Start workspaces; the arguments are those of `create_app`."""
    async with AsyncExitStack() as stack:

        async def start_one(**options: Any) -> Workspace:
            app = create_app(company, options.pop("manifest", manifest), **options)
            url = (await stack.enter_async_context(Served(app))).address
            slack = app[SLACK]
            client = AsyncWebClient(token=slack.secrets.bot_token, base_url=f"{url}/api/")
            return Workspace(slack, url, client)

        yield start_one


@pytest.fixture
async def workspace(start: Start) -> Workspace:
    """A workspace with the app in all channels."""
    return await start()


@pytest.fixture
def bolt(workspace: Workspace) -> AsyncApp:
    """A slack-bolt app of the workspace, not yet connected."""
    return AsyncApp(client=workspace.client, signing_secret=workspace.slack.secrets.signing_secret)


@pytest.fixture
async def connect(workspace: Workspace) -> AsyncIterator[Connect]:
    """Connect a slack-bolt app over Socket Mode, to this workspace or another one."""
    handlers: list[AsyncSocketModeHandler] = []

    async def connect_one(app: AsyncApp, other: Workspace | None = None) -> None:
        slack = (other or workspace).slack
        handler = AsyncSocketModeHandler(app, slack.secrets.app_token, ping_interval=0.1)
        handlers.append(handler)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await slack.socket_mode.wait_for_connection(5)

    yield connect_one
    for handler in handlers:
        await handler.close_async()  # type: ignore[no-untyped-call]


@pytest.fixture
async def maya(workspace: Workspace) -> AsyncIterator[Member]:
    """Maya at her page."""
    async with Member(workspace.url, "U0MAYA") as member:
        yield member


@pytest.fixture
async def jonas(workspace: Workspace) -> AsyncIterator[Member]:
    """Jonas at his page."""
    async with Member(workspace.url, "U0JONAS") as member:
        yield member
