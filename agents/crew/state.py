"""What the graph remembers between steps. JSON values only: checkpoints outlive this version of the code."""

from operator import add
from typing import Annotated, Any, TypedDict


class Report(TypedDict):
    """What one specialist has to say.

    `stance` is go, hold, unsure or None; `trouble` says what kept the specialist from finishing, and
    `over_budget` that it was a limit on spending.
    """

    specialist: str
    text: str
    details: str
    stance: str | None
    reason: str
    trouble: str | None
    over_budget: bool


class AskState(TypedDict, total=False):
    """The state of one ask."""

    case: dict[str, Any]
    reading: str
    specialists: list[str]
    reports: Annotated[list[Report], add]
    text: str
    details: str
    notes: list[str]
    stop: str


class SpecialistTask(TypedDict):
    """What one specialist is sent."""

    specialist: str
    case: dict[str, Any]
    reading: str
