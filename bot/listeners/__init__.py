"""What Slack sends, one concept a file, as in slack_bolt's samples.

Listeners are thin: they store, acknowledge and show.
`register` connects them to an app; each gets the `Desk` through its parameter `desk`.
"""

from collections.abc import Awaitable, Callable

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.desk import Desk
from bot.listeners import actions, commands, events, shortcuts, views


def register(app: AsyncApp, desk: Desk) -> None:
    """Connect every listener to the app."""

    async def hand_over_desk(context: AsyncBoltContext, next_: Callable[[], Awaitable[None]]) -> None:
        context["desk"] = desk
        await next_()

    app.use(hand_over_desk)
    for area in (events, actions, commands, shortcuts, views):
        area.register(app)
