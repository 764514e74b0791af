"""A small real app, and the workspace, browser and pages in which people meet it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.messages.chunk import PlanUpdateChunk, TaskUpdateChunk
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.company import Company
from sandbox.serving import Served
from sandbox.slack import SLACK, Secrets, Slack, create_app
from tests.browser import running_browser

Json = dict[str, Any]

MANIFEST: Json = {
    "display_information": {"name": "Lookout"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "Lookout"},
        "agent_view": {
            "agent_description": "Looks out.",
            "suggested_prompts": [{"title": "A sail?", "message": "do you see a sail?"}],
        },
        "slash_commands": [
            {"command": "/lookout", "description": "Ask the lookout", "usage_hint": "north | south"}
        ],
        "shortcuts": [{"name": "Look at this", "type": "message", "callback_id": "look"}],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "app_mentions:read", "assistant:write", "channels:history", "chat:write",
                "chat:write.customize",
                "commands", "files:read", "files:write", "im:history", "im:write", "reactions:read",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened", "app_mention", "message.im"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}  # fmt: skip


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    """A section with mrkdwn."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def text_input(block_id: str, label: str, **element: Any) -> Json:
    """An input block with a text field whose action has the block's id."""
    field_ = {"type": "plain_text_input", "action_id": block_id} | element
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": field_}


def button(text: str, action_id: str, **more: Any) -> Json:
    """A button."""
    return {"type": "button", "text": plain(text), "action_id": action_id, "value": action_id} | more


FORM: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("Set a watch"),
    "submit": plain("Set"),
    "close": plain("Cancel"),
    "blocks": [
        text_input("who", "Who"),
        {
            "type": "input",
            "block_id": "side",
            "label": plain("Side"),
            "element": {
                "type": "static_select",
                "action_id": "side",
                "options": [{"text": plain(one), "value": one} for one in ("port", "starboard")],
            },
        },
    ],
}


@dataclass
class Lookout:
    """The app of the tests; `go_on` lets a stream continue, `told` holds what people sent it."""

    client: AsyncWebClient
    secrets: Secrets
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    told: list[Json] = field(default_factory=list)

    def build(self) -> AsyncApp:
        """Wire the listeners."""
        app = AsyncApp(client=self.client, signing_secret=self.secrets.signing_secret)
        app.event("app_mention")(self.on_mention)
        app.event("message")(self.on_direct)
        app.event("app_home_opened")(self.on_home)
        app.command("/lookout")(self.on_command)
        app.shortcut("look")(self.on_shortcut)
        app.action("open_form")(self.on_button)
        app.view("form")(self.on_form)
        app.view("sure")(self.on_sure)
        return app

    async def on_mention(self, event: Json) -> None:
        """Stream an answer into the thread and wait in the middle of it."""
        stream = await self.client.chat_stream(
            channel=event["channel"],
            thread_ts=event.get("thread_ts") or event["ts"],
            recipient_team_id="T0LARKFIELD",
            recipient_user_id=event["user"],
            task_display_mode="plan",
            buffer_size=1,
        )
        title = "Scan the horizon"
        begun = TaskUpdateChunk(id="1", title=title, status="in_progress")
        await stream.append(chunks=[PlanUpdateChunk(title="Keeping watch"), begun])
        await stream.append(markdown_text="### Report\nI see **two")
        await asyncio.wait_for(self.go_on.wait(), 10)
        source = {"type": "url", "url": "https://example.com/chart", "text": "Chart 7"}
        done = TaskUpdateChunk(
            id="1", title=title, status="complete", details="North to west", sources=[source]
        )
        await stream.append(chunks=[done])
        await stream.append(markdown_text=" sails**\n\n| Sail | Far |\n|---|--:|\n| red | 3 |\n")
        await stream.stop(blocks=[{"type": "actions", "elements": [button("Set a watch", "open_form")]}])

    async def on_direct(self, event: Json) -> None:
        """Say what one does, then answer, in the agent's conversation."""
        if event.get("bot_id"):
            return
        where = {"channel_id": event["channel"], "thread_ts": event.get("thread_ts") or event["ts"]}
        await self.client.assistant_threads_setTitle(**where, title="About a sail")
        await self.client.assistant_threads_setStatus(
            **where, status="is looking…", loading_messages=["Climbing the mast…"]
        )
        await asyncio.wait_for(self.go_on.wait(), 10)
        await self.client.chat_postMessage(
            channel=where["channel_id"], thread_ts=where["thread_ts"], text="No sail."
        )

    async def on_home(self, event: Json) -> None:
        """Publish the Home tab."""
        if event["tab"] == "home":
            row = {"type": "actions", "elements": [button("Set a watch", "open_form")]}
            view = {"type": "home", "blocks": [{"type": "header", "text": plain("The watch")}, row]}
            await self.client.views_publish(user_id=event["user"], view=view)

    async def on_command(self, ack: AsyncAck, command: Json) -> None:
        """Answer a command to its sender only."""
        await ack(f"Looking {command['text']}")

    async def on_shortcut(self, ack: AsyncAck, body: Json) -> None:
        """Open the form over a message."""
        await ack()
        await self.client.views_open(trigger_id=body["trigger_id"], view=FORM)

    on_button = on_shortcut

    async def on_form(self, ack: AsyncAck, view: Json) -> None:
        """Refuse nobody's watch, else ask once more in a second modal."""
        values = view["state"]["values"]
        self.told.append(values)
        if values["who"]["who"]["value"] == "nobody":
            await ack(response_action="errors", errors={"who": "Somebody has to keep watch."})
            return
        sure = {"type": "modal", "callback_id": "sure", "title": plain("Sure?"), "submit": plain("Yes")}
        await ack(response_action="push", view=sure | {"blocks": [mrkdwn("*Really?*")]})

    async def on_sure(self, ack: AsyncAck) -> None:
        """Close everything."""
        await ack(response_action="clear")


@dataclass
class Workspace:
    """The served workspace, its app and a browser."""

    address: str
    slack: Slack
    app: Lookout
    context: BrowserContext
    browser: Browser

    async def open(self, member: str = "U0MAYA", channel: str = "C0GENERAL") -> Page:
        """A page of its own for a member, in a channel, with its socket open."""
        # Maya's pages share one browser context, whose cache makes them open faster.
        page = await (self.context if member == "U0MAYA" else self.browser).new_page()
        page.set_default_timeout(8000)
        await page.goto(f"{self.address}/?member={member}#/{channel}")
        await page.locator("#app[data-connection=open]").wait_for()
        await page.get_by_test_id("channel-view").wait_for()
        return page

    async def say(self, channel: str, text: str = "…", **message: Any) -> str:
        """The app posts."""
        answer = await self.app.client.chat_postMessage(channel=channel, text=text, **message)
        return str(answer["ts"])


@asynccontextmanager
async def at_work(home: Path) -> AsyncIterator[Workspace]:
    """Serve a workspace, run the app in it and start a browser."""
    secrets = Secrets()
    web = create_app(Company(datetime.now(UTC), home), MANIFEST, secrets=secrets)
    served = Served(web)
    await served.start()
    client = AsyncWebClient(token=secrets.bot_token, base_url=f"{served.address}/api/")
    app = Lookout(client, secrets)
    handler = AsyncSocketModeHandler(app.build(), secrets.app_token, web_client=client)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    async with running_browser() as browser:
        context = await browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme="light")
        yield Workspace(served.address, web[SLACK], app, context, browser)
    await handler.close_async()  # type: ignore[no-untyped-call]
    await served.stop()
