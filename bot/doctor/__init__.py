"""Finds out which of the configured services work, and what to do about those that don't.

`examine` runs every check side by side; each area of checks has its own module.
"""

from bot.doctor.check import Check, State
from bot.doctor.examination import examine

__all__ = ["Check", "State", "examine"]
