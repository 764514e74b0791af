"""Leave for calls that change something: asked for once, and used once.

The approval is a row; so is the change, whose key is claimed before the vendor is called. Whatever is cut off
in between, the next run finds the rows and goes on from there.
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from pydantic import ValidationError

from storage import ActionStore, ApprovalStore, AskStore, AuditLog, Catalog, NewAction, NewApproval
from storage.approvals import ASK, STEP_UP
from storage.audit.events import action_ended, action_started
from storage.models import ActionState, Approval, ApprovalState
from tools.action import ActionInHand
from tools.gate import Decision, Subject, Verdict
from tools.observer import part
from tools.redaction import redact, redact_data
from tools.settings import ToolSettings
from tools.tool import Effect, Tool, ToolError

T = TypeVar("T")

LONGEST_WHY = 500
# What people can read on a card: leave is given to nothing that they were not shown.
LONGEST_SHOWN = 8_000
RISKS = {
    Effect.READ: "Changes nothing.",
    Effect.WRITE: "Changes something that others see; it can be undone by hand.",
    Effect.DESTRUCTIVE: "May destroy something that can't be brought back.",
}
ENDED = {
    ApprovalState.REJECTED: "Not done: {who} rejected it.",
    ApprovalState.WITHDRAWN: "Not done: {who} withdrew the request.",
    ApprovalState.EXPIRED: "Not done: nobody approved it in time.",
    ApprovalState.FAILED: "It was tried and went wrong: {outcome}",
}


class NeedsApproval(Exception):  # noqa: N818 - no error: the call waits
    """A call that may be made only once somebody has given leave; `approval_id` is the row that waits."""

    def __init__(self, approval_id: UUID) -> None:
        super().__init__(f"waits for leave: {approval_id}")
        self.approval_id = approval_id


@dataclass(frozen=True, slots=True)
class Request:
    """A call that wants to change something."""

    subject: Subject
    tool: Tool[Any, Any]
    arguments: dict[str, Any]
    call_id: str
    decision: Decision


class Leave:
    """Asks for leave, and sees that what was given is used once."""

    def __init__(
        self,
        approvals: ApprovalStore,
        actions: ActionStore,
        asks: AskStore,
        audit: AuditLog,
        settings: ToolSettings,
        catalog: Catalog,
    ) -> None:
        self._approvals = approvals
        self._actions = actions
        self._asks = asks
        self._audit = audit
        self._settings = settings
        self._catalog = catalog

    async def obtain(self, request: Request, evidence: Sequence[str]) -> Approval | None:
        """The leave to make this call, taken so that nobody else uses it; None where the gate wants none.

        Raises:
            NeedsApproval: it waits for somebody.
            ToolError: it was refused, came too late, or was given for another call.
        """
        decision, approval = request.decision, None
        if decision.verdict is Verdict.STEP_UP:
            approval = await self._taken(request, STEP_UP, evidence)
            if decision.approvers == 0:
                return approval
            await self._approvals.finish(approval.id, ApprovalState.EXECUTED, "confirmed")
        waiting = await self._approvals.of_call(request.subject.ask_id, request.call_id)
        if decision.verdict is Verdict.ALLOW and waiting is None:
            return None
        return await self._taken(request, ASK, evidence)

    async def refused(self, request: Request) -> None:
        """The policies no longer allow this call: nobody need decide on it any more."""
        for kind in (ASK, STEP_UP):
            waiting = await self._approvals.of_call(request.subject.ask_id, request.call_id, kind)
            if waiting is not None:
                await self._approvals.refuse(waiting.id, request.decision.reasons)

    async def carry_out(
        self,
        request: Request,
        approval: Approval | None,
        run: Callable[[dict[str, Any], ActionInHand], Awaitable[T]],
    ) -> T:
        """Make the change, once, with exactly the arguments that were approved."""
        arguments = approval.arguments if approval is not None else request.arguments
        new = NewAction(
            ask_id=request.subject.ask_id,
            call_id=request.call_id,
            tool=request.tool.name,
            arguments=redact_data(arguments),
            approval_id=approval.id if approval is not None else None,
        )
        async with self._actions.alone(new.key):
            action = await self._actions.claim(new)
            if action.state in (ActionState.FAILED, ActionState.UNKNOWN):
                said = ENDED[ApprovalState.FAILED].format(outcome=action.error)
                raise ToolError(said, unsure=action.state == ActionState.UNKNOWN)
            asked, name = request.subject, request.tool.name
            with part("audit"):
                await self._audit.write(
                    action_started(asked.ask_id, asked.person, name, new.key, arguments=new.arguments)
                )
            in_hand = ActionInHand(
                key=new.key,
                tool=new.tool,
                since=action.created_at,
                seconds=self._settings.call_timeout_seconds,
                repeated=action.attempts > 1,
                done=action.state == ActionState.DONE,
                trace=action.trace,
                record=self._actions,
            )
            try:
                result = await run(arguments, in_hand)
            except ToolError as error:
                said = redact(str(error))
                await self._actions.finish(new.key, said, unsure=error.unsure)
                await self._end(request, new.key, ApprovalState.FAILED, said)
                raise
            await self._actions.finish(new.key)
            return result

    async def done(self, request: Request, title: str, url: str | None) -> None:
        """The change is made and its evidence kept."""
        key = NewAction(request.subject.ask_id, request.call_id, request.tool.name, {}).key
        await self._end(request, key, ApprovalState.EXECUTED, title, url)

    async def _end(
        self, request: Request, key: str, state: ApprovalState, said: str, url: str | None = None
    ) -> None:
        asked, ended = request.subject, False
        for kind in (ASK, STEP_UP):
            approval = await self._approvals.of_call(asked.ask_id, request.call_id, kind)
            if approval is not None and approval.state == ApprovalState.CLAIMED:
                ended = await self._approvals.finish(approval.id, state, said, url) is not None
        if ended or state is ApprovalState.FAILED:
            event = action_ended(
                asked.ask_id, asked.person, request.tool.name, key, result=str(state), said=said
            )
            with part("audit"):
                await self._audit.write(event)

    async def _taken(self, request: Request, kind: str, evidence: Sequence[str]) -> Approval:
        approval = await self._approvals.of_call(request.subject.ask_id, request.call_id, kind)
        if approval is None:
            approval = await self._approvals.request(await self._new(request, kind, evidence))
        if approval.tool != request.tool.name or approval.requested != request.arguments:
            raise ToolError("Refused: leave was asked for another call.", "Make it a call of its own.")
        if approval.state == ApprovalState.APPROVED:
            approval = await self._approvals.claim(approval.id) or await self._again(approval)
        elif approval.state == ApprovalState.PENDING and await self._approvals.expire_due(approval.id):
            approval = await self._again(approval)
        if approval.state == ApprovalState.PENDING:
            raise NeedsApproval(approval.id)
        if approval.state not in (ApprovalState.CLAIMED, ApprovalState.EXECUTED):
            raise ToolError(ended(approval, self._catalog))
        return approval

    async def _again(self, approval: Approval) -> Approval:
        """The row as it is now. A leave that ran out before it was used has expired."""
        await self._approvals.expire_due(approval.id)
        return await self._approvals.get(approval.id) or approval

    async def _new(self, request: Request, kind: str, evidence: Sequence[str]) -> NewApproval:
        subject, tool, decision = request.subject, request.tool, request.decision
        arguments = checked(tool, request.arguments)
        ask = await self._asks.get(subject.ask_id)
        others = kind == ASK
        settings = self._settings
        waits = settings.approval_expires_minutes if others else settings.step_up_minutes
        escalates = settings.approval_escalates_minutes if others else None
        return NewApproval(
            ask_id=subject.ask_id,
            call_id=request.call_id,
            kind=kind,
            tool=tool.name,
            effect=str(tool.effect),
            requested=request.arguments,
            arguments=arguments,
            place=place(tool, arguments),
            why=redact(" ".join(ask.text.split())[:LONGEST_WHY]),
            risk=tool.risk or RISKS[tool.effect],
            evidence=list(evidence),
            reasons=list(decision.reasons),
            policies=list(decision.policies),
            policy_version=decision.version,
            asker=subject.person,
            approvers_wanted=max(decision.approvers, 1) if others else 1,
            approver_roles=list(decision.approver_roles) if others else [],
            asker_may_approve=decision.asker_may_approve if others else True,
            seconds=timedelta(minutes=waits).total_seconds(),
            escalate_after=None if escalates is None else timedelta(minutes=escalates).total_seconds(),
        )


def checked(tool: Tool[Any, Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments as the tool will get them, with its defaults: what people are shown.

    Raises:
        ToolError: the tool does not take them, or they hold a secret: those may be neither shown nor kept.
    """
    try:
        model = tool.arguments.model_validate(dict(arguments))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "arguments"
        raise ToolError(f"Wrong call of {tool.name}: {where}: {first['msg']}.") from error
    values: dict[str, Any] = model.model_dump(mode="json", exclude_none=True)
    if len(json.dumps(values)) > LONGEST_SHOWN:
        raise ToolError(
            "Refused: the arguments are too long to be shown to those who decide.", "Shorten them."
        )
    if redact_data(values) != values:
        raise ToolError("Refused: the arguments hold a secret or what looks like one.", "Leave it out.")
    return values


def place(tool: Tool[Any, Any], arguments: Mapping[str, Any]) -> str:
    """What a call touches, in words."""
    resource = tool.resource(arguments)
    where = f" in {resource.environment}" if resource.environment else ""
    return f"{str(resource.type).lower()} {resource.id}{where}"


def ended(approval: Approval, catalog: Catalog) -> str:
    """Why a call that waited for leave is not made."""
    person = catalog.person(approval.decided_by or "")
    who = person.name if person is not None else approval.decided_by or "somebody"
    if approval.state == ApprovalState.REJECTED and approval.outcome:
        return f"Refused: {approval.outcome}."
    return ENDED[ApprovalState(approval.state)].format(who=who, outcome=approval.outcome)
