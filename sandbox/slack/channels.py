"""Conversations: channels and direct messages, with their messages."""

from dataclasses import dataclass, field
from typing import Literal

from sandbox.slack.messages import Message
from sandbox.slack.pins import Bookmark, Pin
from sandbox.slack.wire import Json

Kind = Literal["channel", "private", "im", "mpim"]
CHANNEL_TYPES: dict[Kind, str] = {"channel": "channel", "private": "group", "im": "im", "mpim": "mpim"}
API_TYPES: dict[Kind, str] = {
    "channel": "public_channel",
    "private": "private_channel",
    "im": "im",
    "mpim": "mpim",
}
SCOPE_FAMILIES: dict[Kind, str] = {"channel": "channels", "private": "groups", "im": "im", "mpim": "mpim"}


@dataclass(slots=True)
class Channel:
    """A conversation; `messages` is ordered by timestamp."""

    id: str
    name: str
    kind: Kind
    created: int
    creator: str
    topic: str = ""
    purpose: str = ""
    members: list[str] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    ext_shared: bool = False
    pins: list[Pin] = field(default_factory=list)
    bookmarks: list[Bookmark] = field(default_factory=list)

    @property
    def event_type(self) -> str:
        """The `channel_type` of events."""
        return CHANNEL_TYPES[self.kind]

    def scope(self, verb: str) -> str:
        """The scope that an app needs here, for example `channels:history` for `history`."""
        return f"{SCOPE_FAMILIES[self.kind]}:{verb}"

    def roots(self) -> list[Message]:
        """What the channel shows outside its threads, oldest first."""
        return [one for one in self.messages.values() if one.in_channel]

    def thread(self, ts: str) -> list[Message]:
        """A message and its replies, oldest first."""
        return [one for one in self.messages.values() if ts in (one.ts, one.thread_ts)]

    def as_json(self, *, seen_by: str, members: bool = False) -> Json:
        """Slack's conversation object, as one user sees it."""
        if self.kind == "im":
            other = next((one for one in self.members if one != seen_by), seen_by)
            return {
                "id": self.id,
                "created": self.created,
                "is_archived": False,
                "is_im": True,
                "is_org_shared": False,
                "user": other,
                "is_user_deleted": False,
                "is_open": True,
                "priority": 0,
            }
        about: Json = {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "channel",
            "is_group": self.kind == "private",
            "is_im": False,
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "channel",
            "created": self.created,
            "creator": self.creator,
            "is_archived": False,
            "is_general": self.name == "general",
            "unlinked": 0,
            "is_shared": self.ext_shared,
            "is_ext_shared": self.ext_shared,
            "is_org_shared": False,
            "pending_shared": [],
            "is_member": seen_by in self.members,
            "topic": {"value": self.topic, "creator": self.creator, "last_set": self.created},
            "purpose": {"value": self.purpose, "creator": self.creator, "last_set": self.created},
            "previous_names": [],
        }
        return about | ({"num_members": len(self.members)} if members else {})
