"""A bot with the real crew, the pretend Slack and GitHub, and webhooks between them."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
import yaml
from github import Auth, Github
from github.PullRequest import PullRequest
from pydantic import SecretStr

from bot.app import slack_bot
from bot.service import Deck
from sandbox.company import Company
from sandbox.company.landscape import landscape
from sandbox.github import API_PATH, OUTBOX, access_token, create_app
from sandbox.github.webhooks import Outbox, hook_for_all
from sandbox.serving import Served
from sandbox.slack import Slack
from storage.models import Ask
from tests.bot.scene import slack_settings, workspace
from tests.pushing import Checkout
from tools.repos.github_reviews import CommentThread, GitHubReviews

REPOSITORY, NUMBER = "larkfield/payments", 42
SECRET = "webhook-secret-of-a-test"
SECONDS = 90
HERE = Path(__file__).parent


def signature(body: bytes, secret: str = SECRET) -> str:
    """How GitHub signs."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@dataclass
class Town:
    """Pull request 42 with the bot on one side and the people on the other."""

    company: Company
    github: str
    outbox: Outbox
    slack: Slack
    slack_address: str
    deck: Deck
    bot: str
    checkout: Checkout
    session: aiohttp.ClientSession
    faults: "Faults"

    def client(self, login: str | None = None) -> Github:
        """PyGithub as a member, or as the bot's own account."""
        token = access_token(self.company, login) if login else access_token(self.company)
        return Github(
            base_url=f"{self.github}{API_PATH}", auth=Auth.Token(token), retry=None,
            seconds_between_requests=0, seconds_between_writes=0,
        )  # fmt: skip

    def pull(self, login: str | None = None, number: int = NUMBER) -> PullRequest:
        """The pull request as somebody sees it; blocking."""
        return self.client(login).get_repo(REPOSITORY).get_pull(number)

    async def say(self, text: str, login: str = "jonas") -> int:
        """Comment in the conversation; the comment's id."""
        return await asyncio.to_thread(lambda: self.pull(login).create_issue_comment(text).id)

    async def say_at(self, comment: int, text: str, login: str = "jonas") -> int:
        """Answer in a thread at lines; the comment's id."""
        return await asyncio.to_thread(lambda: self.pull(login).create_review_comment_reply(comment, text).id)

    async def settled(self) -> list[Ask]:
        """Wait until all deliveries are taken in and all asks have ended; the asks, oldest first."""
        async with asyncio.timeout(SECONDS):
            before: list[Ask] = []
            while True:
                await self.outbox.drained()
                asks = await self.deck.asks.latest(limit=200)
                ended = all(ask.delivered_at is not None for ask in asks)
                # What the last one said is delivered, too.
                if ended and len(asks) == len(before):
                    return asks[::-1]
                before = asks if ended else []
                await asyncio.sleep(0.05)

    async def deliver(self, event: str, payload: Any, delivery: str | None = None, **more: str) -> int:
        """Deliver by hand, signed; the status of the answer."""
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        headers = {
            "Content-Type": "application/json",
            "X-GitHub-Event": event,
            "X-GitHub-Delivery": delivery or str(uuid4()),
            "X-Hub-Signature-256": signature(body),
        }
        sent = {name: value for name, value in (headers | more).items() if value}
        async with self.session.post(f"{self.bot}/github/events", data=body, headers=sent) as response:
            return response.status

    async def said(self) -> list[str]:
        """What we have said in the conversation."""
        return await asyncio.to_thread(
            lambda: [one.body for one in self.pull().get_issue_comments() if "quarterdeck:" in one.body]
        )

    async def reviews(self) -> list[str]:
        """Our reviews."""
        return await asyncio.to_thread(
            lambda: [one.body for one in self.pull().get_reviews() if "quarterdeck:review" in one.body]
        )

    async def findings(self) -> list[tuple[int, str]]:
        """Our comments at lines that are about a finding: id and text."""
        return await asyncio.to_thread(
            lambda: [
                (one.id, one.body)
                for one in self.pull().get_review_comments()
                if "quarterdeck:finding" in one.body
            ]
        )

    async def reactions(self, comment: int) -> list[str]:
        """What was reacted to a comment in the conversation."""
        return await asyncio.to_thread(
            lambda: [one.content for one in self.pull().get_issue_comment(comment).get_reactions()]
        )

    def last_id(self) -> int:
        """A number that no comment has."""
        return 10**9

    def typed(self, text: str, comment: int, login: str = "jonas") -> dict[str, Any]:
        """What GitHub tells of a comment, for one that nobody has to have written."""
        said = {"id": comment, "body": text, "user": {"login": login, "type": "User"}}
        return {
            "action": "created",
            "issue": {"number": NUMBER, "pull_request": {}},
            "comment": said | {"author_association": "MEMBER"},
            "repository": {"full_name": REPOSITORY},
        }

    def last(self, event: str, action: str | None = None) -> dict[str, Any]:
        """The payload of the last delivery of a kind, as the pretend GitHub made it."""
        for one in reversed(self.outbox.hooks[0].deliveries):
            if one.event == event and action in (None, one.action):
                return one.payload
        raise LookupError(event)


@dataclass
class Faults:
    """Answers that requests get in place of GitHub's own: (method, part of the path) and the status."""

    answers: list[tuple[str, str, int]] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def of(self, method: str, path: str) -> int | None:
        """The status of the first fault that fits, which is used up."""
        for at, (wanted, part, status) in enumerate(self.answers):
            if wanted == method and part in path:
                del self.answers[at]
                return status
        return None


async def threads(town: Town) -> list[CommentThread]:
    """All threads of the pull request, as GraphQL has them."""
    return await GitHubReviews(town.deck.connections.github).threads(REPOSITORY, NUMBER)


OpenTown = Callable[..., Awaitable[Town]]


@pytest.fixture
async def open_town(database_url: str, tmp_path: Path) -> AsyncIterator[OpenTown]:
    """Starts Slack, GitHub and a bot; keyword arguments go to the settings."""
    async with AsyncExitStack() as stack:

        async def start(site: dict[str, Any] | None = None, **values: Any) -> Town:
            company = await asyncio.to_thread(Company, datetime.now(UTC), tmp_path / "company")
            forge, faults = create_app(company, **(site or {})), Faults()
            forge.middlewares.append(_faulty(faults))
            served = await stack.enter_async_context(Served(forge))
            slack, slack_address = await stack.enter_async_context(workspace(tmp_path / "slack"))
            catalog = tmp_path / "catalog.yml"
            catalog.write_text(yaml.safe_dump(landscape(company)))
            own = {
                "database_url": SecretStr(database_url),
                "home": tmp_path,
                "catalog": catalog,
                "github_url": f"{served.address}{API_PATH}",
                "github_token": SecretStr(access_token(company)),
                "github_write_pause_seconds": 0,
                "github_webhook_secret": SecretStr(SECRET),
                "osv_url": "http://127.0.0.1:9",
                "deps_dev_url": "http://127.0.0.1:9",
            }
            settings = slack_settings(slack, slack_address, **(own | values))
            deck = await stack.enter_async_context(Deck.open(settings))
            bot = await stack.enter_async_context(slack_bot(deck))
            outbox = forge[OUTBOX]
            outbox.hooks.append(hook_for_all(outbox.next_id(), f"{bot}/github/events", SECRET))
            checkout = Checkout(tmp_path / "clone", served.address, company)
            session = await stack.enter_async_context(aiohttp.ClientSession())
            town = Town(
                company, served.address, outbox, slack, slack_address, deck, bot, checkout, session, faults
            )
            branch = await asyncio.to_thread(lambda: town.pull().head.ref)
            await checkout.clone("payments", branch)
            return town

        yield start


def _faulty(faults: Faults) -> Any:
    from aiohttp import web

    @web.middleware
    async def middleware(request: web.Request, handler: Any) -> web.StreamResponse:
        status = faults.of(request.method, request.path)
        if status is not None:
            return web.json_response({"message": "It does not work."}, status=status)
        response: web.StreamResponse = await handler(request)
        for at, (method, part) in enumerate(faults.lost):
            if request.method == method and part in request.path:
                # It was done, and the answer gets lost.
                del faults.lost[at]
                return web.json_response({"message": "Bad gateway."}, status=502)
        return response

    return middleware


@pytest.fixture
async def town(open_town: OpenTown) -> Town:
    """Everything, with a plain token."""
    return await open_town()
