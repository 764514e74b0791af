"""api.test, auth.test, apps.connections.open and team.info."""

from pydantic import ConfigDict

from sandbox.slack.api.arguments import Arguments
from sandbox.slack.api.method import method
from sandbox.slack.errors import SlackError
from sandbox.slack.slack import Slack
from sandbox.slack.wire import Json


class Anything(Arguments):
    """api.test sends back whatever it gets."""

    model_config = ConfigDict(extra="allow")

    error: str | None = None


class Nothing(Arguments):
    """No arguments."""


class TeamInfo(Arguments):
    """Which team."""

    team: str | None = None
    domain: str | None = None
    include_slackbot_availability: bool = False


@method("api.test", caller="anyone")
async def test_api(slack: Slack, args: Anything) -> Json:
    """Answer that Slack is there."""
    if args.error:
        raise SlackError(args.error, args=args.model_dump(exclude_none=True))
    return {"args": args.model_dump(exclude_none=True)}


@method("auth.test")
async def test_auth(slack: Slack, args: Nothing) -> Json:
    """Say whose token this is."""
    bot, workspace = slack.installation.bot, slack.workspace
    return {
        "url": f"{slack.origin}/",
        "team": workspace.name,
        "user": bot.handle,
        "team_id": workspace.id,
        "user_id": bot.user_id,
        "bot_id": bot.bot_id,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", "connections:write", caller="app")
async def open_connection(slack: Slack, args: Nothing) -> Json:
    """Give a WebSocket address for Socket Mode."""
    return {"url": slack.socket_mode.new_url(slack.origin)}


@method("team.info", "team:read")
async def team_info(slack: Slack, args: TeamInfo) -> Json:
    """Describe the workspace."""
    if args.team not in (None, slack.workspace.id):
        raise SlackError("team_not_found")
    return {"team": slack.team_json()}
