"""The pretend Slack as one object: the state and everything that acts on it."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from sandbox.company import BOT, Company
from sandbox.company.people import TEAM_ID
from sandbox.slack.delivery import HttpMode, Outbox, SocketMode
from sandbox.slack.events import Events
from sandbox.slack.installation import Installation
from sandbox.slack.manifest import Manifest
from sandbox.slack.messages import Message
from sandbox.slack.pages import Pages
from sandbox.slack.pane import Pane
from sandbox.slack.posting import Posting
from sandbox.slack.settings import Faults, Secrets, Timings
from sandbox.slack.tickets import Tickets
from sandbox.slack.wire import Json
from sandbox.slack.workspace import Workspace, seeded


class Slack:
    """The workspace with its installed app.

    Args:
        company: whose people, channels and earlier conversations are in the workspace.
        manifest: the app's manifest, parsed or as a file; decides scopes, events, commands and shortcuts.
        secrets: the tokens and the signing secret of the app; made anew by default.
        timings: how long Slack waits; Slack's own times by default.
        faults: failures to make.
        bot_channels: the ids of the channels that the bot belongs to; all of them by default.
    """

    def __init__(
        self,
        company: Company,
        manifest: Mapping[str, Any] | Path,
        *,
        secrets: Secrets | None = None,
        timings: Timings | None = None,
        faults: Faults | None = None,
        bot_channels: Collection[str] | None = None,
    ) -> None:
        self.secrets = secrets or Secrets()
        self.timings = timings or Timings()
        self.faults = faults or Faults()
        self.installation = Installation(BOT, TEAM_ID, Manifest.read(manifest), self.secrets)
        self.workspace: Workspace = seeded(company, self.installation)
        for channel in self.workspace.channels.values():
            if bot_channels is None or channel.id in bot_channels:
                channel.members.append(BOT.user_id)
        self.origin = ""
        self.socket_mode = SocketMode(BOT.app_id, self.timings.ack)
        self.http_mode: HttpMode | None = None
        self.outbox = Outbox(self.socket_mode, self.timings.retries, self.faults.repeats)
        self.pages = Pages(TEAM_ID)
        self.events = Events(self.workspace, self.outbox)
        self.posting = Posting(self.workspace, self.events, self.pages)
        self.pane = Pane(self.workspace, self.events, self.posting)
        self.tickets = Tickets(self.timings)

    async def use_http(self, request_url: str) -> None:
        """Send everything to a request URL from now on, after Slack's handshake with it.

        Raises:
            DeliveryError: the app did not answer the handshake.
        """
        mode = HttpMode(
            request_url, self.secrets.signing_secret, self.secrets.verification_token, self.timings.ack
        )
        try:
            await mode.verify()
        except BaseException:
            await mode.close()
            raise
        if self.http_mode:
            await self.http_mode.close()
        self.http_mode = self.outbox.route = mode

    async def close(self) -> None:
        """End every connection and whatever is on its way."""
        await self.outbox.close()
        await self.pages.close()
        await self.socket_mode.close()
        if self.http_mode:
            await self.http_mode.close()

    def bot_message(self, channel: str, text: str, **fields: Any) -> Message:
        """A message of the bot."""
        ts = self.workspace.clock.ts()
        user = self.workspace.bot_user
        profile = self.installation.profile()
        return Message(ts, channel, self.workspace.id, user, text, bot_profile=profile, **fields)

    def app_error(self, user: str, text: str) -> None:
        """Tell a user's page that the app did not do its part."""
        self.pages.publish({"type": "app_error", "text": text}, [user])

    def team_json(self) -> Json:
        """Slack's team object."""
        workspace = self.workspace
        return {
            "id": workspace.id,
            "name": workspace.name,
            "domain": workspace.domain,
            "url": f"{self.origin}/",
            "email_domain": "larkfield.example",
            "icon": {"image_default": True},
        }
