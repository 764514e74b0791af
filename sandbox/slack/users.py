"""The workspace's users as Slack describes them: the members and the bot."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.company import BotApp, Member
from sandbox.slack.wire import Json

COLORS = ("9f69e7", "4bbe2e", "e7392d", "3c989f", "674b1b", "e96699", "de5f24")


@dataclass(frozen=True, slots=True)
class User:
    """A user of the workspace."""

    id: str
    handle: str
    name: str
    email: str | None
    title: str
    time_zone: str
    team_id: str
    color: str
    admin: bool = False
    guest: bool = False
    bot_id: str | None = None
    app_id: str | None = None

    @classmethod
    def of_member(cls, member: Member, team_id: str, number: int) -> "User":
        """A person of the company."""
        color = COLORS[number % len(COLORS)]
        return cls(
            member.slack_id, member.handle, member.name, member.email, member.role, member.time_zone,
            team_id, color, admin=member.admin,
        )  # fmt: skip

    @classmethod
    def of_bot(cls, bot: BotApp, team_id: str) -> "User":
        """The bot user of an installed app."""
        return cls(
            bot.user_id, bot.handle, bot.name, None, "", "UTC", team_id, COLORS[-1],
            bot_id=bot.bot_id, app_id=bot.app_id,
        )  # fmt: skip

    def as_json(self, *, with_email: bool) -> Json:
        """Slack's user object; the address only for an app that may read it."""
        first, _, last = self.name.partition(" ")
        profile: Json = {
            "title": self.title,
            "real_name": self.name,
            "real_name_normalized": self.name,
            "display_name": self.handle,
            "display_name_normalized": self.handle,
            "first_name": first,
            "last_name": last,
            "status_text": "",
            "status_emoji": "",
            "team": self.team_id,
        }
        if self.email and with_email:
            profile["email"] = self.email
        if self.bot_id:
            profile |= {"bot_id": self.bot_id, "api_app_id": self.app_id, "always_active": True}
        return {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.handle,
            "deleted": False,
            "color": self.color,
            "real_name": self.name,
            "tz": self.time_zone,
            "tz_label": self.time_zone,
            "tz_offset": self._offset(),
            "profile": profile,
            "is_admin": self.admin,
            "is_owner": self.admin,
            "is_primary_owner": False,
            "is_restricted": self.guest,
            "is_ultra_restricted": False,
            "is_bot": self.bot_id is not None,
            "is_app_user": False,
            "is_email_confirmed": self.email is not None,
            "updated": 0,
        }

    def _offset(self) -> int:
        offset = datetime.now(ZoneInfo(self.time_zone)).utcoffset()
        return int(offset.total_seconds()) if offset else 0
