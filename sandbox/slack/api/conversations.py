"""conversations.*: which conversations there are, who is in them and what was said."""

from pydantic import Field

from sandbox.slack.api.arguments import Arguments, Ids
from sandbox.slack.api.method import method
from sandbox.slack.api.paging import Paged, page_of
from sandbox.slack.api.places import member_channel, seen_channel, thread_root
from sandbox.slack.channels import API_TYPES, Channel
from sandbox.slack.errors import SlackError
from sandbox.slack.messages import Message
from sandbox.slack.slack import Slack
from sandbox.slack.wire import Json


class Info(Arguments):
    """A conversation."""

    channel: str
    include_locale: bool = False
    include_num_members: bool = False


class List(Paged):
    """Kinds of conversations."""

    types: Ids = Field(default=["public_channel"])
    exclude_archived: bool = False


class UserConversations(List):
    """A user's conversations."""

    user: str | None = None


class Members(Paged):
    """A conversation's members."""

    channel: str


class History(Paged):
    """A stretch of a conversation."""

    channel: str
    oldest: str = "0"
    latest: str | None = None
    inclusive: bool = False
    include_all_metadata: bool = False

    def covers(self, ts: str) -> bool:
        """Whether a timestamp lies in the stretch."""
        moment, oldest = float(ts), float(self.oldest)
        latest = float(self.latest) if self.latest else float("inf")
        if self.inclusive:
            return oldest <= moment <= latest
        return oldest < moment < latest


class Replies(History):
    """A stretch of a thread."""

    ts: str


class Open(Arguments):
    """Whom to talk to."""

    channel: str | None = None
    users: Ids | None = None
    return_im: bool = False
    prevent_creation: bool = False


class Join(Arguments):
    """A channel to join."""

    channel: str


@method("conversations.info", "channels:read", "groups:read", "im:read", "mpim:read")
async def info(slack: Slack, args: Info) -> Json:
    """Describe a conversation."""
    channel = seen_channel(slack, args.channel)
    slack.installation.need(channel.scope("read"))
    bot = slack.workspace.bot_user
    return {"channel": channel.as_json(seen_by=bot, members=args.include_num_members)}


@method("conversations.list", "channels:read", "groups:read", "im:read", "mpim:read")
async def list_all(slack: Slack, args: List) -> Json:
    """List the conversations that the app may see."""
    return _listed(slack, args, slack.workspace.bot_user, mine=False)


@method("conversations.members", "channels:read", "groups:read", "im:read", "mpim:read")
async def members(slack: Slack, args: Members) -> Json:
    """List who is in a conversation."""
    channel = seen_channel(slack, args.channel)
    slack.installation.need(channel.scope("read"))
    found, following = page_of(channel.members, args)
    return {"members": found, "response_metadata": {"next_cursor": following}}


@method("conversations.history", "channels:history", "groups:history", "im:history", "mpim:history")
async def history(slack: Slack, args: History) -> Json:
    """What was said in a conversation, newest first."""
    channel = member_channel(slack, args.channel)
    slack.installation.need(channel.scope("history"))
    found = [one for one in reversed(channel.roots()) if args.covers(one.ts)]
    return _messages(found, args)


@method("conversations.replies", "channels:history", "groups:history", "im:history", "mpim:history")
async def replies(slack: Slack, args: Replies) -> Json:
    """A thread, oldest first; its root comes with every page."""
    channel = member_channel(slack, args.channel)
    slack.installation.need(channel.scope("history"))
    root = thread_root(channel, args.ts)
    found = [one for one in channel.thread(root.ts) if one is root or args.covers(one.ts)]
    return _messages(found, args)


@method("conversations.open", "im:write", "mpim:write")
async def open_im(slack: Slack, args: Open) -> Json:
    """Open a direct message."""
    bot = slack.workspace.bot_user
    if args.channel:
        channel = seen_channel(slack, args.channel)
    elif not args.users:
        raise SlackError("users_list_not_supplied")
    elif len(args.users) > 1:
        raise SlackError("not_enough_users")
    else:
        channel = slack.workspace.open_im(bot, args.users[0])
    whole = channel.as_json(seen_by=bot)
    return {"channel": whole if args.return_im else {"id": channel.id}}


@method("conversations.join", "channels:join")
async def join(slack: Slack, args: Join) -> Json:
    """Let the bot join a public channel."""
    channel = seen_channel(slack, args.channel)
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    slack.posting.join(channel, slack.workspace.bot_user)
    return {"channel": channel.as_json(seen_by=slack.workspace.bot_user)}


@method("users.conversations", "channels:read", "groups:read", "im:read", "mpim:read")
async def of_user(slack: Slack, args: UserConversations) -> Json:
    """List the conversations that a user belongs to."""
    user = slack.workspace.user(args.user or slack.workspace.bot_user)
    return _listed(slack, args, user.id, mine=True)


def _listed(slack: Slack, args: List, user: str, *, mine: bool) -> Json:
    wanted = set(args.types)
    if wanted - set(API_TYPES.values()):
        raise SlackError("invalid_types")
    bot = slack.workspace.bot_user

    def shown(channel: Channel) -> bool:
        visible = channel.kind == "channel" or bot in channel.members
        return visible and API_TYPES[channel.kind] in wanted and (not mine or user in channel.members)

    channels = [one for one in slack.workspace.channels.values() if shown(one)]
    for kind in sorted(wanted):
        family = next(one for one, name in API_TYPES.items() if name == kind)
        slack.installation.need({"channel": "channels", "private": "groups"}.get(family, family) + ":read")
    found, following = page_of(channels, args)
    return {
        "channels": [one.as_json(seen_by=bot, members=True) for one in found],
        "response_metadata": {"next_cursor": following},
    }


def _messages(found: list[Message], args: History) -> Json:
    page, following = page_of(found, args)
    metadata = args.include_all_metadata
    answer: Json = {"messages": [one.as_json(with_metadata=metadata) for one in page]}
    answer |= {"has_more": bool(following), "pin_count": 0}
    return answer | ({"response_metadata": {"next_cursor": following}} if following else {})
