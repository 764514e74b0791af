"""Approvals in Slack: cards where a change waits for leave, and what pressing their buttons does.

`Cards` shows them, `Deciders` says who is asked, `Presses` decides whether a press counts; `due` ends and
passes on what waits too long.
"""

from bot.approvals.cards import Cards
from bot.approvals.deciders import Deciders
from bot.approvals.presses import Presses

__all__ = ["Cards", "Deciders", "Presses"]
