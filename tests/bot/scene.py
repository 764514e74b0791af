"""A bot and the pretend Slack in which it is installed, with a crew of few words."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import SecretStr
from slack_sdk.web.async_client import AsyncWebClient

from agents import Answer, Citation, Progress, Routed, SpecialistId, Step, UsageTotals
from bot.service import Deck
from bot.settings import Settings
from sandbox.company import Company
from sandbox.serving import Served
from sandbox.slack import SLACK, Member, Slack, create_app
from storage import AskStore, EvidenceStore, NewEvidence
from storage.models import Ask

ROOT = Path(__file__).parent.parent.parent
MANIFEST = ROOT / "app_manifest.yml"
BOT = "U0DECK"
APP = "A0DECK"


@dataclass
class FewWords:
    """A crew that says back what it was asked, with one piece of evidence. `reply` may be set.

    With `hold` it waits there; with `asks` it takes up what was added meanwhile.
    """

    evidence: EvidenceStore
    asks: AskStore | None = None
    hold: asyncio.Event | None = None
    at_work: asyncio.Event = field(default_factory=asyncio.Event)
    cut_off: int = 0
    reply: str = "You asked: {text} [E1]"
    image: bytes | None = None
    content: str = "line 1\nline <2>"
    failure: Exception | None = None
    asked: list[Ask] = field(default_factory=list)

    async def answer(self, ask: Ask, progress: Progress) -> Answer:
        """Answer like the real crew does, without knowing anything."""
        self.asked.append(ask)
        who = SpecialistId.DEVOPS_ENGINEER
        await progress.report(Routed((who,)))
        await progress.report(Step("1", who, "Reading the log", "in_progress"))
        if self.failure is not None:
            raise self.failure
        await self._think()
        kept = await self._keep(ask)
        await progress.report(Step("1", who, "Reading the log", "complete", "2 lines", kept.url))
        cited = Citation(
            id="E1", tool=kept.tool, source=kept.source, title=kept.title, url=kept.url, at=kept.created_at
        )
        return Answer(
            ask_id=ask.id,
            specialists=[who],
            text=self.reply.format(text=ask.text) + await self._added(ask, who),
            details="## More\n\n- a detail [E1]",
            citations=[cited],
            usage=UsageTotals(model="offline"),
        )

    async def _think(self) -> None:
        self.at_work.set()
        if self.hold is None:
            return
        try:
            await self.hold.wait()
        except asyncio.CancelledError:
            self.cut_off += 1
            raise

    async def _added(self, ask: Ask, who: SpecialistId) -> str:
        turns = [] if self.asks is None else await self.asks.additions(ask.id)
        if self.asks is not None:
            await self.asks.take_up([turn.id for turn in turns], str(who))
        return "".join(f" You added: {turn.text}." for turn in turns)

    async def _keep(self, ask: Ask) -> Any:
        return await self.evidence.add(
            NewEvidence(
                ask_id=ask.id,
                call_id="1",
                tool="read_log",
                arguments={},
                source="jenkins",
                title="payments-build #318 failed",
                url="http://127.0.0.1:1/job/318",
                content=self.content,
                data={},
                image=self.image,
            )
        )

    async def forget(self, ask_id: UUID) -> None:
        """There is nothing to forget."""

    async def close(self) -> None:
        """There is nothing to close."""


@dataclass
class Scene:
    """A running bot and the workspace in which it is installed."""

    slack: Slack
    address: str
    deck: Deck
    crew: FewWords
    bot_address: str
    people: AsyncExitStack

    async def member(self, user: str = "U0MAYA") -> Member:
        """A member who watches the workspace until the end of the test."""
        return await self.people.enter_async_context(Member(self.address, user))

    def client(self) -> AsyncWebClient:
        """Another process of the same bot, as Slack sees it."""
        return AsyncWebClient(self.slack.secrets.bot_token, base_url=f"{self.address}/api/")


@asynccontextmanager
async def workspace(
    home: Path, manifest: Mapping[str, Any] | Path = MANIFEST, **options: Any
) -> AsyncIterator[tuple[Slack, str]]:
    """A pretend Slack on a free port."""
    company = Company(datetime.now(UTC), home)
    app = create_app(company, manifest, **options)
    async with Served(app) as served:
        yield app[SLACK], served.address


def plain_settings(**values: Any) -> Settings:
    """The defaults and these values; nothing is read from the environment."""
    fields = Settings.model_fields.items()
    defaults = {name: field.get_default(call_default_factory=True) for name, field in fields}
    return Settings.model_construct(**(defaults | values))


def slack_settings(slack: Slack, address: str, **values: Any) -> Settings:
    """The settings of a bot that is installed there."""
    own = {
        "slack_bot_token": SecretStr(slack.secrets.bot_token),
        "slack_app_token": SecretStr(slack.secrets.app_token),
        "slack_signing_secret": SecretStr(slack.secrets.signing_secret),
        "slack_api_url": f"{address}/api/",
        "port": 0,
    }
    return plain_settings(**(own | values))


OpenScene = Callable[..., Awaitable[Scene]]
