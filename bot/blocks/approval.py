"""The card of a change that waits for leave: what, where, why, the exact arguments, the risk, who decides."""

import json
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, RichTextBlock
from slack_sdk.models.blocks.block_elements import RichTextElementParts, RichTextPreformattedElement

from bot.blocks.asks import permalink
from bot.blocks.parts import button, context, header, section
from bot.texts import cut, is_group, is_member, mention, mention_group
from bot.texts.mrkdwn import escape
from storage.approvals import STEP_UP
from storage.models import Approval, ApprovalState, Evidence
from tools.gate import either
from tools.tool import Effect

APPROVE = "approve_change"
REJECT = "reject_change"
EDIT = "edit_change"
WITHDRAW = "withdraw_change"
# The same in every version of a card: a press on the one before still finds its buttons.
BUTTONS, ASKED = "decide", "asked"
STATES = {
    ApprovalState.PENDING: "⏳ Waits for approval",
    ApprovalState.APPROVED: "✅ Approved by {approved}; it is being done",
    ApprovalState.CLAIMED: "✅ Approved by {approved}; it is being done",
    ApprovalState.EXECUTED: "✅ Done, approved by {approved}",
    ApprovalState.FAILED: "⚠️ Approved by {approved}, but it went wrong",
    ApprovalState.REJECTED: "🚫 Rejected by {decided}",
    ApprovalState.WITHDRAWN: "↩️ Withdrawn by {decided}",
    ApprovalState.EXPIRED: "⌛ Nobody approved it in time: not done",
}
CONFIRMED = "✅ Confirmed by {approved}"
# A confirmation says nothing of what comes after it: that may still wait for others.
STEP_UP_STATES = STATES | {
    ApprovalState.PENDING: "⏳ Waits for your confirmation",
    ApprovalState.APPROVED: CONFIRMED,
    ApprovalState.CLAIMED: CONFIRMED,
    ApprovalState.EXECUTED: CONFIRMED,
    ApprovalState.EXPIRED: "⌛ Not confirmed in time: not done",
}
TITLES = {
    ApprovalState.PENDING: "Approval needed",
    ApprovalState.APPROVED: "Approved",
    ApprovalState.CLAIMED: "Approved",
    ApprovalState.EXECUTED: "Done",
    ApprovalState.FAILED: "Went wrong",
    ApprovalState.REJECTED: "Rejected",
    ApprovalState.WITHDRAWN: "Withdrawn",
    ApprovalState.EXPIRED: "Expired",
}
STEP_UP_TITLES = TITLES | {
    ApprovalState.PENDING: "Please confirm",
    ApprovalState.APPROVED: "Confirmed",
    ApprovalState.CLAIMED: "Confirmed",
    ApprovalState.EXECUTED: "Confirmed",
}
MOST_EVIDENCE = 8
MOST_NAMED = 3
# Parameters that read the same without the quotes and brackets of JSON; none of them can look like two.
PLAIN = re.compile(r"[\w.-]+=[\w./-]+(?: [\w./-]+)*", re.ASCII)
# Characters that change how a text looks without being seen.
UNSEEN = ("Cf", "Cc", "Co", "Cs", "Zl", "Zp")


def approval_card(
    approval: Approval, evidence: Sequence[Evidence] = (), deciders: Sequence[str] | None = None
) -> list[Block]:
    """The card as things are now. What its asker can press stands beside their name, what others can below.

    Args:
        approval: The row.
        evidence: The evidence of its ask.
        deciders: Who may decide beside the asker; None where that is not known or nobody else is needed.
    """
    name = approval.tool.replace("_", " ")
    blocks = [
        header(f"{_title(approval)}: {name}"),
        section(f"*What:* `{approval.tool}`{_lasting(approval)}\n*Where:* {escape(approval.place)}"),
        _why(approval),
        section("*Exactly this will be done:*"),
        exactly(approval.arguments),
        section(f"*Risk:* {escape(approval.risk)}"),
        context(_policy(approval)),
    ]
    found = [row for row in evidence if f"E{row.number}" in approval.evidence][:MOST_EVIDENCE]
    if found:
        blocks.append(context("Evidence: " + " · ".join(map(_cited, found))))
    blocks.append(context(_state(approval, deciders)))
    if approval.state == ApprovalState.PENDING:
        blocks.append(_buttons(approval))
    return blocks


def card_text(approval: Approval, deciders: Sequence[str] | None = None) -> str:
    """The card in one line, for notifications; it names those who may decide, so that they get one."""
    name = approval.tool.replace("_", " ")
    asked = f"asked for by {mention(approval.asker)}"
    may = f". {some_of(deciders)} may approve" if deciders else ""
    return f"{_told(approval)}: {name} on {escape(approval.place)}, {asked}{may}"


def some_of(people: Sequence[str]) -> str:
    """A few of these people and user groups as mentions, and how many more there are."""
    named = [mention_group(one) if is_group(one) else mention(one) for one in people[:MOST_NAMED]]
    more = len(people) - len(named)
    others = [f"{more} other{'s' if more > 1 else ''}"] if more else []
    return either([*named, *others])


def exactly(arguments: dict[str, Any]) -> Block:
    """Arguments in a form in which Slack changes nothing, and what can't be seen is written out."""
    lines = [f"{name}: {_value(value)}" for name, value in arguments.items()]
    text = visible("\n".join(lines)) or "no arguments"
    return RichTextBlock(
        elements=[RichTextPreformattedElement(elements=[RichTextElementParts.Text(text=text)])]
    )


def visible(text: str) -> str:
    """The text with a mark for each character that can't be seen."""
    return "".join(
        f"\\u{ord(char):04x}" if char != "\n" and unicodedata.category(char) in UNSEEN else char
        for char in text
    )


def approvals_list(waiting: Sequence[Approval], workspace_url: str) -> list[Block]:
    """What waits, with the way to each card."""
    if not waiting:
        return [context("Nothing waits for approval.")]
    return [section(_line(approval, workspace_url)) for approval in waiting]


def _line(approval: Approval, workspace_url: str) -> str:
    name = f"{approval.tool.replace('_', ' ')} on {escape(approval.place)}"
    if approval.card_channel and approval.card_ts:
        name = f"<{permalink(workspace_url, approval.card_channel, approval.card_ts)}|{name}>"
    asked = f"asked for by {mention(approval.asker)} · until {_moment(approval.expires_at)}"
    return f"{name}\n{asked}\n{_who(approval)}"


def _why(approval: Approval) -> Block:
    """Who asked for it, with the button that is theirs alone; a confirmation has all of them below."""
    withdraw = button("Withdraw", WITHDRAW, _value_of(approval))
    theirs = approval.state == ApprovalState.PENDING and approval.kind != STEP_UP
    why = f"*Why:* {mention(approval.asker)} asked: {escape(cut(approval.why, 500)[0])}"
    return section(why, withdraw if theirs else None, ASKED)


def _value_of(approval: Approval) -> str:
    return f"{approval.id}:{approval.revision}"


def _buttons(approval: Approval) -> Block:
    value = _value_of(approval)
    if approval.kind == STEP_UP:
        confirm = button("Yes, that was me", APPROVE, value, "primary")
        return ActionsBlock(
            block_id=BUTTONS, elements=[confirm, button("Withdraw", WITHDRAW, value, "danger")]
        )
    return ActionsBlock(
        block_id=BUTTONS,
        elements=[
            button("Approve", APPROVE, value, "primary"),
            button("Reject", REJECT, value, "danger"),
            button("Edit", EDIT, value),
        ],
    )


def _state(approval: Approval, deciders: Sequence[str] | None) -> str:
    told = _told(approval)
    if approval.state == ApprovalState.PENDING:
        given = len(approval.approved_by)
        have = f" · {given} of {approval.approvers_wanted} approved ({_people(approval)})" if given else ""
        return f"{told} until {_moment(approval.expires_at)}{have}\n{_who(approval, deciders)}"
    if approval.outcome:
        outcome = escape(cut(approval.outcome, 300)[0])
        linked = f"<{approval.outcome_url}|{outcome}>" if approval.outcome_url else outcome
        return f"{told}: {linked}"
    return told


def _told(approval: Approval) -> str:
    by_itself = "the policies" if approval.state == ApprovalState.REJECTED else "me: its ask has ended"
    decided = mention(approval.decided_by or "") if is_member(approval.decided_by) else by_itself
    states = STEP_UP_STATES if approval.kind == STEP_UP else STATES
    return states[ApprovalState(approval.state)].format(approved=_people(approval), decided=decided)


def _people(approval: Approval) -> str:
    return " and ".join(map(mention, approval.approved_by))


def _who(approval: Approval, deciders: Sequence[str] | None = None) -> str:
    if approval.kind == STEP_UP:
        return f"*Who may confirm:* only {mention(approval.asker)}"
    count, roles = approval.approvers_wanted, approval.approver_roles
    people = "one person" if count == 1 else f"{count} people"
    which = f"with the role {either(roles)} there" if roles else "who may ask for this"
    asker = mention(approval.asker)
    own = f"{asker} included" if approval.asker_may_approve else f"but not {asker}"
    more = f"; by now also people with the role {approval.escalated_to}" if approval.escalated_to else ""
    whose = f"{people} {which}, {own}{more}"
    if deciders:
        return f"*Who may approve:* {some_of(deciders)} ({whose})"
    nobody = ". Nobody holds that now." if deciders is not None and roles else ""
    return f"*Who may approve:* {whose}{nobody}"


def _policy(approval: Approval) -> str:
    reasons = "\n".join(f"• {escape(reason)}" for reason in approval.reasons)
    unsaid = [name for name in approval.policies if name not in reasons]
    names = f" ({', '.join(f'`{escape(name)}`' for name in unsaid)})" if unsaid else ""
    return f"Why it needs {'confirmation' if approval.kind == STEP_UP else 'approval'}{names}:\n{reasons}"


def _title(approval: Approval) -> str:
    titles = STEP_UP_TITLES if approval.kind == STEP_UP else TITLES
    return titles[ApprovalState(approval.state)]


def _lasting(approval: Approval) -> str:
    return " (can't be undone)" if approval.effect == Effect.DESTRUCTIVE else ""


def _cited(row: Evidence) -> str:
    title = escape(cut(row.title, 80)[0])
    return f"<{row.url}|E{row.number}> {title}" if row.url else f"E{row.number} {title}"


def _value(value: Any) -> str:
    if isinstance(value, str):
        return value if "\n" not in value else "\n" + "\n".join(f"  {line}" for line in value.split("\n"))
    if _is_plain(value):
        return "\n" + "\n".join(f"  {key}: {one}" for key, one in value.items())
    return json.dumps(value, ensure_ascii=False, indent=2)


def _is_plain(value: Any) -> bool:
    if not isinstance(value, dict) or not value:
        return False
    return all(isinstance(one, str) and PLAIN.fullmatch(f"{key}={one}") for key, one in value.items())


def _moment(at: datetime) -> str:
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{at:%Y-%m-%d %H:%M} UTC>"
