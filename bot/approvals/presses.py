"""What pressing a card's button does. Who may is checked again at the press; of two presses one counts."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from slack_sdk.models.views import View

from bot.blocks.approval_edit import edit_modal
from bot.texts import mention
from storage import ApprovalStore, AskStore, Ruling
from storage.approvals import STEP_UP
from storage.models import Approval, ApprovalState, Ask
from tools import TOOLS
from tools.connections import Connections
from tools.gate import Decision, Gate, Subject, Verdict, surroundings
from tools.leave import checked
from tools.tool import Tool, ToolError

# Who a person is where the ask was asked.
SubjectOf = Callable[[str, Ask], Awaitable[Subject]]

GONE = "This request is no longer kept."
CHANGED = "The arguments were edited since this card was shown. Read them again, then decide."
ALREADY = "You have approved already; somebody else has to, too."
TOO_LATE = "Nobody decided in time: this has expired."
NOT_YOURS = "Only {asker}, who asked for this, can do that."
WAS_FIRST = {
    ApprovalState.APPROVED: "{who} first: it is approved.",
    ApprovalState.CLAIMED: "{who} first: it is approved and being done.",
    ApprovalState.EXECUTED: "{who} first: it is approved and done.",
    ApprovalState.FAILED: "{who} first: it was approved, but it went wrong.",
    ApprovalState.REJECTED: "{who} first: it is rejected.",
    ApprovalState.WITHDRAWN: "{who} first: it is withdrawn.",
    ApprovalState.EXPIRED: TOO_LATE,
}
AGREED = "Thank you. Somebody else of those who may has to approve, too."
DONE = ""


@dataclass(frozen=True, slots=True)
class Press:
    """A button that somebody pressed on a card: for which approval, in which revision."""

    approval_id: UUID
    revision: int
    person: str

    @classmethod
    def of(cls, value: str, person: str) -> "Press":
        """From a button's value."""
        approval_id, _, revision = value.partition(":")
        return cls(UUID(approval_id), int(revision), person)


class Presses:
    """Decides on presses. Each method gives back what to tell the person, nothing where the card says it."""

    def __init__(
        self,
        approvals: ApprovalStore,
        asks: AskStore,
        connections: Connections,
        gate: Gate,
        subject_of: SubjectOf,
        tools: Iterable[Tool[Any, Any]] = TOOLS,
    ) -> None:
        self.approvals = approvals
        self._asks = asks
        self._connections = connections
        self._gate = gate
        self._subject_of = subject_of
        self._tools = {tool.name: tool for tool in tools}

    async def approve(self, press: Press) -> str:
        """Give leave."""
        return await self._decide(press, self.approvals.approve)

    async def reject(self, press: Press) -> str:
        """Refuse leave."""
        return await self._decide(press, self.approvals.reject)

    async def withdraw(self, press: Press) -> str:
        """Take one's own request back."""
        approval = await self.approvals.get(press.approval_id)
        if approval is None:
            return GONE
        if approval.asker != press.person:
            return NOT_YOURS.format(asker=mention(approval.asker))
        moved = await self.approvals.withdraw(press.approval_id, press.person)
        return DONE if moved is not None else await self._late(press)

    async def form(self, press: Press) -> View | str:
        """The modal in which the arguments are edited, or why not."""
        approval = await self._waiting(press, self._may_not_edit)
        if isinstance(approval, str):
            return approval
        view = edit_modal(approval, self._tools[approval.tool])
        return view or "An argument is too long to be edited here. Withdraw this and ask anew."

    async def tool_of(self, press: Press) -> Tool[Any, Any] | None:
        """The tool whose arguments are edited."""
        approval = await self.approvals.get(press.approval_id)
        return None if approval is None else self._tools[approval.tool]

    async def edit(self, press: Press, arguments: dict[str, Any]) -> str:
        """Change the arguments: the gate decides anew, for the asker, on what they are now."""
        approval = await self._waiting(press, self._may_not_edit)
        if isinstance(approval, str):
            return approval
        tool = self._tools[approval.tool]
        try:
            values = checked(tool, arguments)
        except ToolError as error:
            return str(error)
        asker = await self._subject_of(approval.asker, await self._asks.get(approval.ask_id))
        decision = await self._gate.judge(asker, tool, values, self._connections)
        if decision.verdict is Verdict.DENY:
            return f"Refused: {'; '.join(decision.reasons)}"
        if decision.verdict is Verdict.STEP_UP:
            return "With these arguments the asker has to confirm first. Withdraw this and ask anew."
        ruling = _ruling(decision, approval)
        moved = await self.approvals.edit(press.approval_id, press.revision, press.person, values, ruling)
        return DONE if moved is not None else await self._late(press)

    async def may_not(self, approval: Approval, person: str) -> str | None:
        """Why this person may not decide; None where they may."""
        if approval.kind == STEP_UP:
            return None if person == approval.asker else NOT_YOURS.format(asker=mention(approval.asker))
        tool: Tool[Any, Any] = self._tools[approval.tool]
        await self._gate.refresh()
        context = await surroundings(self._connections, tool, approval.arguments)
        subject = await self._subject_of(person, await self._asks.get(approval.ask_id))

        def refused(roles: Iterable[str]) -> str | None:
            decision = _decision(approval, roles)
            return self._gate.may_approve(
                subject, approval.asker, tool, approval.arguments, context, decision
            )

        refusal = refused(approval.approver_roles)
        if refusal is None or approval.escalated_to is None:
            return refusal
        return None if refused([approval.escalated_to]) is None else refusal

    async def _decide(
        self, press: Press, move: Callable[[UUID, int, str], Awaitable[Approval | None]]
    ) -> str:
        approval = await self._waiting(press, self.may_not)
        if isinstance(approval, str):
            return approval
        moved = await move(press.approval_id, press.revision, press.person)
        if moved is None:
            return await self._late(press)
        return AGREED if moved.state == ApprovalState.PENDING else DONE

    async def _waiting(
        self, press: Press, may_not: Callable[[Approval, str], Awaitable[str | None]]
    ) -> Approval | str:
        """What the press is about; or why it does not count: gone, decided, edited, or not this person's."""
        approval = await self.approvals.get(press.approval_id)
        if approval is None:
            return GONE
        if not _waits(approval, press):
            return _first(approval, press)
        return await may_not(approval, press.person) or approval

    async def _may_not_edit(self, approval: Approval, person: str) -> str | None:
        return None if person == approval.asker else await self.may_not(approval, person)

    async def _late(self, press: Press) -> str:
        """Why a press changed nothing: somebody was faster."""
        await self.approvals.expire_due(press.approval_id)
        approval = await self.approvals.get(press.approval_id)
        return GONE if approval is None else _first(approval, press)


def _decision(approval: Approval, roles: Iterable[str]) -> Decision:
    """The decision on which leave is asked for, of people with these roles."""
    return Decision(
        Verdict.ASK,
        tuple(approval.reasons),
        approvers=approval.approvers_wanted,
        approver_roles=tuple(roles),
        asker_may_approve=approval.asker_may_approve,
        policies=tuple(approval.policies),
        version=approval.policy_version,
    )


def _waits(approval: Approval, press: Press) -> bool:
    return approval.state == ApprovalState.PENDING and approval.revision == press.revision


def _first(approval: Approval, press: Press) -> str:
    if approval.state == ApprovalState.PENDING:
        return CHANGED if approval.revision != press.revision else ALREADY
    people = [approval.decided_by] if approval.decided_by else approval.approved_by
    who = (
        "You were" if people == [press.person] else f"{' and '.join(map(mention, people)) or 'Somebody'} was"
    )
    return WAS_FIRST[ApprovalState(approval.state)].format(who=who)


def _ruling(decision: Decision, approval: Approval) -> Ruling:
    """What the edited arguments wait for. What was asked for never becomes free by an edit."""
    if decision.verdict is Verdict.ALLOW:
        return Ruling(
            reasons=approval.reasons,
            policies=approval.policies,
            policy_version=decision.version,
            approvers_wanted=approval.approvers_wanted,
            approver_roles=approval.approver_roles,
            asker_may_approve=approval.asker_may_approve,
        )
    return Ruling(
        reasons=list(decision.reasons),
        policies=list(decision.policies),
        policy_version=decision.version,
        approvers_wanted=max(decision.approvers, 1),
        approver_roles=list(decision.approver_roles),
        asker_may_approve=decision.asker_may_approve,
    )
