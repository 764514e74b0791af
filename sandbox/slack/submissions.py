"""What becomes of a submitted modal: closed, or what the app's `response_action` says.

https://docs.slack.dev/surfaces/modals#interactions
"""

from sandbox.slack import interactions
from sandbox.slack.elements import elements, state_of, unfilled
from sandbox.slack.errors import SlackError
from sandbox.slack.modals import close_view, push_view, update_view
from sandbox.slack.slack import Slack
from sandbox.slack.users import User
from sandbox.slack.views import View
from sandbox.slack.wire import Json


async def submit(slack: Slack, user: User, view: View, given: Json | None) -> dict[str, str]:
    """Submit a modal and do what the app answers; return what is wrong with the form, by block."""
    state = state_of(view.blocks, given)
    errors = unfilled(view.blocks, state)
    if not errors:
        payload = interactions.submission(slack, user, view, state)
        title = (view.content.get("title") or {}).get("text", "The form")
        answer = await interactions.ask(slack, "interactive", payload, user.id, title)
        if answer is None:
            return {}
        errors = _obey(slack, view, answer)
    if errors:
        slack.posting.tell({"type": "view_errors", "view_id": view.id, "errors": errors}, [user.id])
    return errors


async def close(slack: Slack, user: User, view: View) -> None:
    """Close a modal as the member does, and tell the app if it wants to know."""
    cleared = bool(view.content.get("clear_on_close"))
    for one in close_view(slack, view, whole_stack=cleared):
        if one.content.get("notify_on_close"):
            payload = interactions.closed(slack, user, one, cleared=cleared)
            await interactions.ask(slack, "interactive", payload, user.id, "Closing")


def _obey(slack: Slack, view: View, answer: Json) -> dict[str, str]:
    action = answer.get("response_action")
    try:
        if action == "errors":
            return _errors(view, answer)
        if action == "update":
            update_view(slack, view, answer.get("view") or {})
        elif action == "push":
            push_view(slack, view, answer.get("view") or {})
        elif action in (None, "clear"):
            close_view(slack, view, whole_stack=action == "clear")
        else:
            raise SlackError("invalid_response_action")
    except SlackError as error:
        details = (error.extra.get("response_metadata") or {}).get("messages", [])
        slack.app_error(view.user, " ".join(["The app's answer was refused:", error.code, *details]))
    return {}


def _errors(view: View, answer: Json) -> dict[str, str]:
    """Errors belong to the input blocks of the view; Slack refuses others."""
    inputs = {block["block_id"] for block, _ in elements(view.blocks) if block["type"] == "input"}
    errors = answer.get("errors")
    if not isinstance(errors, dict) or not errors or set(errors) - inputs:
        raise SlackError("invalid_errors")
    return {str(key): str(value) for key, value in errors.items()}
