"""The parts of an app's manifest that decide what Slack sends to it and lets it do.

https://docs.slack.dev/reference/app-manifest
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class SlashCommand(_Part):
    """A command that the app offers."""

    command: str
    description: str = ""
    usage_hint: str = ""
    url: str | None = None


class Shortcut(_Part):
    """A shortcut of a message or of the whole workspace."""

    name: str
    type: Literal["message", "global"]
    callback_id: str
    description: str = ""


class AppHome(_Part):
    """The tabs of the app's home."""

    home_tab_enabled: bool = False
    messages_tab_enabled: bool = True
    messages_tab_read_only_enabled: bool = False


class Prompt(_Part):
    """A suggested prompt."""

    title: str
    message: str


class AgentView(_Part):
    """The newer agent pane: its conversations are plain threads of the direct message."""

    agent_description: str = ""
    suggested_prompts: tuple[Prompt, ...] = ()


class AssistantView(_Part):
    """The older assistant pane: each conversation starts with `assistant_thread_started`."""

    assistant_description: str = ""
    suggested_prompts: tuple[Prompt, ...] = ()


class BotUser(_Part):
    """The bot as people see it."""

    display_name: str


class Features(_Part):
    """What the app offers to people."""

    app_home: AppHome = AppHome()
    bot_user: BotUser | None = None
    slash_commands: tuple[SlashCommand, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    agent_view: AgentView | None = None
    assistant_view: AssistantView | None = None


class Scopes(_Part):
    """What the app may do."""

    bot: tuple[str, ...] = ()


class OauthConfig(_Part):
    """How the app is installed."""

    scopes: Scopes = Scopes()


class EventSubscriptions(_Part):
    """Which events the app receives, and where."""

    request_url: str | None = None
    bot_events: tuple[str, ...] = ()


class Interactivity(_Part):
    """Whether buttons and shortcuts work, and where they are sent."""

    is_enabled: bool = False
    request_url: str | None = None


class AppSettings(_Part):
    """How the app is reached."""

    event_subscriptions: EventSubscriptions = EventSubscriptions()
    interactivity: Interactivity = Interactivity()
    socket_mode_enabled: bool = False


class DisplayInformation(_Part):
    """The app as people see it."""

    name: str


class Manifest(_Part):
    """An app manifest."""

    display_information: DisplayInformation
    features: Features = Features()
    oauth_config: OauthConfig = Field(default=OauthConfig())
    settings: AppSettings = AppSettings()

    @classmethod
    def read(cls, source: Mapping[str, Any] | Path) -> "Manifest":
        """Read a manifest from its parsed content or from a YAML or JSON file."""
        content = yaml.safe_load(source.read_text("utf-8")) if isinstance(source, Path) else source
        return cls.model_validate(content)

    @property
    def scopes(self) -> tuple[str, ...]:
        """The bot's scopes."""
        return self.oauth_config.scopes.bot

    @property
    def bot_events(self) -> tuple[str, ...]:
        """The events that the bot receives."""
        return self.settings.event_subscriptions.bot_events

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """The suggested prompts that the pane shows before the app sets others."""
        view = self.features.agent_view or self.features.assistant_view
        return view.suggested_prompts if view else ()
