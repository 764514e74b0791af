"""What people see of money: the cost of an answer, and the admins' word of a limit that is reached."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot.budget_notices import BudgetNotices
from storage import Database
from storage.models import BudgetNotice, Organization, Role, Usage
from tests.bot.reading import words
from tests.bot.scene import BOT, OpenScene, Scene

CHANNEL = "C0PAYMENTS"


async def test_the_cost_of_an_answer_stands_behind_details(scene: Scene) -> None:
    maya = await scene.member()
    ts = await maya.post(CHANNEL, f"<@{BOT}> why?")
    message = await maya.wait_for_reply(CHANNEL, ts)
    (ask,) = await scene.deck.asks.latest()
    calls = [("routing", 100, "0.001"), ("devops-engineer", 2_000, "0.02"), ("devops-engineer", 500, "0.005")]
    async with scene.deck.database.session() as session:
        for who, tokens, usd in calls:
            session.add(
                Usage(
                    ask_id=ask.id,
                    specialist=who,
                    model="gpt-x",
                    input_tokens=tokens,
                    output_tokens=10,
                    usd=Decimal(usd),
                )
            )
    await maya.press({**message, "channel": CHANNEL}, "show_details", value=str(ask.id))
    view = (await maya.wait_for_event("view_opened"))["view"]
    shown = words(view)
    assert "*What it cost:* $0.0260 · 2,600 tokens read, 30 written" in shown
    assert "DevOps engineer: $0.0250 · 2,500 tokens read, 20 written · gpt-x" in shown
    assert "Routing: $0.0010" in shown


async def notice(database: Database, who: str = "U0MAYA") -> None:
    async with database.session() as session:
        session.add(
            BudgetNotice(
                day=datetime.now(UTC).date(),
                limit_name="tokens per person and day",
                who=who,
                ask_id=uuid4(),
                amount=Decimal(5_000),
                used=Decimal(4_900),
            )
        )


async def make_admin(database: Database, *members: str) -> None:
    async with database.session() as session:
        organization = (await session.execute(select(Organization.id))).scalars().first()
        assert organization is not None
        for member in members:
            role = {"service": "", "environment": "", "source": "test"}
            session.add(Role(organization_id=organization, member=member, role="admin", **role))


async def test_admins_are_told_once_by_whoever_comes_first(scene: Scene) -> None:
    database = scene.deck.database
    await make_admin(database, "U0SOFIA")
    sofia = await scene.member("U0SOFIA")
    await notice(database)
    event = await sofia.wait_for(lambda event: "5,000 tokens a day" in str(event.get("message")), 30)
    assert "<@U0MAYA>" in event["message"]["text"]
    await BudgetNotices(database, scene.client(), None).tell()
    said = [call for call in scene.slack.workspace.calls_of("chat.postMessage") if "a day for" in str(call)]
    assert len(said) == 1


async def test_without_an_admin_a_channel_hears_of_it(open_scene: OpenScene) -> None:
    scene = await open_scene(admin_channel="C0PLATFORM")
    maya = await scene.member()
    await notice(scene.deck.database)
    event = await maya.wait_for(lambda event: "5,000 tokens a day" in str(event.get("message")), 30)
    assert event["channel"] == "C0PLATFORM"


async def test_what_slack_did_not_take_is_told_later(database: Database) -> None:
    async with database.session() as session:
        session.add(Organization(name="x"))
    await make_admin(database, "U0SOFIA")
    await notice(database)
    nowhere = AsyncWebClient("xoxb-none", base_url="http://127.0.0.1:9/api/")
    await BudgetNotices(database, nowhere, None).tell()
    async with database.session() as session:
        (waiting,) = (await session.execute(select(BudgetNotice))).scalars()
    assert waiting.told_at is None
