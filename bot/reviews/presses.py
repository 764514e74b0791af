"""What pressing a button of a review does. The gate decides who may; of two presses one counts.

Small decisions are made at once. What takes work becomes an ask in the board's thread, of whoever pressed.
"""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from slack_sdk.web.async_client import AsyncWebClient

from agents.commands import BRING_UP, COMMAND, LOOK, PUBLISH, Command
from bot.blocks.picture import Picture
from bot.blocks.review_modals import digest, own_words
from bot.intake import Intake
from bot.keeping.permission import Asking, Permission
from bot.keeping.places import channel_of
from bot.payloads import Payload, thread_key
from bot.reviews.picture import Pictures
from bot.texts import mention
from storage import NewAsk, ReviewStore
from storage.models import CodeFinding, FindingState, ReviewBoard, ReviewState
from storage.reviews import BoardStore, Listed
from tools.redaction import redact
from tools.reviews import (
    DROP_FINDING,
    RESTORE_FINDING,
    REWORD_FINDING,
    TAKE_FINDING,
    WITHDRAW_REVIEW,
    outline,
)
from tools.tool import Operation

DONE = ""
UNKNOWN = "This review is no longer kept. Ask for a new one with `/deck review`."
NEWER = "There is a newer review: the list shows it now. Read it, then press again."
NOTHING = "Nothing is open any more: there is nothing to publish."
PUBLISHING = "{who} was first: it is being published, see the thread."
WITHDRAWN = "{who} has dismissed this review. Press *Review again* for a new one."
UNPUBLISHABLE = "This review can't be published any more. {why}"
REWORDED = "{who} has reworded this meanwhile: close this, look at the new words, and reword again."
EMPTY = "Write what the comment shall say, or press Cancel."
FIRST = {
    FindingState.OPEN: "{who} was first: it is back in the review.",
    FindingState.BEYOND: "There is no room for it in the newest review: see *The rest*.",
    FindingState.DROPPED: "{who} was first: it is dropped.",
    FindingState.PUBLISHED: "It is published by now: answer or settle its thread at the pull request.",
    FindingState.RESOLVED: "It is gone from the code by now.",
    FindingState.DISMISSED: "{who} has dismissed it at the pull request.",
}


@dataclass(frozen=True, slots=True)
class Press:
    """A button that somebody pressed: on which board, about what, where; `moment` tells presses apart."""

    board_id: UUID
    about: UUID
    person: str
    team: str
    channel: str
    moment: str = ""

    @classmethod
    def of(cls, key: str, body: Payload, channel: str, moment: str = "") -> "Press":
        """From a button's value, or what a modal remembers of it."""
        board_id, about = key.split(":")[:2]
        team = body.get("team") or {}
        return cls(
            UUID(hex=board_id),
            UUID(hex=about),
            body["user"]["id"],
            str(team.get("id") or ""),
            channel,
            moment,
        )


class ReviewPresses:
    """Decides on presses. Each method gives back what to tell the person, nothing where the board says it."""

    def __init__(
        self,
        client: AsyncWebClient,
        reviews: ReviewStore,
        boards: BoardStore,
        pictures: Pictures,
        permission: Permission,
        intake: Intake,
    ) -> None:
        self._client = client
        self._reviews = reviews
        self.boards = boards
        self.pictures = pictures
        self._permission = permission
        self._intake = intake

    async def seen(self, press: Press) -> tuple[ReviewBoard, Picture] | None:
        """The board and what it shows, for somebody who looks from its channel."""
        board = await self.boards.get(press.board_id)
        if board is None or board.channel != press.channel:
            return None
        picture = await self.pictures.of(board.pull_request_id)
        return None if picture is None else (board, picture)

    async def latest_in(self, channel: str) -> list[tuple[Listed, Picture]]:
        """The boards of a channel with what they show, the one with news first."""
        found = []
        for one in await self.boards.latest_in(channel):
            picture = await self.pictures.of(one.pull.id)
            if picture is not None:
                found.append((one, picture))
        return found

    async def finding(self, press: Press) -> CodeFinding | None:
        """The finding that a press is about."""
        board, finding = await self.boards.get(press.board_id), await self._reviews.finding(press.about)
        if board is None or finding is None or board.channel != press.channel:
            return None
        return finding if finding.pull_request_id == board.pull_request_id else None

    async def drop(self, press: Press, reason: str) -> str:
        """Take a finding out of the review."""
        why = redact(reason.strip()) or None
        return await self._decide(press, DROP_FINDING, lambda one: self._reviews.decide(
            one.id, FindingState.DROPPED, press.person, why
        ))  # fmt: skip

    async def restore(self, press: Press) -> str:
        """Put a dropped finding back."""
        return await self._decide(press, RESTORE_FINDING, lambda one: self._reviews.decide(
            one.id, FindingState.OPEN, press.person
        ))  # fmt: skip

    async def take(self, press: Press) -> str:
        """Take a finding into the review that has no room for it."""
        found = await self.seen(press)
        if found is None:
            return UNKNOWN
        if (why := _over(found[1])) is not None:
            return why
        return await self._decide(press, TAKE_FINDING, lambda one: self._reviews.take(one.id, press.person))

    async def reword(self, press: Press, words: str, began_with: str) -> str:
        """Say a finding in other words.

        Args:
            press: Who, and which finding.
            words: The words.
            began_with: The digest of what was said when the person began to write.
        """
        said = redact(words.replace("\r\n", "\n").strip())
        if not said:
            return EMPTY
        finding = await self.finding(press)
        if finding is None:
            return UNKNOWN
        if digest(finding.wording) != began_with:
            return REWORDED.format(who=mention(finding.decided_by or "Somebody"))
        was = finding.wording
        wording = None if said == own_words(finding) else said
        return await self._decide(press, REWORD_FINDING, lambda one: self._reviews.reword(
            one.id, wording, press.person, instead_of=was
        ))  # fmt: skip

    async def dismiss(self, press: Press) -> str:
        """Take the whole review back; it is not published."""
        found = await self.seen(press)
        if found is None:
            return UNKNOWN
        _, picture = found
        if picture.review.id != press.about:
            return NEWER
        if why := await self._refused(press, WITHDRAW_REVIEW, picture, {}):
            return why
        if await self._reviews.withdraw(press.about, press.person):
            return DONE
        now = await self._reviews.get(press.about)
        return WITHDRAWN.format(who=mention((now and now.review.published_by) or "Somebody"))

    async def discuss(self, press: Press) -> str:
        """Bring a finding up in the thread, which talks about it from then on."""
        finding, found = await self.finding(press), await self.seen(press)
        if finding is None or found is None:
            return UNKNOWN
        board, picture = found
        place = _place(picture)
        await self.boards.discuss(board.id, finding.id)
        command = Command(
            BRING_UP, picture.pull.repository, picture.pull.number,
            path=finding.path, line=finding.line, finding=str(finding.id),
        )  # fmt: skip
        text = f"Discuss the finding at {finding.path}:{finding.line} of {place}"
        await self._ask(press, board, text, command, f"discuss:{finding.id.hex}:{press.moment}")
        return DONE

    async def again(self, press: Press) -> str:
        """Review the pull request as it is now."""
        found = await self.seen(press)
        if found is None:
            return UNKNOWN
        board, picture = found
        command = Command(LOOK, picture.pull.repository, picture.pull.number)
        await self._ask(press, board, f"Review {_place(picture)} again", command, f"again:{press.moment}")
        return DONE

    async def publish(self, press: Press) -> str:
        """Ask for exactly what the board shows to be posted; the gate says whether somebody has to agree."""
        found = await self.seen(press)
        if found is None:
            return UNKNOWN
        board, picture = found
        if (why := _not_now(picture, press)) is not None:
            return why
        comments = outline(picture.findings)
        pull, review = picture.pull, picture.review
        command = Command(
            PUBLISH, pull.repository, pull.number, review=str(review.id), comments=tuple(comments)
        )
        count = f"{len(comments)} comment{'s' * (len(comments) != 1)}"
        text = f"Publish the review of {_place(picture)} with {count}"
        shown = hashlib.blake2b("\n".join(comments).encode(), digest_size=8).hexdigest()
        # Whoever presses at the same time has seen the same, and so asks for the same: one is stored.
        key = f"publish:{review.id.hex}:{shown}:{board.publishing_id}"
        ask_id = await self._ask(press, board, text, command, key)
        if ask_id is None:
            return PUBLISHING.format(who="Somebody")
        await self.boards.publishing(board.id, ask_id)
        return DONE

    async def _ask(
        self, press: Press, board: ReviewBoard, text: str, command: Command, key: str
    ) -> UUID | None:
        return await self._intake.receive(
            NewAsk(
                source="slack",
                event_id=f"review:{board.id.hex}:{key}",
                thread=thread_key(press.team, board.channel, board.thread_ts),
                asker=press.person,
                text=text,
                team=press.team or None,
                channel=board.channel,
                thread_ts=board.thread_ts,
                context={COMMAND: command.dump()},
            )
        )

    async def _decide(
        self,
        press: Press,
        operation: Operation,
        change: Callable[[CodeFinding], Awaitable[CodeFinding | None]],
    ) -> str:
        found, finding = await self.seen(press), await self.finding(press)
        if found is None or finding is None:
            return UNKNOWN
        _, picture = found
        if why := await self._refused(press, operation, picture, {"finding": str(finding.id)}):
            return why
        if await change(finding) is not None:
            return DONE
        now = await self._reviews.finding(finding.id)
        return UNKNOWN if now is None else _first(now, operation)

    async def _refused(
        self, press: Press, operation: Operation, picture: Picture, more: dict[str, Any]
    ) -> str | None:
        asking = Asking(press.person, press.team or None, await channel_of(self._client, press.channel))
        pull = picture.pull
        arguments = {"repository": pull.repository, "number": pull.number, **more}
        why = await self._permission.refused(asking, operation, arguments)
        return None if why is None else f"Refused: {why}"


def _not_now(picture: Picture, press: Press) -> str | None:
    """Why there is nothing to publish now."""
    if picture.publisher is not None:
        return PUBLISHING.format(who=mention(picture.publisher))
    if picture.review.id != press.about:
        return NEWER
    if (why := _over(picture)) is not None:
        return why
    return None if picture.open or picture.unsettled else NOTHING


def _over(picture: Picture) -> str | None:
    """Why nothing of a review will be published."""
    if picture.review.state == ReviewState.WITHDRAWN:
        return WITHDRAWN.format(who=mention(picture.review.published_by or "Somebody"))
    if picture.review.state == ReviewState.FAILED:
        return UNPUBLISHABLE.format(why=picture.unpublished or "")
    return None


def _first(now: CodeFinding, operation: Operation) -> str:
    if operation is REWORD_FINDING and now.state == FindingState.OPEN:
        return REWORDED.format(who=mention(now.decided_by or "Somebody"))
    return FIRST[FindingState(now.state)].format(who=mention(now.decided_by or "Somebody"))


def _place(picture: Picture) -> str:
    return f"{picture.pull.repository}#{picture.pull.number}"
