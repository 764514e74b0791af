"""What the app is told when a member presses, submits or commands something.

https://docs.slack.dev/reference/interaction-payloads
"""

import time
from typing import Any

from sandbox.slack.channels import Channel
from sandbox.slack.delivery import DeliveryError, Kind
from sandbox.slack.messages import Message
from sandbox.slack.slack import Slack
from sandbox.slack.tickets import ResponseUrl
from sandbox.slack.users import User
from sandbox.slack.views import View
from sandbox.slack.wire import Json


async def ask(slack: Slack, kind: Kind, payload: Json, user: str, name: str) -> Json | None:
    """Send an interaction; when the app does not answer in time its user is told, and None returned.

    Args:
        slack: the workspace.
        kind: command or interaction.
        payload: what the app gets.
        user: who caused it.
        name: what did not work, for the message.
    """
    settings = slack.installation.manifest.settings
    if kind == "interactive" and not settings.interactivity.is_enabled:
        slack.app_error(user, f"{name} failed: this app is not configured to handle interactive responses.")
        return None
    try:
        return await slack.outbox.request(kind, payload)
    except DeliveryError as error:
        timed_out = str(error) in ("timeout", "http_timeout")
        code = "operation_timeout" if timed_out else "dispatch_failed"
        slack.app_error(user, f"{name} failed: the app did not respond ({code}).")
        return None


def command(slack: Slack, user: User, channel: Channel, name: str, text: str) -> Json:
    """The payload of a slash command."""
    workspace = slack.workspace
    leave = ResponseUrl(user.id, channel.id, time.monotonic())
    return {
        "token": slack.secrets.verification_token,
        "team_id": workspace.id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": "directmessage" if channel.kind == "im" else channel.name,
        "user_id": user.id,
        "user_name": user.handle,
        "command": name,
        "text": text,
        "api_app_id": slack.installation.bot.app_id,
        "is_enterprise_install": "false",
        "response_url": slack.tickets.response_url(slack.origin, leave),
        "trigger_id": slack.tickets.trigger(user.id),
    }


def message_shortcut(slack: Slack, user: User, channel: Channel, message: Message, callback_id: str) -> Json:
    """The payload of a shortcut of a message."""
    leave = ResponseUrl(user.id, channel.id, time.monotonic(), original=message)
    return _outer(slack, user, "message_action") | {
        "action_ts": slack.workspace.clock.ts(),
        "callback_id": callback_id,
        "trigger_id": slack.tickets.trigger(user.id),
        "response_url": slack.tickets.response_url(slack.origin, leave),
        "message_ts": message.ts,
        "channel": _channel(channel),
        "message": message.as_json(),
    }


def global_shortcut(slack: Slack, user: User, callback_id: str) -> Json:
    """The payload of a shortcut of the workspace."""
    return _outer(slack, user, "shortcut") | {
        "action_ts": slack.workspace.clock.ts(),
        "callback_id": callback_id,
        "trigger_id": slack.tickets.trigger(user.id),
    }


def message_action(slack: Slack, user: User, message: Message, action: Json, state: Json) -> Json:
    """The payload of something pressed in a message."""
    channel = slack.workspace.channel(message.channel)
    leave = ResponseUrl(user.id, channel.id, time.monotonic(), original=message)
    container: Json = {"type": "message", "message_ts": message.ts, "channel_id": channel.id}
    container |= {"is_ephemeral": message.ephemeral}
    container |= {"thread_ts": message.thread_ts} if message.thread_ts else {}
    return _outer(slack, user, "block_actions") | {
        "container": container,
        "trigger_id": slack.tickets.trigger(user.id),
        "channel": _channel(channel),
        "message": message.as_json(),
        "state": state,
        "response_url": slack.tickets.response_url(slack.origin, leave),
        "actions": [action],
    }


def view_action(slack: Slack, user: User, view: View, action: Json, state: Json) -> Json:
    """The payload of something pressed in a modal or on the Home tab."""
    view.state = state
    return _outer(slack, user, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": slack.tickets.trigger(user.id, view.id),
        "view": view.as_json(),
        "actions": [action],
    }


def submission(slack: Slack, user: User, view: View, state: Json) -> Json:
    """The payload of a modal's submission."""
    view.state = state
    return _outer(slack, user, "view_submission") | {
        "trigger_id": slack.tickets.trigger(user.id, view.id),
        "view": view.as_json(),
        "response_urls": [],
    }


def closed(slack: Slack, user: User, view: View, *, cleared: bool) -> Json:
    """The payload of a modal that was closed, for an app that wants to know."""
    return _outer(slack, user, "view_closed") | {"view": view.as_json(), "is_cleared": cleared}


def _outer(slack: Slack, user: User, kind: str) -> dict[str, Any]:
    team = {"id": slack.workspace.id, "domain": slack.workspace.domain}
    who = {"id": user.id, "username": user.handle, "name": user.handle, "team_id": slack.workspace.id}
    return {
        "type": kind,
        "team": team,
        "user": who,
        "api_app_id": slack.installation.bot.app_id,
        "token": slack.secrets.verification_token,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _channel(channel: Channel) -> Json:
    return {"id": channel.id, "name": "directmessage" if channel.kind == "im" else channel.name}
