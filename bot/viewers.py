"""Who presses a button, and in which channel."""

from slack_sdk.models.views import View

from bot.payloads import Payload
from storage import Viewer


def viewer_of(body: Payload) -> Viewer:
    """The one who looks. A modal remembers in which channel it was opened; only the bot can write that."""
    channel = (body.get("channel") or {}).get("id") or (body.get("view") or {}).get("private_metadata")
    return Viewer(body["user"]["id"], channel or None)


def opened_in(view: View, viewer: Viewer) -> View:
    """The modal, remembering where it was opened."""
    view.private_metadata = viewer.channel
    return view
