"""A modal that only says something."""

from slack_sdk.models.views import View

from bot.blocks.parts import section

GONE = "This answer is no longer kept."


def notice(title: str, text: str) -> View:
    """A modal with one paragraph."""
    return View(type="modal", title=title, close="Close", blocks=[section(text)])
