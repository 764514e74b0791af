"""files.getUploadURLExternal, files.completeUploadExternal and files.info, and the upload itself."""

import time
from typing import Annotated

from aiohttp import web
from pydantic import Field

from sandbox.slack.api.arguments import Arguments, Ids, JsonObjects
from sandbox.slack.api.chat import thread_root_ts
from sandbox.slack.api.method import method
from sandbox.slack.api.places import writable_channel
from sandbox.slack.block_kit import check_message, identify
from sandbox.slack.channels import Channel
from sandbox.slack.errors import SlackError, refusal
from sandbox.slack.files import File
from sandbox.slack.keys import SLACK
from sandbox.slack.messages import Message
from sandbox.slack.rich_text import rich_text
from sandbox.slack.slack import Slack
from sandbox.slack.wire import Json
from sandbox.slack.workspace import new_id

CHANNELS = 100


class GetUrl(Arguments):
    """A file to come."""

    filename: Annotated[str, Field(min_length=1)]
    length: Annotated[int, Field(gt=0)]
    alt_txt: str | None = None
    snippet_type: str | None = None


class Complete(Arguments):
    """Uploaded files, and where to share them."""

    files: JsonObjects
    channel_id: str | None = None
    channels: Ids | None = None
    thread_ts: str | None = None
    initial_comment: str | None = None
    blocks: JsonObjects | None = None


class Info(Arguments):
    """A file."""

    file: str
    count: int | None = None
    cursor: str | None = None
    limit: int | None = None
    page: int | None = None


@method("files.getUploadURLExternal", "files:write")
async def get_url(slack: Slack, args: GetUrl) -> Json:
    """Give the address that a file is to be sent to."""
    workspace = slack.workspace
    file = File(
        new_id("F"), workspace.id, workspace.bot_user, args.filename, int(time.time()), slack.origin,
        args.length, alt_text=args.alt_txt or "",
    )  # fmt: skip
    workspace.files[file.id] = file
    return {"upload_url": f"{slack.origin}/upload/v1/{file.id}", "file_id": file.id}


async def upload(request: web.Request) -> web.Response:
    """Take the content of a file, raw or as a form."""
    file = request.app[SLACK].workspace.files.get(request.match_info["file"])
    if file is None or file.complete:
        return web.Response(status=404, text="upload ticket not found")
    content = await _content(request)
    if len(content) != file.length:
        return web.Response(status=400, text=f"expected {file.length} bytes, got {len(content)}")
    file.content = content
    return web.Response(text=f"OK - {len(content)}")


@method("files.completeUploadExternal", "files:write")
async def complete(slack: Slack, args: Complete) -> Json:
    """End uploads and share the files."""
    names = args.channels or ([args.channel_id] if args.channel_id else [])
    if len(names) > CHANNELS:
        raise SlackError("channels_limit_exceeded")
    channels = [writable_channel(slack, name) for name in names]
    if args.initial_comment is None:
        check_message(args.blocks or [])
    files = [_uploaded(slack, entry) for entry in args.files]
    for file, entry in zip(files, args.files, strict=True):
        file.complete, file.title = True, entry.get("title") or file.name
    for channel in channels:
        _share(slack, channel, files, args)
    return {"files": [file.as_json() for file in files]}


@method("files.info", "files:read")
async def info(slack: Slack, args: Info) -> Json:
    """Describe a file."""
    file = slack.workspace.files.get(args.file)
    if file is None or not file.complete:
        raise SlackError("file_not_found")
    return {"file": file.as_json(), "comments": [], "response_metadata": {"next_cursor": ""}}


def share(file: File, message: Message) -> None:
    """Note that a message shares a file."""
    file.channels.append(message.channel)
    about: Json = {"ts": message.ts, "team_id": message.team_id, "reply_users": [], "reply_count": 0}
    about |= {"thread_ts": message.thread_ts} if message.thread_ts else {}
    file.shares.setdefault(message.channel, []).append(about)


async def _content(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    for value in (await request.post()).values():
        if isinstance(value, web.FileField):
            return value.file.read()
    return b""


def _uploaded(slack: Slack, entry: Json) -> File:
    if set(entry) - {"id", "title", "highlight_type"}:
        raise refusal("invalid_arguments", ["[ERROR] invalid additional property [json-pointer:/files]"])
    file = slack.workspace.files.get(str(entry.get("id")))
    if file is None or file.content is None:
        raise SlackError("file_not_found")
    return file


def _share(slack: Slack, channel: Channel, files: list[File], args: Complete) -> None:
    text = args.initial_comment or ""
    blocks = [rich_text(text, "")] if text else (args.blocks or [])
    message = slack.bot_message(
        channel.id,
        text,
        blocks=identify(blocks),
        files=files,
        thread_ts=thread_root_ts(channel, args.thread_ts),
        subtype="file_share",
    )
    for file in files:
        share(file, message)
    slack.posting.post(message)
