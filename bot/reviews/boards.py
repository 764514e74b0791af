"""Shows the boards of reviews, one per thread and pull request, and keeps them in step with their rows."""

from typing import Any
from uuid import UUID

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.models.metadata import Metadata
from slack_sdk.web.async_client import AsyncWebClient

from agents.commands import command_in
from bot.blocks.picture import Picture
from bot.blocks.review import board_text, review_board
from bot.replies.reply import DeliveryError
from bot.replies.stream import SLACK_ERRORS
from bot.replies.threads import SHOWN_AS_IT_IS, replies_since
from bot.reviews.picture import Pictures
from storage import ReviewStore
from storage.models import Ask, ReviewBoard
from storage.reviews import BoardStore

log = structlog.get_logger(__name__)

BOARD_EVENT = "quarterdeck_review"
SLACK = "slack"
# Whoever writes last has read what all others did before; more often than this nobody decides.
MOST_ROUNDS = 4


class Boards:
    """The boards of one workspace."""

    def __init__(
        self, client: AsyncWebClient, reviews: ReviewStore, boards: BoardStore, pictures: Pictures
    ) -> None:
        self._client = client
        self._reviews = reviews
        self._boards = boards
        self._pictures = pictures

    async def after(self, ask: Ask) -> None:
        """An ask has ended: show what it has found, and what it did to the reviews that are shown.

        Raises:
            DeliveryError: Slack can't be reached; to be tried again.
        """
        reviewed = await self._boards.reviewed_for(ask.id)
        new = None
        if reviewed is not None and ask.source == SLACK and ask.channel and ask.thread_ts:
            new = await self._show(ask, reviewed)
        pull = reviewed or await self._commanded(ask)
        if pull is not None:
            await self.refresh(pull, but=new)

    async def refresh(self, pull_request_id: UUID, but: UUID | None = None) -> None:
        """Bring every board of a pull request up to date, except for one that was just made."""
        for board in await self._boards.of_pull(pull_request_id):
            if board.id == but:
                continue
            try:
                await self._update(board)
            except SLACK_ERRORS as error:
                log.warning("board not updated", board=str(board.id), reason=str(error))

    async def refresh_board(self, board_id: UUID) -> None:
        """Bring the boards of this board's pull request up to date."""
        board = await self._boards.get(board_id)
        if board is not None:
            await self.refresh(board.pull_request_id)

    async def _commanded(self, ask: Ask) -> UUID | None:
        command = command_in(ask.context)
        if command is None:
            return None
        pull = await self._reviews.pull(command.repository, command.number)
        return None if pull is None else pull.id

    async def _show(self, ask: Ask, pull_request_id: UUID) -> UUID | None:
        """Post the board, unless it is there or has nothing to show; its id where it is new."""
        picture = await self._pictures.of(pull_request_id)
        if picture is None or not (picture.findings or picture.gone):
            return None
        board = await self._boards.place(pull_request_id, ask.channel or "", ask.thread_ts or "")
        if board.message_ts is not None:
            return None
        try:
            found = await self._find(ask, board) if ask.tries > 1 else None
            if found is None:
                posted = await self._client.chat_postMessage(
                    channel=board.channel,
                    thread_ts=board.thread_ts,
                    **SHOWN_AS_IT_IS,
                    **_content(board, picture),
                )
                found = str(posted["ts"])
        except SlackApiError as error:
            # The answer is there; what Slack refuses now it refuses the next time, too.
            log.error("board not shown", board=str(board.id), reason=str(error.response.get("error")))
            return None
        except SLACK_ERRORS as error:
            raise DeliveryError(str(error) or type(error).__name__) from error
        await self._boards.shown(board.id, found)
        return board.id

    async def _find(self, ask: Ask, board: ReviewBoard) -> str | None:
        """Where a run that was cut off has put it."""
        async for message in replies_since(self._client, ask):
            metadata = message.get("metadata") or {}
            payload = metadata.get("event_payload") or {}
            if metadata.get("event_type") == BOARD_EVENT and payload.get("id") == str(board.id):
                return str(message["ts"])
        return None

    async def _update(self, board: ReviewBoard) -> None:
        shown: dict[str, Any] | None = None
        for _ in range(MOST_ROUNDS):
            picture = await self._pictures.of(board.pull_request_id)
            if picture is None:
                return
            content = _content(board, picture)
            told = {"text": content["text"], "blocks": [block.to_dict() for block in content["blocks"]]}
            if told == shown:
                return
            await self._client.chat_update(channel=board.channel, ts=board.message_ts or "", **content)
            shown = told


def _content(board: ReviewBoard, picture: Picture) -> dict[str, Any]:
    return {
        "text": board_text(picture),
        "blocks": review_board(board, picture),
        "metadata": Metadata(event_type=BOARD_EVENT, event_payload={"id": str(board.id)}),
    }
