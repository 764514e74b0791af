"""Shortcuts of messages."""

from slack_bolt.app.async_app import AsyncApp

from bot.listeners.shortcuts.ask_about_message import ASK_ABOUT_MESSAGE, ask_about_message
from bot.listeners.shortcuts.remember_this import REMEMBER_THIS, remember_this


def register(app: AsyncApp) -> None:
    """Connect the listeners of this area."""
    app.message_shortcut(ASK_ABOUT_MESSAGE)(ask_about_message)
    app.message_shortcut(REMEMBER_THIS)(remember_this)
