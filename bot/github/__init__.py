"""The ways in from GitHub: signed webhooks, and commands in comments.

`routes` takes deliveries in; `Reception` makes asks of them; the answers go back by `bot.replies.github`.
"""

from bot.github.reception import Reception
from bot.github.routes import EVENTS_PATH, github_routes

__all__ = ["EVENTS_PATH", "Reception", "github_routes"]
