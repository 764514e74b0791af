"""Every setting of Quarterdeck: the slices of the packages below, and Slack's."""

import difflib
from pathlib import Path
from typing import Literal, Self

from dotenv import dotenv_values
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from agents import AgentSettings
from bot.observability.settings import ObservabilitySettings
from knowledge import KnowledgeSettings
from storage import ENV_FILES
from tools.settings import ToolSettings


class SettingsError(Exception):
    """The settings can't be used; the message names the setting and what it may be."""


class SlackSettings(BaseSettings):
    """How to reach Slack, and how Slack reaches the bot."""

    model_config = SettingsConfigDict(env_file=ENV_FILES, extra="ignore", populate_by_name=True)

    slack_bot_token: SecretStr | None = Field(
        default=None, description="The bot's token (`xoxb-…`), from *OAuth & Permissions* of the Slack app."
    )
    slack_app_token: SecretStr | None = Field(
        default=None,
        description="An app-level token (`xapp-…`) with `connections:write`; needed in Socket Mode.",
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None,
        description="The signing secret from *Basic Information*; needed when `SLACK_MODE` is `http`.",
    )
    slack_api_url: str = Field(default="https://slack.com/api/", description="Base URL of Slack's Web API.")
    admin_channel: str | None = Field(
        default=None,
        description="Id of a channel that hears of spent budgets, where nobody holds the role `admin`, "
        "and of unanswered questions, where nobody owns the documents.",
    )
    slack_mode: Literal["socket", "http"] = Field(
        default="socket",
        description="`socket`: the bot connects to Slack. `http`: Slack sends requests to the bot.",
    )
    host: str = Field(
        default="127.0.0.1",
        description="Address that the HTTP server listens on, when `SLACK_MODE` is `http` or GitHub "
        "delivers webhooks.",
    )
    port: int = Field(
        default=3000, ge=0, le=65535, description="Port of that server; 0 takes any that is free."
    )
    github_webhook_secret: SecretStr | None = Field(
        default=None,
        min_length=8,
        description="The secret of the webhook at GitHub. Set, deliveries are taken in at `/github/events` "
        "of the HTTP server, and pull requests are reviewed there.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least important log lines that `quarterdeck run` writes."
    )
    log_format: Literal["text", "json"] = Field(default="text", description="How log lines are written.")

    @field_validator("slack_api_url")
    @classmethod
    def _ends_with_slash(cls, url: str) -> str:
        return url if url.endswith("/") else f"{url}/"


class Settings(KnowledgeSettings, ToolSettings, AgentSettings, SlackSettings, ObservabilitySettings):
    """All settings, from the environment and `.env`."""

    @classmethod
    def load(cls) -> Self:
        """Read the settings.

        Raises:
            SettingsError: a value is not what its setting allows. The message never holds the value.
        """
        try:
            return cls()
        except ValidationError as error:
            lines = (_said(item["loc"], item["msg"]) for item in error.errors(include_input=False))
            raise SettingsError("Wrong settings:\n" + "\n".join(f"  {line}" for line in lines)) from None

    def credentials(self) -> list[str]:
        """The values of the settings that are secret."""
        values = (getattr(self, name, None) for name in type(self).model_fields)
        return [value.get_secret_value() for value in values if isinstance(value, SecretStr)]

    def need_slack(self) -> None:
        """Check that everything is set that the chosen way to Slack needs.

        Raises:
            SettingsError: names what is missing and where it is found.
        """
        needed = {"SLACK_BOT_TOKEN": self.slack_bot_token}
        if self.slack_mode == "socket":
            needed["SLACK_APP_TOKEN"] = self.slack_app_token
        else:
            needed["SLACK_SIGNING_SECRET"] = self.slack_signing_secret
        missing = [name for name, value in needed.items() if value is None]
        if missing:
            raise SettingsError(
                f"Not set: {', '.join(missing)}. Put them into the environment or into .env; "
                "docs/settings.md says where Slack shows them. To try Quarterdeck without Slack, "
                "run `quarterdeck demo`."
            )


def environment_names() -> dict[str, str]:
    """The environment variable of each setting."""
    names = {}
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        first = alias.choices[0] if isinstance(alias, AliasChoices) else alias
        names[name] = str(first or name).upper()
    return names


def unknown_names(env_file: Path = Path(ENV_FILES[0])) -> list[str]:
    """What stands in the `.env` file and is no setting, each with the setting that was probably meant."""
    if not env_file.is_file():
        return []
    known = set(environment_names().values())
    strange = sorted(name for name in dotenv_values(env_file) if name.upper() not in known)
    hints = {name: difflib.get_close_matches(name.upper(), known, n=1) for name in strange}
    return [f"{name} (did you mean {hint[0]}?)" if hint else name for name, hint in hints.items()]


def _said(location: tuple[int | str, ...], message: str) -> str:
    known = environment_names()
    name = ".".join(known.get(str(part), str(part).upper()) for part in location)
    return f"{name}: {message}." if name else f"{message.removeprefix('Value error, ')}."
