"""What people give to the crew's documents from Slack: threads, answers marked as right, sources.

The listeners enqueue `Jobs`; `Keeper` does them in a worker, after the gate has allowed it.
"""

from bot.keeping.jobs import Jobs
from bot.keeping.keeper import Keeper
from bot.keeping.permission import Permission
from bot.keeping.pins import PinReader
from bot.keeping.sources import Sources

__all__ = ["Jobs", "Keeper", "Permission", "PinReader", "Sources"]
