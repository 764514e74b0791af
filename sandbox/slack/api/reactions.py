"""reactions.add, reactions.remove and reactions.get."""

from sandbox.slack.api.arguments import Arguments
from sandbox.slack.api.method import method
from sandbox.slack.api.places import seen_channel
from sandbox.slack.errors import SlackError
from sandbox.slack.messages import Message
from sandbox.slack.slack import Slack
from sandbox.slack.wire import Json


class Item(Arguments):
    """A message."""

    channel: str | None = None
    timestamp: str | None = None

    def message(self, slack: Slack) -> Message:
        """The message; `no_item_specified`, `channel_not_found` or `message_not_found` if there is none."""
        if not self.channel or not self.timestamp:
            raise SlackError("no_item_specified")
        return slack.workspace.message(seen_channel(slack, self.channel).id, self.timestamp)


class Reaction(Item):
    """An emoji for a message."""

    name: str

    @property
    def emoji(self) -> str:
        """The name without colons; `invalid_name` if it cannot be one."""
        name = self.name.strip(":")
        if not name or " " in name:
            raise SlackError("invalid_name")
        return name


class Get(Item):
    """A message's reactions."""

    full: bool = False


@method("reactions.add", "reactions:write")
async def add(slack: Slack, args: Reaction) -> Json:
    """React to a message."""
    slack.posting.react(args.message(slack), slack.workspace.bot_user, args.emoji)
    return {}


@method("reactions.remove", "reactions:write")
async def remove(slack: Slack, args: Reaction) -> Json:
    """Take a reaction back."""
    slack.posting.react(args.message(slack), slack.workspace.bot_user, args.emoji, remove=True)
    return {}


@method("reactions.get", "reactions:read")
async def get(slack: Slack, args: Get) -> Json:
    """Show a message with its reactions."""
    message = args.message(slack)
    return {"type": "message", "channel": message.channel, "message": message.as_json()}
