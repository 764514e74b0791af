"""Puts together what a board shows: the newest review of a pull request, and what became of each finding."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import structlog

from bot.blocks.picture import Picture
from storage import AskStore, ReviewStore
from storage.models import OPEN, CodeFinding, FindingState, PullRequest, Review
from storage.reviews import BoardStore
from tools.connections import Connections
from tools.repos.github import GitHubProvider
from tools.tool import ToolError

log = structlog.get_logger(__name__)

LINK_SECONDS = 5.0


class Pictures:
    """Puts them together."""

    def __init__(
        self, reviews: ReviewStore, boards: BoardStore, asks: AskStore, connections: Connections
    ) -> None:
        self._reviews = reviews
        self._boards = boards
        self._asks = asks
        self._connections = connections

    async def of(self, pull_request_id: UUID, *, links: bool = True) -> Picture | None:
        """The picture of a pull request; None where none of its reviews is kept.

        Args:
            pull_request_id: Its row.
            links: Whether to look up at GitHub where people read the code.
        """
        review = await self._reviews.latest(pull_request_id)
        kept = await self._reviews.get(review.id) if review is not None else None
        if kept is None:
            return None
        findings = await self._reviews.findings_of(kept.review.id)
        seen = {one.id for one in (*findings, *kept.beyond)}
        ever = await self._reviews.all_findings(pull_request_id)
        resolved = [
            one
            for one in ever
            if one.state == FindingState.RESOLVED and one.comment_id is not None and one.id not in seen
        ]
        return Picture(
            kept.pull,
            kept.review,
            findings,
            [*kept.gone, *resolved],
            await self._links(kept.pull, kept.review, [*findings, *kept.beyond]) if links else {},
            await self._publisher(pull_request_id),
            kept.beyond,
            kept.left_out,
        )

    async def _publisher(self, pull_request_id: UUID) -> str | None:
        for board in await self._boards.of_pull(pull_request_id):
            if board.publishing_id is not None:
                ask = await self._asks.get(board.publishing_id)
                if ask.status in OPEN:
                    return ask.asker
        return None

    async def _links(
        self, pull: PullRequest, review: Review, findings: Sequence[CodeFinding]
    ) -> dict[str, str]:
        """Where people read the code; without GitHub the board has no links, and stands all the same."""
        try:
            provider, entry = self._connections.repository(pull.repository)
            if not isinstance(provider, GitHubProvider):
                return {}
            async with asyncio.timeout(LINK_SECONDS):
                links = {"": await provider.pull_link(entry.name, pull.number)}
                for one in findings:
                    link = await provider.link(entry.name, one.path, review.head_sha, one.line)
                    links[str(one.id)] = link or ""
                return links
        except (ToolError, TimeoutError) as error:
            log.warning("no links to the code", reason=str(error))
            return {}
