"""The gate: one decision on every tool call, by policies that a team can read, review and test.

`Gate.decide` says allow, ask, step up or deny; `Gate.may_approve` says whether a person may give leave.
"""

from storage import HeldRole
from tools.gate.decision import Decision, Verdict
from tools.gate.gate import Gate, either
from tools.gate.policy_set import PolicyError, Problem
from tools.gate.request import Context
from tools.gate.subject import Kind, Place, PullRequestPlace, Subject
from tools.gate.subjects import Subjects
from tools.gate.surroundings import surroundings

__all__ = [
    "Context",
    "Decision",
    "Gate",
    "HeldRole",
    "Kind",
    "Place",
    "PolicyError",
    "Problem",
    "PullRequestPlace",
    "Subject",
    "Subjects",
    "Verdict",
    "either",
    "surroundings",
]
