"""chat.postMessage, chat.update, chat.delete, chat.postEphemeral and chat.getPermalink."""

import time
from typing import Any

from sandbox.slack.api.arguments import Arguments, Ids
from sandbox.slack.api.content import Content
from sandbox.slack.api.method import method
from sandbox.slack.api.places import member_channel, seen_channel, thread_root, writable_channel
from sandbox.slack.channels import Channel
from sandbox.slack.errors import SlackError
from sandbox.slack.messages import Message
from sandbox.slack.slack import Slack
from sandbox.slack.wire import Json

UPDATE_CHARACTERS = 4_000


class Customized(Content):
    """A message under another name or icon."""

    username: str | None = None
    icon_emoji: str | None = None
    icon_url: str | None = None

    def author(self, slack: Slack) -> dict[str, Any]:
        """The fields of the message that say so; needs `chat:write.customize`."""
        icons = {"emoji": self.icon_emoji, "image_48": self.icon_url}
        icons = {key: value for key, value in icons.items() if value}
        if not self.username and not icons:
            return {}
        slack.installation.need("chat:write.customize")
        return {"username": self.username, "icons": icons or None, "subtype": "bot_message"}


class PostMessage(Customized):
    """A message for a channel or thread."""

    channel: str
    thread_ts: str | None = None
    reply_broadcast: bool = False
    as_user: bool | None = None
    link_names: bool | None = None
    mrkdwn: bool | None = None
    parse: str | None = None
    unfurl_links: bool | None = None
    unfurl_media: bool | None = None
    unfurl_app_links: bool | None = None


class PostEphemeral(Customized):
    """A message for one user."""

    channel: str
    user: str
    thread_ts: str | None = None
    as_user: bool | None = None
    link_names: bool | None = None
    parse: str | None = None


class Update(Content):
    """A message's new content."""

    channel: str
    ts: str
    as_user: bool | None = None
    file_ids: Ids | None = None
    link_names: bool | None = None
    parse: str | None = None
    reply_broadcast: bool = False


class Delete(Arguments):
    """A message to take away."""

    channel: str
    ts: str
    as_user: bool | None = None


class Permalink(Arguments):
    """A message to link to."""

    channel: str
    message_ts: str


@method("chat.postMessage", "chat:write")
async def post_message(slack: Slack, args: PostMessage) -> Json:
    """Post a message."""
    channel = writable_channel(slack, args.channel)
    args.check(slack)
    thread_ts = thread_root_ts(channel, args.thread_ts)
    broadcast = args.reply_broadcast and thread_ts is not None
    author = args.author(slack)
    message = slack.bot_message(
        channel.id,
        **args.fields(),
        thread_ts=thread_ts,
        broadcast=broadcast,
        metadata=args.metadata,
        **({"subtype": "thread_broadcast"} if broadcast else {}) | author,
    )
    slack.posting.post(message)
    answer: Json = {"channel": channel.id, "ts": message.ts, "message": message.as_json()}
    if args.truncated:
        warning = {"warnings": ["message_truncated"]}
        answer |= {"warning": "message_truncated", "response_metadata": warning}
    return answer


@method("chat.postEphemeral", "chat:write")
async def post_ephemeral(slack: Slack, args: PostEphemeral) -> Json:
    """Show a message to one user."""
    channel = writable_channel(slack, args.channel)
    args.check(slack)
    if args.user not in channel.members:
        raise SlackError("user_not_in_channel")
    thread_ts = thread_root_ts(channel, args.thread_ts)
    message = slack.bot_message(channel.id, **args.fields(), thread_ts=thread_ts, **args.author(slack))
    slack.posting.post_ephemeral(message, args.user)
    return {"message_ts": message.ts}


@method("chat.update", "chat:write")
async def update(slack: Slack, args: Update) -> Json:
    """Change one of the bot's own messages."""
    channel = seen_channel(slack, args.channel)
    message = slack.workspace.message(channel.id, args.ts)
    if message.user != slack.workspace.bot_user:
        raise SlackError("cant_update_message")
    if message.stream and message.stream.open:
        raise SlackError("streaming_state_conflict")
    if len(args.text or "") > UPDATE_CHARACTERS:
        raise SlackError("msg_too_long")
    if args.text is None and args.blocks is None and args.attachments is None and args.metadata is not None:
        args.text = message.text
        args.blocks = message.blocks
    args.check(slack)
    _replace(slack, message, args)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.as_json()}


@method("chat.delete", "chat:write")
async def delete(slack: Slack, args: Delete) -> Json:
    """Take one of the bot's own messages away."""
    channel = seen_channel(slack, args.channel)
    message = slack.workspace.message(channel.id, args.ts)
    if message.user != slack.workspace.bot_user:
        raise SlackError("cant_delete_message")
    slack.posting.delete(message)
    return {"channel": channel.id, "ts": message.ts}


@method("chat.getPermalink")
async def permalink(slack: Slack, args: Permalink) -> Json:
    """Give the address of a message."""
    channel = member_channel(slack, args.channel)
    message = slack.workspace.message(channel.id, args.message_ts)
    query = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.thread_ts else ""
    path = f"/archives/{channel.id}/p{message.ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": f"{slack.origin}{path}{query}"}


def thread_root_ts(channel: Channel, ts: str | None) -> str | None:
    """The timestamp of the thread that a message goes to.

    Slack lets a reply hang on a message that is not there; it then stands alone in its thread.
    """
    if ts is None or ts not in channel.messages:
        return ts
    return thread_root(channel, ts).ts


def _replace(slack: Slack, message: Message, args: Update) -> None:
    """Without new blocks or attachments the old ones stay only where no text is given either."""
    previous = message.as_json()
    fields = args.fields()
    message.text = fields["text"] if args.text is not None or args.markdown_text is not None else message.text
    if args.blocks is not None or args.text is not None or args.markdown_text is not None:
        message.blocks = fields["blocks"]
    if args.attachments is not None:
        message.attachments = fields["attachments"]
    if args.metadata is not None:
        message.metadata = args.metadata or None
    if args.file_ids is not None:
        message.files = [slack.workspace.files[key] for key in args.file_ids if key in slack.workspace.files]
    if args.blocks is None:
        message.edited = {"user": message.user, "ts": f"{int(time.time())}.000000"}
    message.broadcast = message.broadcast or args.reply_broadcast
    slack.posting.changed(message, previous)
