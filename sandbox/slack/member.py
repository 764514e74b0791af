"""A member at work, for tests and for asking from a command line: what the web page does, from Python."""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self

import aiohttp

from sandbox.slack.elements import elements
from sandbox.slack.wire import Json

TIMEOUT = 10.0


class SlackRefusedError(Exception):
    """The workspace refused what the member wanted; the text is Slack's error code."""


class Member:
    """A member of the workspace, who watches what happens over a WebSocket.

        async with Member("http://127.0.0.1:8000", "U0MAYA") as maya:
            ts = await maya.post("C0PAYMENTS", "<@U0DECK> why did the last build fail?")
            answer = await maya.wait_for_reply("C0PAYMENTS", ts)

    Args:
        base_url: where the pretend Slack is.
        user: the member's Slack id.
    """

    def __init__(self, base_url: str, user: str) -> None:
        self.user = user
        self.events: list[Json] = []
        self._base_url = base_url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None
        self._news = asyncio.Condition()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def start(self) -> None:
        """Begin to watch; posting does it by itself."""
        if self._socket is not None:
            return
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT))
        url = f"{self._base_url}/client/events"
        try:
            self._socket = await self._session.ws_connect(url, params={"member": self.user})
        except BaseException:
            await self.close()
            raise
        self._reader = asyncio.create_task(self._read(self._socket))

    async def close(self) -> None:
        """Stop watching."""
        if self._socket is not None:
            await self._socket.close()
        if self._reader is not None:
            await self._reader
        if self._session is not None:
            await self._session.close()
        self._session = self._socket = self._reader = None

    async def boot(self) -> Json:
        """Who and what there is."""
        return await self._get("boot")

    async def messages(self, channel: str, thread_ts: str | None = None, limit: int = 50) -> list[Json]:
        """The messages of a channel or thread, oldest first."""
        query = {"channel": channel, "limit": str(limit)}
        query |= {"thread_ts": thread_ts} if thread_ts else {}
        found: list[Json] = (await self._get("messages", **query))["messages"]
        return found

    async def post(
        self, channel: str, text: str, thread_ts: str | None = None, file_ids: list[str] | None = None
    ) -> str:
        """Send a message and return its timestamp."""
        answer = await self._post(
            "post", channel=channel, text=text, thread_ts=thread_ts, file_ids=file_ids or []
        )
        return str(answer["ts"])

    async def upload(self, name: str, content: bytes) -> str:
        """Upload a file and return its id, for `post`."""
        form = aiohttp.FormData()
        form.add_field("file", content, filename=name)
        answer = await self._request("POST", "upload", data=form, params={"member": self.user})
        return str(answer["file"]["id"])

    async def edit(self, channel: str, ts: str, text: str) -> None:
        """Change one of the member's own messages."""
        await self._post("edit", channel=channel, ts=ts, text=text)

    async def delete(self, channel: str, ts: str) -> None:
        """Take one of the member's own messages away."""
        await self._post("delete", channel=channel, ts=ts)

    async def react(self, channel: str, ts: str, name: str, *, remove: bool = False) -> None:
        """React to a message, or take it back."""
        await self._post("react", channel=channel, ts=ts, name=name, remove=remove)

    async def pin(self, channel: str, ts: str, *, remove: bool = False) -> None:
        """Pin a message, or take the pin away."""
        await self._post("pin", channel=channel, ts=ts, remove=remove)

    async def bookmark(self, channel: str, title: str, link: str) -> None:
        """Put a link into a channel's header."""
        await self._post("bookmark", channel=channel, title=title, link=link)

    async def join(self, channel: str, user: str | None = None) -> None:
        """Join a channel, or add another user to it."""
        await self._post("join", channel=channel, user=user)

    async def im(self, user: str) -> str:
        """Open a direct message and return its channel."""
        return str((await self._post("im", user=user))["channel"])

    async def command(self, channel: str, command: str, text: str = "") -> None:
        """Run a slash command."""
        await self._post("command", channel=channel, command=command, text=text)

    async def shortcut(
        self, callback_id: str, channel: str | None = None, message_ts: str | None = None
    ) -> None:
        """Run a shortcut, of a message if one is named."""
        await self._post("shortcut", callback_id=callback_id, channel=channel, message_ts=message_ts)

    async def press(self, container: Json, action_id: str, **chosen: object) -> None:
        """Press or choose something in a message, ephemeral message, modal or Home tab.

        Args:
            container: the message or view, as it came.
            action_id: which element.
            chosen: what was chosen, for example `value="…"` or `selected_option={…}`.
        """
        block_id = _block_of(container, action_id)
        action = {"block_id": block_id, "action_id": action_id, **chosen}
        await self._post("action", container=_where(container), action=action)

    async def submit(self, view: Json, values: dict[str, Json] | None = None) -> dict[str, str]:
        """Submit a modal; return what is wrong with the form, by block.

        Args:
            view: the modal as it came.
            values: the state of the elements that were filled in, by action id.
        """
        state: Json = {}
        for action_id, value in (values or {}).items():
            state.setdefault(_block_of(view, action_id), {})[action_id] = value
        body = {"member": self.user, "view_id": view["id"], "kind": "submit", "state": {"values": state}}
        answer = await self._request("POST", "view", json=body)
        errors: dict[str, str] = answer.get("errors") or {}
        return errors

    async def close_view(self, view: Json) -> None:
        """Close a modal without submitting it."""
        await self._post("view", view_id=view["id"], kind="close")

    async def home(self, app_id: str) -> Json | None:
        """Open an app's Home tab; return what it shows already."""
        view: Json | None = (await self._post("home", app_id=app_id))["view"]
        return view

    async def agent(self, app_id: str, channel_context: str | None = None) -> Json:
        """Open an app's agent pane; return its channel, and the thread if it begins with one."""
        return await self._post("agent", app_id=app_id, channel_context=channel_context)

    async def look_at(self, app_id: str, channel: str | None) -> None:
        """Look at another channel while the pane is open."""
        await self._post("context", app_id=app_id, channel_context=channel)

    async def wait_for(
        self, wanted: Callable[[Json], bool], seconds: float = TIMEOUT, *, since: int = 0
    ) -> Json:
        """The first event that is wanted, from those seen already or yet to come.

        Args:
            wanted: says whether an event is the one.
            seconds: how long to wait.
            since: how many of the events seen to pass over.

        Raises:
            TimeoutError: none came.
        """
        await self.start()
        async with asyncio.timeout(seconds), self._news:
            seen = since
            while True:
                for event in self.events[seen:]:
                    if wanted(event):
                        return event
                seen = len(self.events)
                await self._news.wait()

    async def wait_for_reply(self, channel: str, thread_ts: str, seconds: float = TIMEOUT) -> Json:
        """The first finished message of a bot in a thread (or in the channel, after that message)."""

        def answered(event: Json) -> bool:
            message = event.get("message") or {}
            by_bot = event.get("channel") == channel and "bot_id" in message
            if not by_bot or message.get("streaming"):
                return False
            in_thread = message.get("thread_ts") == thread_ts
            return in_thread or ("thread_ts" not in message and message["ts"] > thread_ts)

        message: Json = (await self.wait_for(answered, seconds))["message"]
        return message

    async def wait_for_event(self, kind: str, seconds: float = TIMEOUT, *, since: int = 0) -> Json:
        """The first event of a type."""
        return await self.wait_for(lambda event: event["type"] == kind, seconds, since=since)

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in socket:
            if frame.type is aiohttp.WSMsgType.TEXT:
                async with self._news:
                    self.events.append(frame.json())
                    self._news.notify_all()

    async def _get(self, name: str, **query: str) -> Json:
        return await self._request("GET", name, params={"member": self.user, **query})

    async def _post(self, path: str, /, **body: object) -> Json:
        answer = await self._request("POST", path, json={"member": self.user, **body})
        if not answer.get("ok"):
            raise SlackRefusedError(answer.get("error") or answer)
        return answer

    async def _request(self, verb: str, name: str, **options: object) -> Json:
        await self.start()
        assert self._session is not None
        url = f"{self._base_url}/client/{name}"
        async with self._session.request(verb, url, **options) as answer:  # type: ignore[arg-type]
            body: Json = await answer.json()
            if answer.status >= 400:
                raise SlackRefusedError(body.get("error"))
            return body


def _where(container: Json) -> Json:
    if "ts" not in container:
        kind = "home" if container["type"] == "home" else "view"
        return {"type": kind, "view_id": container["id"]}
    kind = "ephemeral" if container.get("is_ephemeral") else "message"
    return {"type": kind, "channel": container.get("channel"), "ts": container["ts"]}


def _block_of(container: Json, action_id: str) -> str:
    for block, element in elements(container["blocks"]):
        if element["action_id"] == action_id:
            return str(block["block_id"])
    raise LookupError(f"nothing with the action id {action_id!r} is there")
