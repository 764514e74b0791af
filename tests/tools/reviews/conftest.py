"""A GitHub of each test's own with the company's pull request 42, and people who work on it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiohttp import web
from github import Auth, Github
from github.PullRequest import PullRequest

from knowledge import Library
from sandbox.company import Company
from sandbox.company.landscape import landscape
from sandbox.github import API_PATH, access_token, create_app, installation_token
from sandbox.serving import Served
from storage import Catalog, Database, ReviewStore
from storage.reviews import Kept
from tests.pushing import Checkout
from tests.tools.notes import Notes
from tools.action import ActionInHand
from tools.connections import Connections
from tools.repos.github_reviews import CommentThread, GitHubReviews
from tools.reviews import ReviewPublished, look, publish_review
from tools.settings import ToolSettings

REPOSITORY = "larkfield/payments"
NUMBER = 42
SEARCH = "app/refund_search.py"
VICTIM = "localhost"
Handler = Callable[[web.Request], Any]


@dataclass
class Desk:
    """Pull request 42 with Quarterdeck on one side and the people on the other."""

    company: Company
    address: str
    connections: Connections
    checkout: Checkout
    notes: Notes = field(default_factory=Notes)
    cut: "Cut | None" = None

    def client(self, login: str | None = None) -> Github:
        """PyGithub as a member, or as the bot's own account."""
        token = access_token(self.company, login) if login else access_token(self.company)
        return Github(
            base_url=f"{self.address}{API_PATH}", auth=Auth.Token(token), retry=None,
            seconds_between_requests=0, seconds_between_writes=0,
        )  # fmt: skip

    def pull(self, login: str | None = None) -> PullRequest:
        """The pull request as somebody sees it; blocking."""
        return self.client(login).get_repo(REPOSITORY).get_pull(NUMBER)

    def action(self, key: str = "ask:call") -> ActionInHand:
        """A change that is claimed for the first time."""
        return ActionInHand(
            key=key, tool="publish_review", since=datetime.now(UTC), seconds=20, repeated=False,
            done=False, trace=None, record=self.notes,
        )  # fmt: skip

    def with_store(self, store: ReviewStore) -> "Desk":
        """The same desk with other tables."""
        old = self.connections
        connections = Connections(old.settings, old.catalog, old.library, old.systems, store)
        return replace(self, connections=connections)

    async def look(self) -> Kept:
        """Review the pull request as it is now."""
        return await look(self.connections, REPOSITORY, NUMBER)

    async def publish(self, review: UUID, action: ActionInHand | None = None, **more: Any) -> ReviewPublished:
        """Publish a review."""
        connections = self.connections.for_action(action or self.action())
        return await publish_review.function(connections, REPOSITORY, NUMBER, str(review), **more)

    async def review(self) -> ReviewPublished:
        """Review and publish, as a webhook would have it."""
        kept = await self.look()
        return await self.publish(kept.review.id, self.action(f"ask-{kept.review.id}:call"))

    def victim(self) -> "Desk":
        """The same desk as another process has it, which may be ended at any point."""
        old = self.connections
        url = old.settings.github_url.replace("127.0.0.1", VICTIM)
        settings = old.settings.model_copy(update={"github_url": url})
        connections = Connections(settings, old.catalog, old.library, reviews=old.reviews)
        return replace(self, connections=connections)

    async def again(self, review: UUID, action: ActionInHand) -> ReviewPublished:
        """Publish once more after a run that was cut off."""
        return await self.publish(review, replace(action, repeated=True))

    async def threads(self) -> list[CommentThread]:
        """All threads."""
        return await GitHubReviews(self.connections.github).threads(REPOSITORY, NUMBER)

    async def ours(self) -> dict[str, list[CommentThread]]:
        """Our own threads by the first line that they show."""
        found: dict[str, list[CommentThread]] = {}
        for thread in await self.threads():
            if thread.ours:
                found.setdefault(thread.comments[0].body.partition("\n")[0], []).append(thread)
        return found

    async def comments(self) -> list[str]:
        """The texts of all our comments at lines, through PyGithub."""
        return await asyncio.to_thread(
            lambda: [one.body for one in self.pull().get_review_comments() if "quarterdeck:" in one.body]
        )

    async def reviews(self) -> list[str]:
        """The texts of all our reviews, through PyGithub."""
        return await asyncio.to_thread(
            lambda: [one.body for one in self.pull().get_reviews() if "quarterdeck:review" in one.body]
        )


@dataclass
class Cut:
    """Ends a run at its nth request, before GitHub has got it or after it has done it.

    The run comes by another name of this machine, so that nothing it still has under way gets through.
    """

    after: bool
    at: int = 0
    victim: "asyncio.Task[Any] | None" = None
    seen: list[str] = field(default_factory=list)

    def begin(self, at: int, victim: "asyncio.Task[Any]") -> None:
        """End that run at its nth request."""
        self.at, self.victim, self.seen = at, victim, []

    def middleware(self) -> Any:
        """What the pretend GitHub's requests pass."""

        @web.middleware
        async def passing(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await self._passed(request, handler)

        return passing

    async def _passed(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        response: web.StreamResponse
        if not request.host.startswith(VICTIM) or self.victim is None:
            response = await handler(request)
            return response
        self.seen.append(f"{request.method} {request.path}")
        late, hit = len(self.seen) > self.at, len(self.seen) == self.at
        if late or (hit and not self.after):
            self.victim.cancel()
            return web.Response(status=410)
        response = await handler(request)
        if hit:
            self.victim.cancel()
        return response


MakeDesk = Callable[..., Any]


@pytest.fixture
async def make_desk(database: Database, empty_library: Library, tmp_path: Path) -> AsyncIterator[MakeDesk]:
    """Makes a desk; `app` gives it the token of a GitHub App instead of an account's."""
    running: list[tuple[Served, Connections]] = []

    async def make(app: bool = False, cut: Cut | None = None, **options: Any) -> Desk:
        home = tmp_path / f"home-{len(running)}"
        company = await asyncio.to_thread(Company, datetime.now(UTC), home)
        site = create_app(company, **options)
        if cut is not None:
            site.middlewares.append(cut.middleware())
        served = Served(site)
        await served.start()
        token = installation_token(company) if app else access_token(company)
        settings = ToolSettings(
            github_url=f"{served.address}{API_PATH}",
            github_token=token,
            github_write_pause_seconds=0,
            osv_url="http://127.0.0.1:9",
            deps_dev_url="http://127.0.0.1:9",
        )
        catalog = Catalog.model_validate(landscape(company))
        connections = Connections(settings, catalog, empty_library, reviews=ReviewStore(database))
        running.append((served, connections))
        desk = Desk(company, served.address, connections, Checkout(home / "clone", served.address, company))
        desk.cut = cut
        branch = await asyncio.to_thread(lambda: desk.pull().head.ref)
        await desk.checkout.clone("payments", branch)
        return desk

    yield make
    for served, connections in running:
        await connections.close()
        await served.stop()


@pytest.fixture
async def desk(make_desk: MakeDesk) -> Desk:
    """A desk with a plain token."""
    made: Desk = await make_desk()
    return made
