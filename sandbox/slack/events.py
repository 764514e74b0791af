"""The Events API: which events the app receives, and their outer form.

https://docs.slack.dev/apis/events-api
"""

import base64
import json
import time

from sandbox.slack.channels import Channel
from sandbox.slack.delivery import Outbox
from sandbox.slack.messages import Message
from sandbox.slack.wire import Json
from sandbox.slack.workspace import Workspace, new_id

# The scope that each subscription needs; an empty one needs none.
SCOPES = {
    "app_context_changed": "",
    "app_home_opened": "",
    "app_mention": "app_mentions:read",
    "assistant_thread_context_changed": "assistant:write",
    "assistant_thread_started": "assistant:write",
    "file_shared": "files:read",
    "member_joined_channel": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "pin_added": "pins:read",
    "pin_removed": "pins:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
}
MESSAGE_EVENTS = {
    "channel": "message.channels",
    "private": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}


class Events:
    """Sends the app what it has subscribed to and may see."""

    def __init__(self, workspace: Workspace, outbox: Outbox) -> None:
        self._workspace = workspace
        self._outbox = outbox

    def emit(self, subscription: str, event: Json, channel: Channel | None = None) -> None:
        """Send an event, unless the app has not subscribed, lacks the scope or is not in the channel."""
        manifest = self._workspace.installation.manifest
        scope = SCOPES[subscription]
        if subscription not in manifest.bot_events or (scope and scope not in manifest.scopes):
            return
        if channel is not None and self._workspace.bot_user not in channel.members:
            return
        self._outbox.send_event(self._wrapped(event))

    def message(self, channel: Channel, event: Json) -> None:
        """Send a `message` event about something in a channel."""
        ts = event.get("event_ts") or event["ts"]
        about = {"channel": channel.id, "channel_type": channel.event_type, "event_ts": ts}
        self.emit(MESSAGE_EVENTS[channel.kind], event | about, channel)

    def mention(self, channel: Channel, message: Message) -> None:
        """Send `app_mention` when a message in a channel names the bot; direct messages never do."""
        bot = self._workspace.bot_user
        if channel.kind == "im" or message.user == bot or f"<@{bot}>" not in message.text:
            return
        said = message.as_json(with_metadata=False)
        kept = ("user", "ts", "client_msg_id", "text", "team", "blocks", "thread_ts", "files", "attachments")
        event = {"type": "app_mention"} | {key: said[key] for key in kept if key in said}
        self.emit("app_mention", event | {"channel": channel.id, "event_ts": message.ts}, channel)

    def _wrapped(self, event: Json) -> Json:
        workspace, installation = self._workspace, self._workspace.installation
        app_id = installation.bot.app_id
        context = json.dumps({"et": event["type"], "tid": workspace.id, "aid": app_id})
        return {
            "token": installation.secrets.verification_token,
            "team_id": workspace.id,
            "context_team_id": workspace.id,
            "context_enterprise_id": None,
            "api_app_id": app_id,
            "event": event,
            "type": "event_callback",
            "event_id": new_id("Ev"),
            "event_time": int(time.time()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": workspace.id,
                    "user_id": workspace.bot_user,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": "4-" + base64.urlsafe_b64encode(context.encode()).decode().rstrip("="),
        }
