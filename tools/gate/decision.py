"""What the gate says of one call."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """May the call be made?"""

    ALLOW = "allow"
    ASK = "ask"
    STEP_UP = "step_up"
    DENY = "deny"


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict on one call and why.

    `ask`: `approvers` different people must agree, each of whom holds one of `approver_roles` for what the
    call touches (anybody who may make the call, where that is empty). The asker counts as one of them only
    if `asker_may_approve`. `step_up`: the asker must first confirm in a direct message; then, where
    `approvers` is not 0, as for `ask`. `policies` are the ids that decided, of the policies `version`.
    """

    verdict: Verdict
    reasons: tuple[str, ...]
    approvers: int = 0
    approver_roles: tuple[str, ...] = ()
    asker_may_approve: bool = False
    policies: tuple[str, ...] = ()
    version: str = ""
