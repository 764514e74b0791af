"""What a channel's members have put where everybody sees it: pinned messages and bookmarks."""

from dataclasses import dataclass

from sandbox.slack.wire import Json


@dataclass(frozen=True, slots=True)
class Pin:
    """A pinned message."""

    ts: str
    created: int
    created_by: str


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A link in a channel's header."""

    id: str
    channel: str
    title: str
    link: str
    created: int
    created_by: str
    team: str

    def as_json(self) -> Json:
        """Slack's bookmark object."""
        return {
            "id": self.id,
            "channel_id": self.channel,
            "title": self.title,
            "link": self.link,
            "emoji": "",
            "icon_url": None,
            "type": "link",
            "entity_id": None,
            "date_created": self.created,
            "date_updated": 0,
            "rank": "i",
            "last_updated_by_user_id": self.created_by,
            "last_updated_by_team_id": self.team,
            "shortcut_id": None,
            "app_id": None,
            "app_action_id": None,
        }
