"""What the page reads: who and what there is, and messages."""

from urllib.parse import quote

from aiohttp import web

from sandbox.slack.addresses import addressed
from sandbox.slack.channels import Channel
from sandbox.slack.client.requests import person
from sandbox.slack.keys import SLACK
from sandbox.slack.messages import Message
from sandbox.slack.slack import Slack
from sandbox.slack.wire import Json

PAGE = 50


async def boot(request: web.Request) -> web.Response:
    """Everything that the page needs to begin; who names no member is the first one."""
    slack = request.app[SLACK]
    workspace = slack.workspace
    me = person(slack, request.query.get("member") or next(iter(workspace.users)))
    mine = [one for one in workspace.channels.values() if one.kind == "channel" or me.id in one.members]
    return web.json_response(
        {
            "team": {"id": workspace.id, "name": workspace.name, "domain": workspace.domain},
            "me": me.as_json(with_email=True),
            "members": [user.as_json(with_email=True) for user in workspace.users.values()],
            "apps": [_app(slack)],
            "channels": [_channel(slack, one, me.id) for one in mine],
        }
    )


async def messages(request: web.Request) -> web.Response:
    """The messages of a channel or thread, oldest first; reading the newest marks the channel as read."""
    slack, query = request.app[SLACK], request.query
    me = person(slack, query.get("member", ""))
    channel = slack.workspace.visible_channel(query.get("channel", ""), me.id)
    thread_ts, before = query.get("thread_ts"), query.get("before")
    limit = int(query.get("limit") or PAGE)
    found = channel.thread(thread_ts) if thread_ts else channel.roots()
    found = [one for one in found if before is None or one.ts < before]
    if not thread_ts and not before and found:
        slack.workspace.read[me.id, channel.id] = found[-1].ts
    shown = found[-limit:]
    return web.json_response(
        {
            "messages": addressed([one.for_page() for one in shown], slack.workspace.id),
            "has_more": len(found) > len(shown),
        }
    )


async def file(request: web.Request) -> web.StreamResponse:
    """The content of a file, for a member's page or with the bot's token.

    Without either Slack leads to its sign-in page, so an app that forgets its token gets HTML.
    """
    slack = request.app[SLACK]
    found = slack.workspace.files.get(request.match_info["file"].partition("-")[2])
    if found is None or found.content is None:
        raise web.HTTPNotFound
    if not _may_read(slack, request, found.user, found.channels):
        raise web.HTTPFound(f"/?redir={request.path}")
    # What a member uploaded must not act as a part of the page.
    headers = {
        "Content-Type": found.mimetype,
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    if "download" in request.query:
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
    return web.Response(body=found.content, headers=headers)


def _may_read(slack: Slack, request: web.Request, owner: str, channels: list[str]) -> bool:
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if bearer == slack.secrets.bot_token and "files:read" in slack.installation.scopes:
        user = slack.workspace.bot_user
    else:
        user = request.query.get("member", "")
    if user not in slack.workspace.users:
        return False
    shared = (slack.workspace.channels[key] for key in channels)
    return user == owner or any(one.kind == "channel" or user in one.members for one in shared)


def _app(slack: Slack) -> Json:
    bot, manifest = slack.installation.bot, slack.installation.manifest
    features = manifest.features
    return {
        "app_id": bot.app_id,
        "name": manifest.display_information.name,
        "bot_user_id": bot.user_id,
        "home_enabled": features.app_home.home_tab_enabled,
        "agent_view": features.agent_view is not None or features.assistant_view is not None,
        "suggested_prompts": [prompt.model_dump() for prompt in manifest.prompts],
        "commands": [one.model_dump(exclude={"url"}) for one in features.slash_commands],
        "shortcuts": [one.model_dump() for one in features.shortcuts],
    }


def _channel(slack: Slack, channel: Channel, me: str) -> Json:
    about: Json = {"id": channel.id, "name": channel.name, "kind": channel.kind, "topic": channel.topic}
    about |= {"purpose": channel.purpose, "is_member": me in channel.members, "members": channel.members}
    read = slack.workspace.read.get((me, channel.id), "0")
    about["unread"] = sum(_unread(one, me, read) for one in channel.roots())
    if channel.kind == "im":
        features = slack.installation.manifest.features
        about["user"] = next((one for one in channel.members if one != me), me)
        if about["user"] == slack.workspace.bot_user and (features.agent_view or features.assistant_view):
            about["kind"] = "agent"
    return about


def _unread(message: Message, me: str, read: str) -> bool:
    return message.ts > read and message.user != me
