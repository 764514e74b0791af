"""What the page writes: messages, uploads, reactions, memberships."""

import time
import uuid

from aiohttp import web

from sandbox.slack.api.files import share
from sandbox.slack.client.requests import (
    Bookmarked,
    Delete,
    Edit,
    Im,
    Membership,
    PinIt,
    Post,
    React,
    own_channel,
    person,
    read,
)
from sandbox.slack.errors import SlackError
from sandbox.slack.files import File
from sandbox.slack.keys import SLACK
from sandbox.slack.messages import Message
from sandbox.slack.pins import Bookmark
from sandbox.slack.slack import Slack
from sandbox.slack.users import User
from sandbox.slack.workspace import new_id

TEXT_CHARACTERS = 40_000


async def post(request: web.Request) -> web.Response:
    """Send a message."""
    slack = request.app[SLACK]
    args = await read(request, Post)
    me = person(slack, args.member)
    channel = own_channel(slack, args.channel, me)
    if not args.text.strip() and not args.file_ids:
        raise SlackError("no_text")
    if len(args.text) > TEXT_CHARACTERS:
        raise SlackError("msg_too_long")
    if args.thread_ts and args.thread_ts not in channel.messages:
        raise SlackError("thread_not_found")
    files = [_own_file(slack, key, me) for key in args.file_ids]
    root = channel.messages[args.thread_ts].thread_ts or args.thread_ts if args.thread_ts else None
    message = slack.workspace.typed(
        me.id,
        channel.id,
        args.text,
        thread_ts=root,
        files=files,
        subtype="file_share" if files else None,
        client_msg_id=str(uuid.uuid4()),
        app_context=slack.pane.of_message(channel, me.id),
    )
    for file in files:
        file.complete = True
        share(file, message)
    slack.workspace.read[me.id, channel.id] = message.ts
    slack.posting.post(message)
    return web.json_response({"ok": True, "ts": message.ts})


async def upload(request: web.Request) -> web.Response:
    """Take a file; `post` shares it."""
    slack = request.app[SLACK]
    me = person(slack, request.query.get("member", ""))
    field = (await request.post()).get("file")
    if not isinstance(field, web.FileField):
        raise SlackError("no_file_data")
    content = field.file.read()
    file = File(
        new_id("F"), slack.workspace.id, me.id, field.filename, int(time.time()), slack.origin,
        len(content), content=content,
    )  # fmt: skip
    slack.workspace.files[file.id] = file
    return web.json_response({"ok": True, "file": file.as_json()})


async def edit(request: web.Request) -> web.Response:
    """Change one's own message."""
    slack = request.app[SLACK]
    args = await read(request, Edit)
    message = _own_message(slack, args.member, args.channel, args.ts, "cant_update_message")
    previous = message.as_json()
    fresh = slack.workspace.typed(message.user, message.channel, args.text, ts=message.ts)
    message.text, message.blocks = fresh.text, fresh.blocks
    message.edited = {"user": message.user, "ts": f"{int(time.time())}.000000"}
    slack.posting.changed(message, previous)
    return web.json_response({"ok": True, "ts": message.ts})


async def delete(request: web.Request) -> web.Response:
    """Take one's own message away."""
    slack = request.app[SLACK]
    args = await read(request, Delete)
    slack.posting.delete(_own_message(slack, args.member, args.channel, args.ts, "cant_delete_message"))
    return web.json_response({"ok": True})


async def react(request: web.Request) -> web.Response:
    """React to a message, or take it back."""
    slack = request.app[SLACK]
    args = await read(request, React)
    me = person(slack, args.member)
    message = slack.workspace.message(own_channel(slack, args.channel, me).id, args.ts)
    slack.posting.react(message, me.id, args.name.strip(":"), remove=args.remove)
    return web.json_response({"ok": True})


async def pin(request: web.Request) -> web.Response:
    """Pin a message, or take the pin away."""
    slack = request.app[SLACK]
    args = await read(request, PinIt)
    me = person(slack, args.member)
    channel = own_channel(slack, args.channel, me)
    message = slack.workspace.message(channel.id, args.ts)
    slack.posting.pin(message, me.id, slack.origin, remove=args.remove)
    return web.json_response({"ok": True})


async def bookmark(request: web.Request) -> web.Response:
    """Put a link into a channel's header."""
    slack = request.app[SLACK]
    args = await read(request, Bookmarked)
    me = person(slack, args.member)
    channel = own_channel(slack, args.channel, me)
    new = Bookmark(
        new_id("Bk"), channel.id, args.title, args.link, int(time.time()), me.id, slack.workspace.id
    )
    channel.bookmarks.append(new)
    return web.json_response({"ok": True, "bookmark": new.as_json()})


async def im(request: web.Request) -> web.Response:
    """Open a direct message."""
    slack = request.app[SLACK]
    args = await read(request, Im)
    channel = slack.workspace.open_im(person(slack, args.member).id, args.user)
    return web.json_response({"ok": True, "channel": channel.id})


async def join(request: web.Request) -> web.Response:
    """Join a public channel, or add another user to one's own."""
    slack = request.app[SLACK]
    args = await read(request, Membership)
    me = person(slack, args.member)
    if args.user is None:
        channel = slack.workspace.visible_channel(args.channel, me.id)
        slack.posting.join(channel, me.id)
    else:
        channel = own_channel(slack, args.channel, me)
        slack.posting.join(channel, slack.workspace.user(args.user).id, inviter=me.id)
    return web.json_response({"ok": True, "channel": channel.id})


def _own_file(slack: Slack, key: str, me: User) -> File:
    file = slack.workspace.files.get(key)
    if file is None or file.user != me.id:
        raise SlackError("file_not_found")
    return file


def _own_message(slack: Slack, member: str, channel: str, ts: str, refusal: str) -> Message:
    me = person(slack, member)
    message = slack.workspace.message(own_channel(slack, channel, me).id, ts)
    if message.user != me.id:
        raise SlackError(refusal)
    return message
