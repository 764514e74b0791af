"""A policy as the gate knows it: its name, where it stands, what it demands, and how it says why."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cedarpy import pst

from tools.gate.decision import Verdict
from tools.gate.statements import Statement

ANNOTATIONS = {"id", "reason", "verdict", "approvers", "roles", "asker"}
MOST_APPROVERS = 5


@dataclass(frozen=True, slots=True)
class Demand:
    """What a call waits for."""

    verdict: Verdict
    approvers: int
    roles: frozenset[str]
    asker_may_approve: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One policy. A `forbid` with a verdict has a demand: the call is not made without."""

    id: str
    file: Path
    line: int
    text: str
    reason: str
    demand: Demand | None

    @property
    def why(self) -> str:
        """The reason to show, with the name of the policy."""
        return f"{self.reason.rstrip('.') or 'No reason is given'} (policy {self.id})"


def rule_of(parsed: pst.Template, file: Path, statement: Statement) -> Rule:
    """The rule that a parsed policy is.

    Raises:
        ValueError: its annotations don't make sense.
    """
    notes = parsed.annotations
    if unknown := sorted(set(notes) - ANNOTATIONS):
        raise ValueError(f"unknown annotation @{unknown[0]}; there are @{', @'.join(sorted(ANNOTATIONS))}")
    if not notes.get("id", "").strip():
        raise ValueError('a policy needs a name: @id("…")')
    demand = _demand(notes)
    if demand is not None and parsed.effect == "permit":
        raise ValueError("a verdict goes on a forbid: not without. A permit says who may at all")
    return Rule(notes["id"], file, statement.line, statement.text, notes.get("reason", ""), demand)


def _demand(notes: Mapping[str, str]) -> Demand | None:
    if "verdict" not in notes:
        if extra := sorted({"approvers", "roles", "asker"} & set(notes)):
            raise ValueError(f"@{extra[0]} needs a @verdict")
        return None
    if notes["verdict"] not in (Verdict.ASK, Verdict.STEP_UP):
        raise ValueError(f'@verdict is "ask" or "step_up", not "{notes["verdict"]}"')
    verdict = Verdict(notes["verdict"])
    count = notes.get("approvers", "1" if verdict is Verdict.ASK else "0")
    least = 1 if verdict is Verdict.ASK else 0
    if not count.isdecimal() or not least <= int(count) <= MOST_APPROVERS:
        raise ValueError(f'@approvers is a number from {least} to {MOST_APPROVERS}, not "{count}"')
    asker = notes.get("asker", "may-not-approve")
    if asker not in ("may-approve", "may-not-approve"):
        raise ValueError(f'@asker is "may-approve" or "may-not-approve", not "{asker}"')
    roles = frozenset(role.strip() for role in notes.get("roles", "").split(",") if role.strip())
    return Demand(verdict, int(count), roles, asker == "may-approve")
