"""The agent pane: which channel a member looks at while it is open, and what the app is told of that.

https://docs.slack.dev/ai/migrating-to-agent-messaging
"""

from sandbox.slack.channels import Channel
from sandbox.slack.events import Events
from sandbox.slack.messages import Message
from sandbox.slack.posting import Posting
from sandbox.slack.wire import Json
from sandbox.slack.workspace import Workspace


class Pane:
    """The pane of the installed app."""

    def __init__(self, workspace: Workspace, events: Events, posting: Posting) -> None:
        self._workspace = workspace
        self._events = events
        self._posting = posting
        self._watched: dict[str, str | None] = {}
        self._threads: dict[str, str] = {}

    def open(self, user: str, watched: str | None) -> tuple[Channel, str | None]:
        """Open the pane; the older assistant view begins a thread with it, the newer agent view does not.

        Args:
            user: who opens it.
            watched: the channel that lies under it.
        """
        self._watched[user] = watched
        workspace = self._workspace
        channel = workspace.open_im(user, workspace.bot_user)
        if workspace.installation.manifest.features.agent_view is not None:
            event: Json = {"type": "app_home_opened", "user": user, "channel": channel.id, "tab": "messages"}
            event |= {"event_ts": workspace.clock.ts(), "context": self.context(user)}
            self._events.emit("app_home_opened", event)
            return channel, None
        return channel, self._begin_thread(channel, user)

    def change(self, user: str, watched: str | None) -> None:
        """The member looks at another channel."""
        if self._watched.get(user) == watched:
            return
        self._watched[user] = watched
        workspace = self._workspace
        channel = workspace.open_im(user, workspace.bot_user)
        if workspace.installation.manifest.features.agent_view is not None:
            event: Json = {"type": "app_context_changed", "user": user, "channel": channel.id}
            event |= {"context": self.context(user), "event_ts": workspace.clock.ts()}
            self._events.emit("app_context_changed", event)
        elif user in self._threads:
            event = self._thread_event("assistant_thread_context_changed", channel, user)
            self._events.emit("assistant_thread_context_changed", event)

    def context(self, user: str) -> Json:
        """What the member looks at, as the agent view tells it; empty when that is nothing."""
        watched = self._watched.get(user)
        if watched is None:
            return {}
        entity = {"type": "slack#/types/channel_id", "value": watched, "team_id": self._workspace.id}
        return {"entities": [entity]}

    def of_message(self, channel: Channel, user: str) -> Json | None:
        """The `app_context` of a message to the agent."""
        is_agent = self._workspace.installation.manifest.features.agent_view is not None
        to_bot = channel.kind == "im" and self._workspace.bot_user in channel.members
        return (self.context(user) or None) if is_agent and to_bot else None

    def _begin_thread(self, channel: Channel, user: str) -> str:
        ts = self._workspace.clock.ts()
        text = "New Assistant Thread"
        root = Message(ts, channel.id, self._workspace.id, user, text, subtype="assistant_app_thread")
        root.thread_ts = ts
        self._workspace.add(root)
        self._posting.redraw(root)
        self._threads[user] = ts
        self._events.emit(
            "assistant_thread_started", self._thread_event("assistant_thread_started", channel, user)
        )
        return ts

    def _thread_event(self, kind: str, channel: Channel, user: str) -> Json:
        watched = self._watched.get(user)
        context = {"channel_id": watched, "team_id": self._workspace.id, "enterprise_id": None}
        thread = {
            "user_id": user,
            "context": context if watched else {},
            "channel_id": channel.id,
            "thread_ts": self._threads[user],
        }
        return {"type": kind, "assistant_thread": thread, "event_ts": self._workspace.clock.ts()}
