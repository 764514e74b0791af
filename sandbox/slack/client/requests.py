"""What the page sends, and who sends it."""

from typing import Literal, TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError

from sandbox.slack.channels import Channel
from sandbox.slack.errors import SlackError, refusal
from sandbox.slack.slack import Slack
from sandbox.slack.users import User
from sandbox.slack.wire import Json


class FromMember(BaseModel):
    """Anything that a member does."""

    model_config = ConfigDict(extra="forbid")

    member: str


class Post(FromMember):
    """A message to send."""

    channel: str
    text: str = ""
    thread_ts: str | None = None
    file_ids: list[str] = []


class Edit(FromMember):
    """One's own message, changed."""

    channel: str
    ts: str
    text: str


class Delete(FromMember):
    """One's own message, taken away."""

    channel: str
    ts: str


class React(FromMember):
    """An emoji for a message."""

    channel: str
    ts: str
    name: str
    remove: bool = False


class PinIt(FromMember):
    """A message to pin, or not any more."""

    channel: str
    ts: str
    remove: bool = False


class Bookmarked(FromMember):
    """A link for a channel's header."""

    channel: str
    title: str
    link: str


class Command(FromMember):
    """A slash command."""

    channel: str
    command: str
    text: str = ""
    thread_ts: str | None = None


class Shortcut(FromMember):
    """A shortcut; one of a message names it."""

    callback_id: str
    channel: str | None = None
    message_ts: str | None = None


class Container(BaseModel):
    """Where something was pressed."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["message", "ephemeral", "view", "home"]
    channel: str | None = None
    ts: str | None = None
    view_id: str | None = None


class Action(FromMember):
    """Something pressed or chosen."""

    container: Container
    action: Json
    state: Json | None = None


class ViewDone(FromMember):
    """A modal submitted or closed."""

    view_id: str
    kind: Literal["submit", "close"]
    state: Json | None = None


class Im(FromMember):
    """Whom to talk to."""

    user: str


class Home(FromMember):
    """Whose Home tab to open."""

    app_id: str


class Agent(FromMember):
    """Whose agent pane to open, and over which channel."""

    app_id: str
    channel_context: str | None = None


class Membership(FromMember):
    """A channel to join, or to add somebody to."""

    channel: str
    user: str | None = None


M = TypeVar("M", bound=FromMember)


async def read(request: web.Request, model: type[M]) -> M:
    """Read what the page sent.

    Raises:
        SlackError: `invalid_arguments`.
    """
    try:
        return model.model_validate_json(await request.read())
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        raise refusal("invalid_arguments", wrong) from None


def person(slack: Slack, key: str) -> User:
    """The member who acts; a bot cannot sit at the page."""
    user = slack.workspace.user(key)
    if user.bot_id:
        raise SlackError("user_not_found")
    return user


def own_channel(slack: Slack, key: str, user: User) -> Channel:
    """A conversation that the member belongs to; `channel_not_found` or `not_in_channel` otherwise."""
    channel = slack.workspace.visible_channel(key, user.id)
    if user.id not in channel.members:
        raise SlackError("not_in_channel")
    return channel
