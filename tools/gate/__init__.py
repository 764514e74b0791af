"""The gate: one decision on every tool call, by policies that a team can read, review and test.

`Gate.decide` says allow, ask, step up or deny; `Gate.may_approve` says whether a person may give leave.
"""

from storage.roles import HeldRole
from tools.gate.decision import Decision, Verdict
from tools.gate.gate import Context, Gate, decide
from tools.gate.subject import Kind, Place, Subject

__all__ = ["Context", "Decision", "Gate", "HeldRole", "Kind", "Place", "Subject", "Verdict", "decide"]
