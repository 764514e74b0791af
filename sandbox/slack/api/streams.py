"""chat.startStream, chat.appendStream and chat.stopStream."""

import time
from typing import Literal

from sandbox.slack.api.arguments import Arguments, JsonObject, JsonObjects
from sandbox.slack.api.chat import thread_root_ts
from sandbox.slack.api.content import check_files, check_metadata
from sandbox.slack.api.method import method
from sandbox.slack.api.places import seen_channel, writable_channel
from sandbox.slack.block_kit import check_message, identify
from sandbox.slack.channels import Channel
from sandbox.slack.errors import SlackError
from sandbox.slack.messages import Message
from sandbox.slack.slack import Slack
from sandbox.slack.stream import MARKDOWN_CHARACTERS, Display, Stream, check_chunks
from sandbox.slack.wire import Json

BLOCKS = 50


class Written(Arguments):
    """A piece of a stream."""

    markdown_text: str | None = None
    chunks: JsonObjects | None = None

    def pieces(self, stream: Stream) -> list[Json]:
        """The chunks of this piece, checked against the stream.

        Raises:
            SlackError: what Slack answers.
        """
        if self.markdown_text is not None and self.chunks:
            raise SlackError("cannot_provide_both_markdown_text_and_chunks")
        if self.chunks:
            stream.use("chunks")
            check_chunks(self.chunks)
            return self.chunks
        if self.markdown_text is None:
            return []
        stream.use("markdown_text")
        if len(self.markdown_text) > MARKDOWN_CHARACTERS:
            raise SlackError("msg_too_long")
        return [{"type": "markdown_text", "text": self.markdown_text}]


class Start(Written):
    """A stream that begins."""

    channel: str
    thread_ts: str | None = None
    recipient_team_id: str | None = None
    recipient_user_id: str | None = None
    task_display_mode: Display = "timeline"
    username: str | None = None
    icon_emoji: str | None = None
    icon_url: str | None = None


class Append(Written):
    """More of a stream."""

    channel: str
    ts: str


class Stop(Append):
    """The end of a stream."""

    blocks: JsonObjects | None = None
    metadata: JsonObject | None = None
    session_status: Literal["active", "processing", "completed", "error"] | None = None


@method("chat.startStream", "chat:write")
async def start(slack: Slack, args: Start) -> Json:
    """Begin a message that is written bit by bit."""
    channel = writable_channel(slack, args.channel)
    _check_recipient(slack, channel, args)
    if args.username or args.icon_emoji or args.icon_url:
        slack.installation.need("chat:write.customize")
    if args.thread_ts is None and channel.kind == "im":
        raise SlackError("invalid_thread_ts")
    stream = Stream(args.task_display_mode, time.monotonic())
    stream.add(args.pieces(stream))
    message = slack.bot_message(
        channel.id,
        stream.text,
        blocks=stream.blocks(),
        thread_ts=thread_root_ts(channel, args.thread_ts),
        username=args.username,
        stream=stream,
    )
    slack.posting.post(message)
    return {"channel": channel.id, "ts": message.ts}


@method("chat.appendStream", "chat:write")
async def append(slack: Slack, args: Append) -> Json:
    """Write on."""
    message, stream = _streaming(slack, args)
    if args.markdown_text is None and not args.chunks:
        raise SlackError("markdown_text_or_chunks_required")
    _write(message, stream, args)
    slack.posting.redraw(message)
    return {"channel": message.channel, "ts": message.ts}


@method("chat.stopStream", "chat:write")
async def stop(slack: Slack, args: Stop) -> Json:
    """Write the last piece, add blocks below, and end."""
    message, stream = _streaming(slack, args)
    check_message(args.blocks or [])
    check_files(slack, args.blocks or [])
    check_metadata(args.metadata)
    previous = message.as_json()
    _write(message, stream, args)
    if not message.blocks and not args.blocks:
        raise SlackError("no_text")
    message.blocks = [*message.blocks, *identify(args.blocks or [])]
    message.metadata = args.metadata or message.metadata
    stream.open = False
    slack.posting.changed(message, previous)
    return {"channel": message.channel, "ts": message.ts, "message": message.as_json()}


def _check_recipient(slack: Slack, channel: Channel, args: Start) -> None:
    if channel.kind == "im":
        return
    if not args.recipient_team_id:
        raise SlackError("missing_recipient_team_id")
    if not args.recipient_user_id:
        raise SlackError("missing_recipient_user_id")
    if args.recipient_team_id != slack.workspace.id:
        raise SlackError("team_not_found")
    slack.workspace.user(args.recipient_user_id)


def _streaming(slack: Slack, args: Append) -> tuple[Message, Stream]:
    channel = seen_channel(slack, args.channel)
    message = slack.workspace.message(channel.id, args.ts)
    if message.user != slack.workspace.bot_user:
        raise SlackError("message_not_owned_by_app")
    stream = message.stream
    if stream is not None and time.monotonic() - stream.started > slack.timings.stream:
        stream.open = False
    if stream is None or not stream.open:
        raise SlackError("message_not_in_streaming_state")
    return message, stream


def _write(message: Message, stream: Stream, args: Written) -> None:
    stream.add(args.pieces(stream))
    blocks = stream.blocks()
    if sum(block["type"] not in ("markdown", "task_card", "plan") for block in blocks) > BLOCKS:
        raise SlackError("msg_blocks_too_many")
    message.text, message.blocks = stream.text, blocks
