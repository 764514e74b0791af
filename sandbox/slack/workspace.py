"""The state of the workspace: users, conversations, messages, files and views, all in memory."""

import secrets
import string
import time
from dataclasses import dataclass, field
from typing import Any

from sandbox.company import Company
from sandbox.company.conversations import Line, conversations
from sandbox.company.people import TEAM_DOMAIN, TEAM_ID, TEAM_NAME
from sandbox.slack.channels import Channel
from sandbox.slack.clock import Clock, ts_at
from sandbox.slack.errors import SlackError
from sandbox.slack.files import File
from sandbox.slack.installation import Installation
from sandbox.slack.messages import Message
from sandbox.slack.rich_text import rich_text, stored_text
from sandbox.slack.users import User
from sandbox.slack.views import View
from sandbox.slack.wire import Json

ID_ALPHABET = string.ascii_uppercase + string.digits


def new_id(prefix: str) -> str:
    """An id in Slack's form: a prefix and ten capital letters or digits."""
    return prefix + "".join(secrets.choice(ID_ALPHABET) for _ in range(10))


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Web API, with what it was given and what it got."""

    method: str
    arguments: Json
    status: int
    response: Json


@dataclass(slots=True)
class Workspace:
    """Everything that Slack keeps.

    Args:
        installation: the installed app.
        users: members and the bot, by id.
        channels: conversations, by id.
        files: uploads, by id.
        views: open modals and Home tabs, by id.
        homes: the id of the Home tab's view, by user.
        ephemerals: messages that only one user sees, by timestamp.
        read: up to where a user has read a channel, by both ids.
        calls: every call of the Web API, in order.
    """

    installation: Installation
    users: dict[str, User]
    channels: dict[str, Channel] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    # User groups by id, each with the ids of its members.
    groups: dict[str, list[str]] = field(default_factory=dict)
    ephemerals: dict[str, Message] = field(default_factory=dict)
    read: dict[tuple[str, str], str] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    clock: Clock = field(default_factory=Clock)
    id: str = TEAM_ID
    name: str = TEAM_NAME
    domain: str = TEAM_DOMAIN

    @property
    def bot_user(self) -> str:
        """The user id of the installed app's bot."""
        return self.installation.bot.user_id

    @property
    def names(self) -> dict[str, str]:
        """What `@handle` and `#channel` stand for."""
        people = {f"@{user.handle}": user.id for user in self.users.values()}
        return people | {f"#{one.name}": one.id for one in self.channels.values() if one.name}

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method, in order."""
        return [call for call in self.calls if call.method == method]

    def user(self, key: str) -> User:
        """The user with this id; `user_not_found` otherwise."""
        try:
            return self.users[key]
        except KeyError:
            raise SlackError("user_not_found") from None

    def channel(self, key: str) -> Channel:
        """The conversation with this id; `channel_not_found` otherwise."""
        try:
            return self.channels[key]
        except KeyError:
            raise SlackError("channel_not_found") from None

    def visible_channel(self, key: str, user: str) -> Channel:
        """A conversation that this user may see: a public one, or one he belongs to."""
        channel = self.channel(key)
        if channel.kind != "channel" and user not in channel.members:
            raise SlackError("channel_not_found")
        return channel

    def message(self, channel: str, ts: str) -> Message:
        """A message that stands in a conversation; `message_not_found` otherwise."""
        try:
            return self.channel(channel).messages[ts]
        except KeyError:
            raise SlackError("message_not_found") from None

    def open_im(self, one: str, other: str) -> Channel:
        """Find the direct message between two users, or begin it."""
        pair = sorted((self.user(one).id, self.user(other).id), key=lambda key: (key == self.bot_user, key))
        key = "D0" + "".join(name.removeprefix("U0") for name in pair)
        if key not in self.channels:
            self.channels[key] = Channel(key, "", "im", int(time.time()), one, members=pair)
        return self.channels[key]

    def add(self, message: Message) -> None:
        """Put a message where it belongs."""
        channel = self.channel(message.channel)
        channel.messages[message.ts] = message
        root = channel.messages.get(message.thread_ts or "")
        if root is not None and root is not message:
            root.replies.append(message)

    def remove(self, message: Message) -> None:
        """Take a message out of its conversation and thread."""
        channel = self.channel(message.channel)
        channel.messages.pop(message.ts, None)
        root = channel.messages.get(message.thread_ts or "")
        if root is not None and message in root.replies:
            root.replies.remove(message)

    def typed(self, user: str, channel: str, typed: str, **fields: Any) -> Message:
        """A message of a member, as his client would send it."""
        text = stored_text(typed, self.names)
        blocks = [rich_text(text, secrets.token_urlsafe(4))] if text else []
        ts = fields.pop("ts", None) or self.clock.ts()
        return Message(ts, channel, self.id, user, text, blocks=blocks, **fields)


def seeded(company: Company, installation: Installation) -> Workspace:
    """A workspace in which the company has been talking already; the bot is in none of its channels."""
    members = [User.of_member(one, TEAM_ID, number) for number, one in enumerate(company.members)]
    users = [*members, User.of_bot(installation.bot, TEAM_ID)]
    workspace = Workspace(installation, {user.id: user for user in users})
    created = int(company.timeline.ago(weeks=60).timestamp())
    ids = {one.handle: one.slack_id for one in company.members}
    for channel in company.channels:
        people = [ids[handle] for handle in channel.members]
        workspace.channels[channel.id] = Channel(
            channel.id, channel.name, "channel", created, people[0],
            channel.topic, channel.purpose, people,
        )  # fmt: skip
    for number, line in enumerate(conversations(company)):
        _tell(workspace, line, number, ids, company)
    for channel_id, one in workspace.channels.items():
        last = next(reversed(one.messages), "0")
        workspace.read |= {(member, channel_id): last for member in one.members}
    return workspace


def _tell(workspace: Workspace, line: Line, number: int, ids: dict[str, str], company: Company) -> None:
    root = None
    if line.reply_to is not None:
        channel = workspace.channels[company.channel(line.channel).id]
        root = next(one for one in reversed(channel.messages.values()) if one.text.startswith(line.reply_to))
        root.thread_ts = root.ts
    message = workspace.typed(
        ids[line.author],
        company.channel(line.channel).id,
        line.text,
        ts=ts_at(line.at, number),
        thread_ts=root.ts if root else None,
    )
    message.reactions = {name: [ids[handle] for handle in who] for name, who in line.reactions.items()}
    workspace.add(message)
