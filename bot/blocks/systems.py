"""Which systems are connected."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from bot.blocks.parts import context
from bot.systems import System

NOT_CONNECTED = "⚪ is not connected yet; `quarterdeck doctor` says what to set."


def systems_line(systems: Sequence[System]) -> Block:
    """What is connected and what is not; what is open to everyone has nothing to connect, and no circle."""
    own = [system for system in systems if not system.public]
    lines = ["  ".join(f"{'🟢' if system.connected else '⚪'} {system.name}" for system in own)]
    if public := [system.name for system in systems if system.public]:
        lines.append(f"Public, nothing to set: {', '.join(public)}")
    if not all(system.connected for system in own):
        lines.append(NOT_CONNECTED)
    return context("\n".join(lines))
