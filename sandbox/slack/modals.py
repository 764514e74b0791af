"""Opening, changing and closing views, for the app's calls and its answers to submissions alike."""

import secrets
import time

from sandbox.slack.block_kit import check_view, identify
from sandbox.slack.errors import SlackError
from sandbox.slack.slack import Slack
from sandbox.slack.views import View
from sandbox.slack.wire import Json
from sandbox.slack.workspace import new_id

STACK = 3


def open_view(slack: Slack, user: str, content: Json) -> View:
    """Show a modal to a user."""
    check_view(content)
    view = _new(slack, user, content)
    slack.workspace.views[view.id] = view
    _tell(slack, "view_opened", view)
    return view


def push_view(slack: Slack, top: View, content: Json) -> View:
    """Lay a modal on another one; `push_limit_reached` on the third."""
    check_view(content)
    depth, below = 1, top.previous
    while below is not None:
        depth, below = depth + 1, below.previous
    if depth >= STACK:
        raise SlackError("push_limit_reached")
    view = _new(slack, top.user, content)
    view.previous, view.root_id = top, top.root_id
    slack.workspace.views[view.id] = view
    _tell(slack, "view_pushed", view)
    return view


def update_view(slack: Slack, view: View, content: Json, expected_hash: str | None = None) -> View:
    """Exchange what a view shows; `hash_conflict` when the app knew an older one."""
    check_view(content, (view.kind,))
    if expected_hash and expected_hash != view.hash:
        raise SlackError("hash_conflict")
    _check_external_id(slack, content, view)
    view.content, view.hash = _stored(content), _hash()
    _tell(slack, "view_updated", view)
    return view


def publish_home(slack: Slack, user: str, content: Json, expected_hash: str | None = None) -> View:
    """Set a user's Home tab."""
    check_view(content, ("home",))
    known = slack.workspace.views.get(slack.workspace.homes.get(user, ""))
    if known is None:
        known = _new(slack, user, content)
        slack.workspace.views[known.id] = known
        slack.workspace.homes[user] = known.id
    elif expected_hash and expected_hash != known.hash:
        raise SlackError("hash_conflict")
    known.content, known.hash, known.state = _stored(content), _hash(), {"values": {}}
    app_id = slack.installation.bot.app_id
    slack.posting.tell({"type": "home", "app_id": app_id, "view": known.as_json()}, [user])
    return known


def close_view(slack: Slack, view: View, *, whole_stack: bool = False) -> list[View]:
    """Close a view, or it and all below it; return what was closed."""
    closed: list[View] = []
    last: View | None = view
    while last is not None and (whole_stack or not closed):
        slack.workspace.views.pop(last.id, None)
        closed.append(last)
        last = last.previous
    for one in closed:
        _tell(slack, "view_closed", one)
    return closed


def _new(slack: Slack, user: str, content: Json) -> View:
    _check_external_id(slack, content, None)
    bot, key = slack.installation.bot, new_id("V")
    team = slack.workspace.id
    return View(key, team, bot.app_id, bot.bot_id, user, _stored(content), _hash(), root_id=key)


def _check_external_id(slack: Slack, content: Json, itself: View | None) -> None:
    key = content.get("external_id")
    others = (view for view in slack.workspace.views.values() if view is not itself)
    if key and any(view.content.get("external_id") == key for view in others):
        raise SlackError("duplicate_external_id")


def _stored(content: Json) -> Json:
    return {**content, "blocks": identify(content["blocks"])}


def _hash() -> str:
    return f"{int(time.time())}.{secrets.token_urlsafe(6)}"


def _tell(slack: Slack, kind: str, view: View) -> None:
    slack.posting.tell({"type": kind, "view": view.as_json()}, [view.user])
