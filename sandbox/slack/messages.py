"""Messages as Slack describes them."""

from dataclasses import dataclass, field

from sandbox.slack.files import File
from sandbox.slack.stream import Stream
from sandbox.slack.wire import Json


@dataclass(slots=True)
class Message:
    """A message; `replies` are those of its thread, when it is the root of one."""

    ts: str
    channel: str
    team_id: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    thread_ts: str | None = None
    subtype: str | None = None
    bot_profile: Json | None = None
    username: str | None = None
    icons: Json | None = None
    metadata: Json | None = None
    edited: Json | None = None
    client_msg_id: str | None = None
    app_context: Json | None = None
    broadcast: bool = False
    ephemeral: bool = False
    thread_title: str | None = None
    stream: Stream | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    replies: list["Message"] = field(default_factory=list)

    @property
    def in_channel(self) -> bool:
        """Whether the channel shows it outside a thread."""
        return self.thread_ts in (None, self.ts) or self.broadcast

    @property
    def bot_id(self) -> str | None:
        """The bot that wrote it."""
        return str(self.bot_profile["id"]) if self.bot_profile else None

    def reactions_json(self) -> list[Json]:
        """Who reacted, by emoji."""
        pairs = self.reactions.items()
        return [{"name": name, "users": list(users), "count": len(users)} for name, users in pairs]

    def as_json(self, *, with_metadata: bool = True) -> Json:
        """Slack's message object, without the fields that are empty."""
        about: Json = {"type": "message", "subtype": self.subtype, "user": self.user, "text": self.text}
        about |= {"ts": self.ts, "team": self.team_id, "client_msg_id": self.client_msg_id}
        if self.bot_profile:
            about |= {"bot_id": self.bot_id, "app_id": self.bot_profile["app_id"]}
            about |= {"bot_profile": self.bot_profile, "username": self.username, "icons": self.icons}
        about |= {"blocks": self.blocks, "attachments": self.attachments, "edited": self.edited}
        about |= {"files": [file.as_json() for file in self.files], "reactions": self.reactions_json()}
        about |= self._thread() | {"app_context": self.app_context}
        about["is_ephemeral"] = self.ephemeral
        if self.files:
            about |= {"upload": False}
        if with_metadata:
            about["metadata"] = self.metadata
        if self.stream:
            about["streaming_state"] = "in_progress" if self.stream.open else "completed"
        return {
            key: value
            for key, value in about.items()
            if value or key in ("text", "upload")
        }  # fmt: skip

    def for_page(self) -> Json:
        """The message object with what the page needs to draw a stream."""
        about = self.as_json()
        if self.stream:
            about |= {
                "streaming": self.stream.open,
                "chunks": self.stream.chunks,
                "task_display_mode": self.stream.display,
            }
        return about

    def _thread(self) -> Json:
        if not self.replies:
            return {"thread_ts": self.thread_ts}
        users = list(dict.fromkeys(one.user for one in self.replies))
        return {
            "thread_ts": self.ts,
            "reply_count": len(self.replies),
            "reply_users_count": len(users),
            "latest_reply": self.replies[-1].ts,
            "reply_users": users[:5],
            "is_locked": False,
            "subscribed": False,
        }
