"""Whether Slack accepts the tokens, and whether the app may do all that it needs."""

import yaml
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.doctor.check import SECONDS, Check, State, look, off
from bot.manifest import MANIFEST
from bot.settings import Settings
from tools.tool import ToolError


async def slack_checks(settings: Settings) -> list[Check]:
    """The bot's token with its scopes, and the way to Slack."""
    if settings.slack_bot_token is None:
        return [off("Slack", ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"))]
    client = AsyncWebClient(
        token=settings.slack_bot_token.get_secret_value(), base_url=settings.slack_api_url, timeout=SECONDS
    )
    bot = await look("Slack", lambda: _bot(client), "Check SLACK_BOT_TOKEN and SLACK_API_URL.")
    return [bot, await _way(client, settings)]


async def _bot(client: AsyncWebClient) -> str:
    try:
        me = await client.auth_test()
    except SlackApiError as error:
        todo = "Copy the bot token anew from OAuth & Permissions, and set SLACK_BOT_TOKEN."
        raise ToolError(f"Slack refused the bot's token: {error.response['error']}.", todo) from error
    granted = str(me.headers.get("x-oauth-scopes", "")).replace(" ", "").split(",")
    missing = sorted(needed_scopes() - set(granted))
    if missing:
        todo = (
            "Update the app from app_manifest.yml and install it again; docs/slack-scopes.md has the reasons."
        )
        raise ToolError(f"Missing scopes: {', '.join(missing)}.", todo)
    return f"{me['user']} in {me['team']}, all {len(needed_scopes())} scopes"


async def _way(client: AsyncWebClient, settings: Settings) -> Check:
    name = "Slack connection"
    if settings.slack_mode == "http":
        if settings.slack_signing_secret is None:
            return _missing(name, "SLACK_SIGNING_SECRET")
        return Check(name=name, state=State.OK, found=f"HTTP on port {settings.port}, signatures checked")
    if settings.slack_app_token is None:
        return _missing(name, "SLACK_APP_TOKEN")
    token = settings.slack_app_token
    return await look(name, lambda: _socket(client, token), "Check SLACK_APP_TOKEN.")


async def _socket(client: AsyncWebClient, token: SecretStr) -> str:
    try:
        await client.apps_connections_open(app_token=token.get_secret_value())
    except SlackApiError as error:
        todo = "Make an app-level token with connections:write, and set SLACK_APP_TOKEN."
        raise ToolError(f"Slack refused the app-level token: {error.response['error']}.", todo) from error
    return "Socket Mode may be used"


def _missing(name: str, setting: str) -> Check:
    return Check(name=name, state=State.BROKEN, found=f"{setting} is not set.", todo=f"Set {setting}.")


def needed_scopes() -> set[str]:
    """The scopes of the app's manifest."""
    manifest = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    return set(manifest["oauth_config"]["scopes"]["bot"])
