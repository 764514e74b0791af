"""What the gate says of one call."""

from collections.abc import Collection
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

    def met_by(self, asker: str, approved_by: Collection[str], roles: Collection[str]) -> bool:
        """Whether leave that was given by these people, who had to hold one of these roles, is enough."""
        if self.verdict in (Verdict.ALLOW, Verdict.DENY):
            return self.verdict is Verdict.ALLOW
        counted = {person for person in approved_by if self.asker_may_approve or person != asker}
        fitting = not self.approver_roles or (bool(roles) and set(roles) <= set(self.approver_roles))
        return len(counted) >= self.approvers and (fitting or self.approvers == 0)
