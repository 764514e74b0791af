"""usergroups.users.list."""

from sandbox.slack.api.arguments import Arguments
from sandbox.slack.api.method import method
from sandbox.slack.errors import SlackError
from sandbox.slack.slack import Slack
from sandbox.slack.wire import Json


class Members(Arguments):
    """A user group."""

    usergroup: str
    include_disabled: bool = False


@method("usergroups.users.list", "usergroups:read")
async def members(slack: Slack, args: Members) -> Json:
    """List the members of a user group."""
    found = slack.workspace.groups.get(args.usergroup)
    if found is None:
        raise SlackError("no_such_subteam")
    return {"users": found}
