"""Shows the cards of approvals, once each, and keeps them in step with their rows."""

from typing import Any
from uuid import UUID

import structlog
from slack_sdk.models.metadata import Metadata
from slack_sdk.web.async_client import AsyncWebClient

from bot.approvals.deciders import Deciders
from bot.blocks.approval import approval_card, card_text, some_of
from bot.blocks.parts import section
from bot.replies.stream import SLACK_ERRORS
from bot.replies.threads import SHOWN_AS_IT_IS, replies_since
from storage import ApprovalStore, AskStore, EvidenceStore
from storage.approvals import STEP_UP
from storage.models import Approval, ApprovalState, Ask

log = structlog.get_logger(__name__)

APPROVAL_EVENT = "quarterdeck_approval"
# In the context of an ask that came another way: the channel of its service.
LEAVE_CHANNEL = "leave_channel"
# Accounts of whom nobody knows who they are in Slack.
NOT_IN_SLACK = "github:"
CONFIRM = "Please confirm in our direct message that this was you."
ESCALATED = "Nobody has decided yet. Now people with the role *{role}* may decide, too{people}.\n{card}"


class Cards:
    """The cards of one workspace."""

    def __init__(
        self,
        client: AsyncWebClient,
        approvals: ApprovalStore,
        asks: AskStore,
        evidence: EvidenceStore,
        deciders: Deciders,
    ) -> None:
        self._client = client
        self._approvals = approvals
        self._asks = asks
        self._evidence = evidence
        self._deciders = deciders

    async def show(self, ask: Ask, approval_id: UUID) -> None:
        """Post the card, unless it is there: in the thread, or to confirm in the asker's direct messages.

        Raises:
            SlackClientError: Slack does not take it.
        """
        approval = await self._approvals.get(approval_id)
        if approval is None or approval.card_ts is not None:
            return
        confirm = approval.kind == STEP_UP
        whom = ask.asker if confirm else place_of(ask)
        if whom.startswith(NOT_IN_SLACK):
            log.warning("nobody in Slack can be asked for leave", approval=str(approval.id), asker=ask.asker)
            return
        where = None if confirm else await self._find(ask, approval)
        if where is None:
            posted = await self._client.chat_postMessage(
                channel=whom,
                thread_ts=None if confirm else ask.thread_ts,
                **SHOWN_AS_IT_IS,
                **await self._content(approval),
            )
            where = posted["channel"], posted["ts"]
            if confirm:
                await self._say(ask, CONFIRM)
        await self._approvals.show(approval.id, *where)
        # Somebody may have decided, from the list, between the reading of the row and the posting.
        await self.refresh(approval.id)

    async def refresh(self, approval_id: UUID) -> None:
        """Show the approval as it is now."""
        approval = await self._approvals.get(approval_id)
        if approval is None or approval.card_channel is None or approval.card_ts is None:
            return
        try:
            await self._client.chat_update(
                channel=approval.card_channel, ts=approval.card_ts, **await self._content(approval)
            )
        except SLACK_ERRORS as error:
            log.warning("card not updated", approval=str(approval.id), reason=str(error))

    async def refresh_all(self, ask: Ask) -> None:
        """Show all approvals of an ask as they are now."""
        for approval in await self._approvals.of_ask(ask.id):
            await self.refresh(approval.id)

    async def escalated(self, approval_id: str) -> None:
        """The job: say in the thread that others may decide now, so that they hear of it."""
        approval = await self._approvals.get(UUID(approval_id))
        if approval is None or approval.state != ApprovalState.PENDING:
            return
        await self.refresh(approval.id)
        ask = await self._asks.get(approval.ask_id)
        role = approval.escalated_to or ""
        holders = await self._deciders.holding(approval, role)
        people = f": {some_of(holders)}" if holders else " (nobody holds it now)"
        await self._say(ask, ESCALATED.format(role=role, people=people, card=card_text(approval)))

    async def _say(self, ask: Ask, text: str) -> None:
        try:
            await self._client.chat_postMessage(
                channel=place_of(ask),
                thread_ts=ask.thread_ts,
                text=text,
                # In a block nothing becomes a link that is not marked as one: arguments are quoted.
                blocks=[section(text)],
                **SHOWN_AS_IT_IS,
            )
        except SLACK_ERRORS as error:
            log.warning("not said", reason=str(error))

    async def _find(self, ask: Ask, approval: Approval) -> tuple[str, str] | None:
        """Where a run that was cut off has put the card."""
        async for message in replies_since(self._client, ask):
            metadata = message.get("metadata") or {}
            payload = metadata.get("event_payload") or {}
            if metadata.get("event_type") == APPROVAL_EVENT and payload.get("id") == str(approval.id):
                return ask.channel or ask.asker, message["ts"]
        return None

    async def _content(self, approval: Approval) -> dict[str, Any]:
        evidence = await self._evidence.of_ask(approval.ask_id)
        waits = approval.state == ApprovalState.PENDING
        deciders = await self._deciders.of(approval) if waits else None
        return {
            "text": card_text(approval, deciders),
            "blocks": approval_card(approval, evidence, deciders),
            "metadata": Metadata(event_type=APPROVAL_EVENT, event_payload={"id": str(approval.id)}),
        }


def place_of(ask: Ask) -> str:
    """The channel where leave is asked for; what is asked elsewhere than in Slack names one."""
    return ask.channel or ask.context.get(LEAVE_CHANNEL) or ask.asker
