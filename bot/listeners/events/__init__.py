"""Events: mentions, messages, pins, and the opening of the App Home."""

from slack_bolt.app.async_app import AsyncApp

from bot.listeners.events.app_home_opened import app_home_opened
from bot.listeners.events.app_mention import app_mention
from bot.listeners.events.message import message
from bot.listeners.events.pins import pins_changed


def register(app: AsyncApp) -> None:
    """Connect the listeners of this area."""
    app.event("app_mention")(app_mention)
    app.event("message")(message)
    app.event("app_home_opened")(app_home_opened)
    app.event("pin_added")(pins_changed)
    app.event("pin_removed")(pins_changed)
