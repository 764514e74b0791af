"""Decides whether a tool call may happen."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cedarpy

from tools.gate.decision import Decision, Verdict
from tools.gate.policy_folder import PolicyFolder
from tools.gate.policy_set import PolicySet, Problem
from tools.gate.request import Context, Request, request_of, with_defaults
from tools.gate.rule import Rule
from tools.gate.schema import FOLDER, schema_text
from tools.gate.subject import Kind, Subject
from tools.gate.surroundings import surroundings
from tools.tool import Operation

if TYPE_CHECKING:
    from tools.connections import Connections


class Gate:
    """The one place that decides on tool calls, for every caller.

    Args:
        folder: The team's own policies; those that ship if None.
        tools: What policies can name besides `tools.OPERATIONS`.
    """

    def __init__(self, folder: Path | None = None, tools: Iterable[Operation] = ()) -> None:
        from tools import OPERATIONS

        known: dict[str, Operation] = {tool.name: tool for tool in OPERATIONS}
        known |= {tool.name: tool for tool in tools}
        self._policies = PolicyFolder(folder or FOLDER, schema_text(known.values()))

    @property
    def folder(self) -> Path:
        """Where the policies stand."""
        return self._policies.folder

    @property
    def policies(self) -> PolicySet | None:
        """The policies in force; None if there never were any that can be used."""
        return self._policies.current

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the files as they are now."""
        return self._policies.problems

    async def refresh(self) -> None:
        """Take up policies that were changed since the last decision."""
        await self._policies.refresh()

    async def judge(
        self,
        subject: Subject,
        tool: Operation,
        arguments: Mapping[str, Any],
        connections: "Connections",
    ) -> Decision:
        """Decide on a call by the policies as they are now, after looking up what is true around it."""
        await self.refresh()
        context = await surroundings(connections, tool, arguments)
        return self.decide(subject, tool, arguments, context)

    def decide(
        self, subject: Subject, tool: Operation, arguments: Mapping[str, Any], context: Context
    ) -> Decision:
        """Decide on a call. What can't be judged is denied."""
        policies = self._policies.current
        if policies is None:
            wrong = "; ".join(str(problem) for problem in self.problems)
            return Decision(Verdict.DENY, (f"there are no policies in force: {wrong}",))
        request = _request(subject, tool, arguments, context)
        if request is None:
            reason = f"{tool.name} does not take these arguments"
            return Decision(Verdict.DENY, (reason,), version=policies.version)
        return _Judge(policies, request).decision()

    def may_approve(
        self,
        approver: Subject,
        asker: str,
        tool: Operation,
        arguments: Mapping[str, Any],
        context: Context,
        decision: Decision,
    ) -> str | None:
        """Why this person may not give leave to the call on which `decision` was made; None if they may."""
        policies, request = self._policies.current, _request(approver, tool, arguments, context)
        if policies is None or request is None:
            return "Nobody can approve this: the policies or the arguments can't be used."
        if approver.kind is not Kind.PERSON:
            return "Only members of the workspace approve."
        if approver.person == asker and not decision.asker_may_approve:
            demanding = [name for name in decision.policies if _wants_another(policies.rules.get(name))]
            named = _named(demanding or decision.policies)
            return f"You asked for this; somebody else has to approve (policy {named})."
        own = _Judge(policies, request)
        if forbidden := own.forbidden():
            return f"You may not have this done yourself: {forbidden[0].why}"
        if decision.approver_roles:
            if request.roles.isdisjoint(decision.approver_roles):
                wanted = f"{either(decision.approver_roles)} for {request.located.id}"
                return f"This needs somebody with the role {wanted} (policy {_named(decision.policies)})."
        elif not own.permitted():
            helping = own.helping()
            may = f" People with the role {either(helping)} there may." if helping else ""
            return f"You can't approve this: no policy lets you ask for it either.{may}"
        return None

    def roles_for(
        self, nobody: Subject, tool: Operation, arguments: Mapping[str, Any], context: Context
    ) -> tuple[str, ...]:
        """The roles with which one who holds none yet could ask for a call; none where it takes no role."""
        policies, request = self._policies.current, _request(nobody, tool, arguments, context)
        if policies is None or request is None:
            return ()
        judge = _Judge(policies, request)
        return () if judge.permitted() else tuple(judge.helping())


def _request(
    subject: Subject, tool: Operation, arguments: Mapping[str, Any], context: Context
) -> Request | None:
    values = with_defaults(tool, arguments)
    return None if values is None else request_of(subject, tool, values, context)


class _Judge:
    """Judges one request by one set of policies."""

    def __init__(self, policies: PolicySet, request: Request) -> None:
        self._policies = policies
        self._request = request
        self._cedar = request.as_cedar()
        self._entities = request.entities()
        self._leave = self._ask(policies.leave, self._entities)

    def permitted(self) -> bool:
        """Whether a policy permits the call and none forbids it outright."""
        return self._leave.allowed and not self._leave.diagnostics.errors

    def forbidden(self) -> list[Rule]:
        """The policies that forbid the call outright."""
        return [] if self._leave.allowed else self._rules(self._leave)

    def decision(self) -> Decision:
        """The verdict."""
        demanded = self._ask(self._policies.demands, self._entities)
        errors = [*self._leave.diagnostics.errors, *demanded.diagnostics.errors]
        if errors:
            # Cedar passes over a policy that fails, and it might have been the one that forbids.
            return self._deny([f"a policy failed: {error}" for error in errors], [])
        if not self._leave.allowed:
            forbidding = self._rules(self._leave)
            why = [rule.why for rule in forbidding] or [self._nobody_permits()]
            return self._deny(why, forbidding)
        demands = self._rules(demanded)
        if not demands:
            permitting = self._rules(self._leave)
            return self._decision(Verdict.ALLOW, permitting, [rule.why for rule in permitting])
        return self._demand(demands)

    def _demand(self, rules: list[Rule]) -> Decision:
        """The strictest of all demands: each of them has to be met."""
        demands = [rule.demand for rule in rules if rule.demand is not None]
        limits = [demand.roles for demand in demands if demand.roles]
        roles = frozenset.intersection(*limits) if limits else frozenset()
        if limits and not roles:
            names = _named(rule.id for rule in rules if rule.demand and rule.demand.roles)
            return self._deny([f"no single role may give leave by all of the policies {names}"], rules)
        stepped = any(demand.verdict is Verdict.STEP_UP for demand in demands)
        return Decision(
            verdict=Verdict.STEP_UP if stepped else Verdict.ASK,
            reasons=tuple(rule.why for rule in rules),
            approvers=max(demand.approvers for demand in demands),
            approver_roles=tuple(sorted(roles)),
            asker_may_approve=all(demand.asker_may_approve for demand in demands if demand.approvers),
            policies=tuple(rule.id for rule in rules),
            version=self._policies.version,
        )

    def _nobody_permits(self) -> str:
        request = self._request
        what = f"{request.tool.name} on {request.located.type} {request.located.id}"
        held = f"with the role {' and '.join(sorted(request.roles))}" if request.roles else "without a role"
        helping = self.helping()
        ask = f"; people with the role {either(helping)} there may ask for it" if helping else ""
        return f"no policy permits {what} to a {request.subject.kind} {held} there{ask}"

    def helping(self) -> list[str]:
        """The roles with which the call would be permitted."""
        return [role for role in self._policies.roles if self._would_help(role)]

    def _would_help(self, role: str) -> bool:
        return self._ask(self._policies.leave, self._request.entities([role])).allowed

    def _deny(self, reasons: list[str], rules: list[Rule]) -> Decision:
        return self._decision(Verdict.DENY, rules, reasons)

    def _decision(self, verdict: Verdict, rules: list[Rule], reasons: list[str]) -> Decision:
        ids = tuple(rule.id for rule in rules)
        return Decision(verdict, tuple(reasons), policies=ids, version=self._policies.version)

    def _ask(self, policies: cedarpy.PolicySet, entities: str) -> cedarpy.AuthzResult:
        return cedarpy.is_authorized(self._cedar, policies, entities)

    def _rules(self, result: cedarpy.AuthzResult) -> list[Rule]:
        names = result.diagnostics.id_annotations_by_reason.values()
        return [self._policies.rules[name] for name in sorted(names)]


def _wants_another(rule: Rule | None) -> bool:
    demand = rule.demand if rule is not None else None
    return demand is not None and demand.approvers > 0 and not demand.asker_may_approve


def either(names: Iterable[str]) -> str:
    """Names as one says them: this, that or the other."""
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last


def _named(ids: Iterable[str]) -> str:
    return ", ".join(ids)
