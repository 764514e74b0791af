"""Channels as Slack describes them: who reads along decides who may find what was said there."""

from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from storage.knowledge import EVERYONE
from tools.gate import Place


@dataclass(frozen=True, slots=True)
class Channel:
    """A conversation.

    Args:
        id: Its id.
        name: Its name without `#`; empty for direct messages.
        private: Whether only those who were invited read it.
        shared: Whether another company reads along.
        direct: Whether it is a direct message.
    """

    id: str
    name: str
    private: bool
    shared: bool
    direct: bool

    @property
    def place(self) -> Place:
        """What the gate calls it."""
        if self.direct:
            return Place.DM
        return Place.SHARED if self.shared else Place.CHANNEL

    def audience(self, chosen: str) -> dict[str, Any]:
        """Who finds what is kept from here; what is private is found here alone, whatever was chosen."""
        if chosen == "everyone" and not self.private:
            return dict(EVERYONE)
        return {"kind": "channels", "names": [self.id]}


async def channel_of(client: AsyncWebClient, channel: str) -> Channel:
    """Ask Slack, each time: a channel that became private must be seen as such at once.

    Raises:
        SlackApiError: there is none that the bot sees.
    """
    if channel[0] in "DUW":
        return Channel(channel, "", private=True, shared=False, direct=True)
    about = (await client.conversations_info(channel=channel))["channel"]
    return Channel(
        id=about["id"],
        name=about.get("name") or "",
        private=bool(about.get("is_private")),
        shared=bool(about.get("is_ext_shared") or about.get("is_pending_ext_shared")),
        direct=bool(about.get("is_im") or about.get("is_mpim")),
    )
