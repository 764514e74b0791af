"""The app as installed in the workspace: who the bot is, what it may do and what it proves itself with."""

from dataclasses import dataclass

from sandbox.company import BotApp
from sandbox.slack.errors import SlackError
from sandbox.slack.manifest import Manifest
from sandbox.slack.settings import Secrets
from sandbox.slack.wire import Json


@dataclass(frozen=True, slots=True)
class Installation:
    """One installed app."""

    bot: BotApp
    team_id: str
    manifest: Manifest
    secrets: Secrets

    @property
    def scopes(self) -> tuple[str, ...]:
        """What the bot token may do."""
        return self.manifest.scopes

    def need(self, *scopes: str) -> None:
        """Refuse a call for which the app has none of these scopes.

        Raises:
            SlackError: `missing_scope`, with what is needed and what is provided.
        """
        if scopes and not set(scopes) & set(self.scopes):
            raise SlackError("missing_scope", needed=scopes[0], provided=",".join(self.scopes))

    def profile(self) -> Json:
        """The `bot_profile` of the app's messages."""
        return {
            "id": self.bot.bot_id,
            "app_id": self.bot.app_id,
            "user_id": self.bot.user_id,
            "name": self.bot.name,
            "icons": {},
            "deleted": False,
            "updated": 0,
            "team_id": self.team_id,
        }
