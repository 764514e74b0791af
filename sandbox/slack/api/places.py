"""Where a call may act: the channel and the thread that it names."""

from sandbox.slack.channels import Channel
from sandbox.slack.errors import SlackError
from sandbox.slack.messages import Message
from sandbox.slack.slack import Slack


def seen_channel(slack: Slack, key: str) -> Channel:
    """A conversation that the bot may see; `channel_not_found` otherwise."""
    return slack.workspace.visible_channel(key, slack.workspace.bot_user)


def writable_channel(slack: Slack, key: str) -> Channel:
    """A conversation to write to: by its id, a user's id (his direct message) or a channel's name.

    Raises:
        SlackError: `channel_not_found`, `not_in_channel` or `messages_tab_disabled`.
    """
    workspace = slack.workspace
    if key in workspace.users:
        channel = workspace.open_im(workspace.bot_user, key)
    else:
        named = workspace.names.get(f"#{key.removeprefix('#')}", key)
        channel = seen_channel(slack, named)
    if channel.kind == "im" and not slack.installation.manifest.features.app_home.messages_tab_enabled:
        raise SlackError("messages_tab_disabled")
    public = channel.kind == "channel" and "chat:write.public" in slack.installation.scopes
    if workspace.bot_user not in channel.members and not public:
        raise SlackError("not_in_channel")
    return channel


def member_channel(slack: Slack, key: str) -> Channel:
    """A conversation that the bot belongs to; `channel_not_found` or `not_in_channel` otherwise."""
    channel = seen_channel(slack, key)
    if slack.workspace.bot_user not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def thread_root(channel: Channel, ts: str) -> Message:
    """The message that a thread hangs on, also when a reply is named; `thread_not_found` if there is none."""
    message = channel.messages.get(ts)
    if message is None:
        raise SlackError("thread_not_found")
    return channel.messages.get(message.thread_ts or ts, message)
