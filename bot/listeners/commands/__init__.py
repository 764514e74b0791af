"""Slash commands."""

from slack_bolt.app.async_app import AsyncApp

from bot.listeners.commands.deck import COMMAND, deck


def register(app: AsyncApp) -> None:
    """Connect the listeners of this area."""
    app.command(COMMAND)(deck)
