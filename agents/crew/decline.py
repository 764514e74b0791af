"""What the crew says to asks that are not its work."""

from agents.specialists import SPECIALISTS

GREETING = "Here is what this crew does:"
REFUSAL = "That is not something this crew does. It does this:"
EXAMPLES = (
    "why did the last build fail?",
    "what changed since yesterday?",
    "is anything slow right now?",
)


def decline(*, greeting: bool) -> str:
    """Say plainly what the crew does, with things to try."""
    opening = GREETING if greeting else REFUSAL
    lines = [f"- {item.emoji} **{item.title}**: {item.does}" for item in SPECIALISTS.values()]
    tries = ", ".join(f"“{example}”" for example in EXAMPLES)
    return "\n".join([opening, *lines, "", f"Try {tries}"])
