"""Which systems are connected."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from bot.blocks.parts import context
from bot.systems import System


def systems_line(systems: Sequence[System]) -> Block:
    """One line: what the crew can look at, and what is not connected."""
    marks = (f"{'🟢' if system.connected else '⚪'} {system.name}" for system in systems)
    return context("  ".join(marks))
