"""views.open, views.push, views.update and views.publish."""

from sandbox.slack.api.arguments import Arguments, JsonObject
from sandbox.slack.api.method import method
from sandbox.slack.errors import SlackError
from sandbox.slack.modals import open_view, publish_home, push_view, update_view
from sandbox.slack.slack import Slack
from sandbox.slack.views import View
from sandbox.slack.wire import Json


class Open(Arguments):
    """A view, and the leave to open it."""

    view: JsonObject
    trigger_id: str | None = None
    interactivity_pointer: str | None = None


class Update(Arguments):
    """A view in the place of another one."""

    view: JsonObject
    view_id: str | None = None
    external_id: str | None = None
    hash: str | None = None


class Publish(Arguments):
    """A user's Home tab."""

    user_id: str
    view: JsonObject
    hash: str | None = None


@method("views.open")
async def open_modal(slack: Slack, args: Open) -> Json:
    """Open a modal."""
    trigger = slack.tickets.exchange(args.trigger_id or args.interactivity_pointer)
    return {"view": open_view(slack, trigger.user, args.view).as_json()}


@method("views.push")
async def push(slack: Slack, args: Open) -> Json:
    """Lay a modal on the one that the interaction came from."""
    trigger = slack.tickets.exchange(args.trigger_id or args.interactivity_pointer)
    top = slack.workspace.views.get(trigger.view_id or "")
    if top is None:
        raise SlackError("not_found")
    return {"view": push_view(slack, top, args.view).as_json()}


@method("views.update")
async def update(slack: Slack, args: Update) -> Json:
    """Exchange what an open view shows."""
    return {"view": update_view(slack, _named(slack, args), args.view, args.hash).as_json()}


@method("views.publish")
async def publish(slack: Slack, args: Publish) -> Json:
    """Set a user's Home tab."""
    if not slack.installation.manifest.features.app_home.home_tab_enabled:
        raise SlackError("not_enabled")
    user = slack.workspace.user(args.user_id)
    return {"view": publish_home(slack, user.id, args.view, args.hash).as_json()}


def _named(slack: Slack, args: Update) -> View:
    for view in slack.workspace.views.values():
        if view.id == args.view_id or (
            args.external_id and view.content.get("external_id") == args.external_id
        ):
            return view
    raise SlackError("not_found")
