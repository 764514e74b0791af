"""What the documents did not answer: how it is collected, who is told of it, and who is not."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from bot.feedback import FeedbackStore
from bot.gaps import WeeklyGaps, collect
from bot.gaps.collecting import grouped
from storage import AskStore, Catalog, Database, EvidenceStore, NewAsk, NewEvidence
from storage.knowledge import SourceStore
from storage.knowledge.gaps import Gap, GapStore
from storage.models import KnowledgeGap
from tests.bot.reading import words
from tests.bot.scene import Scene
from tests.bot.test_command_line import quarterdeck

PAYMENTS, PLATFORM = "C0PAYMENTS", "C0PLATFORM"
CATALOG = Catalog.model_validate(
    {
        "people": [{"name": "Sofia", "slack": "U0SOFIA"}],
        "services": [{"name": "ledger", "owner": "Sofia"}],
    }
)
UTC_ZONE = ZoneInfo("UTC")


async def asked(
    database: Database,
    text: str,
    *searches: dict[str, Any],
    channel: str | None = PAYMENTS,
    by: str = "U0MAYA",
) -> UUID:
    """An ask for which the documents were searched; each search is what it returned."""
    ts = f"{datetime.now(UTC).timestamp():.6f}"
    new = NewAsk(
        source="slack", event_id=str(uuid4()), thread=str(uuid4()), channel=channel, thread_ts=ts,
        message_ts=ts, asker=by, text=text,
    )  # fmt: skip
    ask_id = await AskStore(database).receive(new)
    assert ask_id is not None
    for number, data in enumerate(searches):
        await EvidenceStore(database).add(
            NewEvidence(
                ask_id=ask_id, call_id=str(number), tool="search_documents", arguments={}, source="documents",
                title="A search", url=None, content="…", data=data, image=None,
            )
        )  # fmt: skip
    return ask_id


def found(*paths: str) -> dict[str, Any]:
    return {"passages": [{"path": path} for path in paths], "nearest": []}


def nothing(*nearest: str) -> dict[str, Any]:
    return {"passages": [], "nearest": [{"path": path} for path in nearest]}


async def open_gaps(database: Database) -> dict[tuple[str, str], Gap]:
    await collect(GapStore(database))
    return {(gap.question, gap.reason): gap for gap in await GapStore(database).open()}


async def test_a_question_counts_where_no_search_found_anything(database: Database) -> None:
    await asked(
        database, "how do I rotate the ledger key?", nothing("keys.md"), nothing("keys.md", "ledger.md")
    )
    await asked(database, "who is on call?", nothing("people.md"), found("on-call.md"))
    await asked(database, "did my build fail?")
    gaps = await open_gaps(database)
    assert list(gaps) == [("how do I rotate the ledger key?", "nothing")]
    (gap,) = gaps.values()
    assert (gap.pages, gap.channel, gap.asker) == (["keys.md", "ledger.md"], PAYMENTS, "U0MAYA")
    assert await open_gaps(database) == gaps


async def test_an_answer_that_is_called_wrong_counts_until_it_is_not(database: Database) -> None:
    feedback = FeedbackStore(database)
    ask_id = await asked(database, "which version runs?", found("versions.md"))
    await feedback.keep(ask_id, "U0MAYA", helpful=False)
    (gap,) = (await open_gaps(database)).values()
    assert (gap.reason, gap.pages) == ("wrong", ["versions.md"])
    await feedback.keep(ask_id, "U0MAYA", helpful=True)
    assert await open_gaps(database) == {}


async def test_secrets_in_a_question_are_not_kept(database: Database) -> None:
    secret = "ghp_" + "a1B2" * 9
    await asked(database, f"what may {secret} do?", nothing())
    (gap,) = (await open_gaps(database)).values()
    assert secret not in gap.question
    assert gap.question.startswith("what may ")


async def test_what_asks_for_the_same_is_listed_once(database: Database) -> None:
    for text in ("How do I rotate the ledger key?", "rotating the key of ledger", "Where is the canteen?"):
        await asked(database, text, nothing())
    await collect(GapStore(database))
    groups = grouped(await GapStore(database).open())
    assert [len(group) for group in groups] == [2, 1]


def weekly(scene: Scene, channel: str | None = None) -> WeeklyGaps:
    return WeeklyGaps(scene.deck.database, scene.client(), CATALOG, channel, UTC_ZONE)


def said(scene: Scene) -> list[Any]:
    calls = scene.slack.workspace.calls_of("chat.postMessage")
    return [call for call in calls if "did not answer" in json.dumps(call, default=str)]


async def test_the_owner_of_the_nearest_page_is_told_and_closes_it(scene: Scene, tmp_path: Path) -> None:
    database = scene.deck.database
    (tmp_path / "wiki").mkdir()
    (tmp_path / "wiki" / "keys.md").write_text("# Keys\n\nSome keys are kept in the vault.\n", "utf-8")
    await scene.deck.connections.library.ingest(tmp_path / "wiki")
    (source,) = await SourceStore(database).all()
    await SourceStore(database).change(source.id, owner="U0PRIYA")
    first = await asked(database, "how do I rotate the ledger key?", nothing("keys.md"))
    await asked(database, "rotate the key of ledger", nothing("keys.md"))
    priya = await scene.member("U0PRIYA")
    await weekly(scene).tell(next_monday())
    event = await priya.wait_for(lambda event: "did not answer" in str(event.get("message")))
    shown = words(event["message"])
    assert "asked 2 times" in shown
    assert "keys.md" in shown
    ask = await AskStore(database).get(first)
    await weekly(scene).tell(next_monday())
    assert len(said(scene)) == 1
    assert f"/archives/{PAYMENTS}/p{(ask.thread_ts or '').replace('.', '')}" in json.dumps(event["message"])
    await priya.press({**event["message"], "channel": event["channel"]}, "close_gaps")
    changed = await priya.wait_for(lambda event: "answered now" in str(event.get("message")))
    assert "<@U0PRIYA>" in json.dumps(changed)
    assert await GapStore(database).open() == []


async def test_what_was_asked_in_private_is_not_repeated(scene: Scene) -> None:
    database = scene.deck.database
    secrets = ("ledger is sold to Acme?", "ledger layoffs on Friday?")
    await asked(database, secrets[0], nothing(), channel="D0MAYA")
    await asked(database, secrets[1], nothing(), channel="C0UNKNOWN")
    await asked(database, "how do I restart ledger?", nothing())
    sofia = await scene.member("U0SOFIA")
    await weekly(scene).tell(next_monday())
    event = await sofia.wait_for(lambda event: "did not answer" in str(event.get("message")))
    told = json.dumps(event["message"])
    assert "how do I restart ledger?" in told
    assert "2 questions asked in private places" in told
    assert "Acme" not in told
    assert "layoffs" not in told


async def test_what_nobody_owns_goes_to_the_admins_channel(scene: Scene) -> None:
    await asked(scene.deck.database, "where is the canteen?", nothing())
    maya = await scene.member()
    await weekly(scene, PLATFORM).tell(next_monday())
    event = await maya.wait_for(lambda event: "where is the canteen?" in str(event.get("message")))
    assert event["channel"] == PLATFORM


async def test_what_slack_did_not_take_is_told_later(scene: Scene) -> None:
    await asked(scene.deck.database, "where is the canteen?", nothing())
    await weekly(scene, "C0NOWHERE").tell(next_monday())
    (gap,) = await GapStore(scene.deck.database).open()
    assert gap.told_at is None


@pytest.mark.parametrize(
    ("zone", "asked_at", "now", "told"),
    [
        ("UTC", "2026-11-20T12:00", "2026-11-23T07:59", False),
        ("UTC", "2026-11-20T12:00", "2026-11-23T08:00", True),
        ("UTC", "2026-11-20T12:00", "2026-11-25T00:00", True),
        ("UTC", "2026-11-23T08:01", "2026-11-25T00:00", False),
        ("Europe/Berlin", "2026-11-20T12:00", "2026-11-23T07:00", True),
        ("America/New_York", "2026-11-20T12:00", "2026-11-23T12:00", False),
    ],
)
async def test_the_list_is_due_on_monday_morning(
    scene: Scene, zone: str, asked_at: str, now: str, told: bool
) -> None:
    database = scene.deck.database
    await asked(database, "where is the canteen?", nothing())
    await collect(GapStore(database))
    moment = datetime.fromisoformat(asked_at).replace(tzinfo=UTC)
    async with database.session() as session:
        await session.execute(update(KnowledgeGap).values(created_at=moment))
    teller = WeeklyGaps(database, scene.client(), CATALOG, PLATFORM, ZoneInfo(zone))
    await teller.tell(datetime.fromisoformat(now).replace(tzinfo=UTC))
    (gap,) = await GapStore(database).open()
    assert (gap.told_at is not None) == told


def next_monday() -> datetime:
    return datetime.now(UTC) + timedelta(days=8)


async def test_the_command_lists_what_is_open(tmp_path: Path, database: Database) -> None:
    await asked(database, "how do I rotate the ledger key?", nothing("keys.md"))
    await asked(database, "rotate the key of ledger", nothing())
    listed = quarterdeck(tmp_path, "knowledge", "gaps", DATABASE_URL=database.url)
    assert listed.returncode == 0, listed.stderr
    assert "nothing, asked 2 times" in listed.stdout
    printed = quarterdeck(tmp_path, "knowledge", "gaps", "--json", DATABASE_URL=database.url)
    questions = {item["question"]: item["pages"] for item in json.loads(printed.stdout)}
    assert questions == {"how do I rotate the ledger key?": ["keys.md"], "rotate the key of ledger": []}
