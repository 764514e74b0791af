"""Turns of phrase that playbooks share."""

from collections.abc import Sequence
from datetime import UTC, datetime

from agents.playbooks.playbook import Draft
from agents.routing.names import Names
from agents.routing.strangers import Stranger

# From so many hours on, days say it better.
IN_DAYS = 48
# Cents of larger amounts, and tenths of larger shares, only make them harder to read.
WITHOUT_CENTS = 100
WITHOUT_TENTHS = 10


def ask_back(question: str) -> Draft:
    """A question to the asker, where the ask lacks something that can't be found out."""
    return Draft(f"{question} Answer here, and I go on.")


def no_such_service(stranger: Stranger) -> str:
    """That no service has this name, with those that it may be a slip of, or with some that there are."""
    lead = f"**No service is called {stranger.name}.**"
    if stranger.near:
        *most, last = stranger.near
        return f"{lead} Did you mean {', '.join(most)}{' or ' if most else ''}{last}?"
    return f"{lead} Services are, for example: {', '.join(stranger.some)}."


def pipeline_or_service(names: Names) -> str | None:
    """What to look a run up by: the pipeline, unless its name (`CI`) is one that several services share."""
    if names.pipeline and names.service and names.service.lower() not in names.pipeline.lower():
        return names.service
    return names.pipeline or names.service


def moment(at: datetime) -> str:
    """A time as people read it: Sat 21 Nov, 14:05 UTC; with the year where that is not this one."""
    there = at.astimezone(UTC)
    year = "" if there.year == datetime.now(UTC).year else f" {there.year}"
    return f"{there:%a %-d %b}{year}, {there:%H:%M} UTC"


def age(since: datetime, now: datetime) -> str:
    """How long something has lasted, in its largest unit: 5 h, 19 days."""
    hours = int((now - since).total_seconds() // 3600)
    if hours < 1:
        return "less than an hour"
    return f"{hours} h" if hours < IN_DAYS else plural(hours // 24, "day")


def money(amount: float, currency: str, *, signed: bool = False) -> str:
    """An amount as one says it: 12,346 USD, 7.50 USD; `signed` for a difference."""
    digits = 0 if abs(amount) >= WITHOUT_CENTS else 2
    return f"{amount:{'+' if signed else ''},.{digits}f} {currency}"


def percent(share: float, *, signed: bool = False) -> str:
    """A share in percent as one says it: 12 %, 3.4 %; `signed` for a change."""
    digits = 0 if abs(share) >= WITHOUT_TENTHS else 1
    return f"{share:{'+' if signed else ''}.{digits}f} %"


def plural(count: int, noun: str) -> str:
    """A count with its noun: 1 commit, 3 commits."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def listed(items: Sequence[str], most: int) -> str:
    """A bulleted list, cut, with how many there are in all."""
    lines = [f"- {item}" for item in items[:most]]
    if len(items) > most:
        lines.append(f"- … {len(items)} in all")
    return "\n".join(lines)
