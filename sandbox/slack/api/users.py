"""users.info, users.list and users.lookupByEmail."""

from sandbox.slack.api.arguments import Arguments
from sandbox.slack.api.method import method
from sandbox.slack.api.paging import Paged, page_of
from sandbox.slack.errors import SlackError
from sandbox.slack.slack import Slack
from sandbox.slack.users import User
from sandbox.slack.wire import Json


class Info(Arguments):
    """A user."""

    user: str
    include_locale: bool = False


class List(Paged):
    """All users."""

    include_locale: bool = False


class Lookup(Arguments):
    """An e-mail address."""

    email: str


@method("users.info", "users:read")
async def info(slack: Slack, args: Info) -> Json:
    """Describe a user."""
    return {"user": _shown(slack, slack.workspace.user(args.user), args.include_locale)}


@method("users.list", "users:read")
async def list_all(slack: Slack, args: List) -> Json:
    """List the users."""
    found, following = page_of(list(slack.workspace.users.values()), args)
    members = [_shown(slack, user, args.include_locale) for user in found]
    return {"members": members, "response_metadata": {"next_cursor": following}}


@method("users.lookupByEmail", "users:read.email")
async def lookup(slack: Slack, args: Lookup) -> Json:
    """Find a user by his e-mail address."""
    for user in slack.workspace.users.values():
        if user.email == args.email:
            return {"user": _shown(slack, user, False)}
    raise SlackError("users_not_found")


def _shown(slack: Slack, user: User, locale: bool) -> Json:
    about = user.as_json(with_email="users:read.email" in slack.installation.scopes)
    return about | ({"locale": "en-GB"} if locale else {})
