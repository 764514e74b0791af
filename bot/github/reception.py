"""Makes asks of what GitHub delivers, and writes them down before anybody is told that they arrived."""

from typing import Literal

import structlog
from pydantic import BaseModel

from agents.commands import CLOSED, COMMAND, EXPLAIN, HELP, RESOLVE, REVIEW, Command
from bot.approvals.cards import LEAVE_CHANNEL
from bot.github.commands import Typed, typed_in
from bot.github.payloads import (
    MEMBERS,
    Account,
    Comment,
    IssueCommentEvent,
    LineCommentEvent,
    PullRequestEvent,
)
from bot.github.people import People
from bot.intake import Intake, database_answers
from bot.replies.github import AT_LINES, COMMENT
from bot.texts.incoming import shorten
from storage import AskStore, Catalog, NewAsk
from tools.gate import Kind, Place
from tools.gate.subjects import KIND, PLACE, PULL_REQUEST
from tools.redaction import redact

log = structlog.get_logger(__name__)

SOURCE = "github"

REVIEWED_AFTER = frozenset({"opened", "reopened", "ready_for_review", "synchronize"})
EVENTS: dict[str, type[BaseModel]] = {
    "pull_request": PullRequestEvent,
    "issue_comment": IssueCommentEvent,
    "pull_request_review_comment": LineCommentEvent,
}

Became = Literal["asked", "again", "ignored"]


class Reception:
    """Understands deliveries whose signature was checked."""

    def __init__(self, intake: Intake, asks: AskStore, people: People, catalog: Catalog) -> None:
        self._intake = intake
        self._asks = asks
        self._people = people
        self._catalog = catalog

    async def take(self, delivery: str, event: str, payload: object) -> Became:
        """Store what a delivery asks for.

        Args:
            delivery: GitHub's id of it; repeated, it finds what is stored.
            event: What kind of thing has happened.
            payload: What GitHub tells of it.

        Raises:
            pydantic.ValidationError: the payload lacks what every such payload has.
            DatabaseUnavailableError: nothing is stored; the delivery should come again.
        """
        shape = EVENTS.get(event)
        if shape is None:
            return "ignored"
        told = shape.model_validate(payload)
        async with database_answers():
            new = await self._understood(delivery, told)
            if new is None:
                return "ignored"
            # The same comment in a delivery with another id: made by hand of one that somebody has seen.
            if new.message_ts is not None and await self._asks.heard(new.thread, new.message_ts):
                return "again"
        return "again" if await self._intake.receive(new) is None else "asked"

    async def _understood(self, delivery: str, told: BaseModel) -> NewAsk | None:
        if isinstance(told, PullRequestEvent):
            return await self._about_pull(delivery, told)
        if isinstance(told, IssueCommentEvent) and told.issue.pull_request is not None:
            place = told.repository.full_name, told.issue.number
            return await self._about_comment(delivery, told.action, *place, told.comment)
        if isinstance(told, LineCommentEvent):
            place = told.repository.full_name, told.pull_request.number
            return await self._about_comment(delivery, told.action, *place, told.comment)
        return None

    async def _about_pull(self, delivery: str, told: PullRequestEvent) -> NewAsk | None:
        pull, name = told.pull_request, told.repository.full_name
        if told.action == "closed":
            command = Command(CLOSED, name, pull.number, automatic=True)
            return await self._ask(delivery, command, told.sender, f"{command.place} was closed")
        if told.action not in REVIEWED_AFTER or pull.draft or pull.state != "open":
            return None
        command = Command(REVIEW, name, pull.number, automatic=True, head=pull.head.sha)
        # Reviews belong to whoever opened the pull request, whoever has pushed.
        return await self._ask(delivery, command, pull.user or told.sender, f"Review {command.place}")

    async def _about_comment(
        self, delivery: str, action: str, repository: str, number: int, comment: Comment
    ) -> NewAsk | None:
        typed = typed_in(comment.body or "") if action == "created" else None
        if typed is None or comment.by_program or comment.user is None:
            return None
        member = comment.author_association in MEMBERS
        if not member and await self._people.linked(comment.user.login) is None and typed.name != HELP:
            log.info("a stranger's command", repository=repository, number=number, command=typed.name)
            return None
        command = _command(typed, repository, number, comment)
        text = shorten(redact(typed.text)) or f"/{typed.name}"
        return await self._ask(delivery, command, comment.user, text, comment, stranger=not member)

    async def _ask(
        self,
        delivery: str,
        command: Command,
        account: Account,
        text: str,
        comment: Comment | None = None,
        *,
        stranger: bool = False,
    ) -> NewAsk:
        context = {
            PLACE: Place.PULL_REQUEST,
            PULL_REQUEST: {"repository": command.repository, "number": command.number},
            COMMAND: command.dump(),
            LEAVE_CHANNEL: self._channel(command.repository),
        }
        kind = AT_LINES if comment is not None and comment.path is not None else "conversation"
        if comment is not None:
            context[COMMENT] = {"id": comment.id, "kind": kind}
        if stranger and await self._people.linked(account.login) is None:
            context[KIND] = Kind.GUEST
        return NewAsk(
            source=SOURCE,
            event_id=f"github:{delivery}",
            thread=f"github:{command.place.lower()}",
            asker=await self._people.of(account.login),
            text=text,
            message_ts=None if comment is None else f"{kind}:{comment.id}",
            context=context,
            project=self._catalog.project,
        )

    def _channel(self, repository: str) -> str | None:
        """The Slack channel of the repository's service, where leave is given."""
        entry = self._catalog.repository(repository)
        service = self._catalog.service(entry.service) if entry is not None and entry.service else None
        return service.channel if service is not None else None


def _command(typed: Typed, repository: str, number: int, comment: Comment) -> Command:
    thread = comment.in_reply_to_id or (comment.id if comment.path is not None else None)
    about_lines = typed.name in (EXPLAIN, RESOLVE) or comment.path is not None
    return Command(
        typed.name,
        repository,
        number,
        shorten(redact(typed.text)),
        thread=str(thread) if thread is not None and about_lines else None,
        path=comment.path,
        line=comment.line or comment.original_line,
    )
