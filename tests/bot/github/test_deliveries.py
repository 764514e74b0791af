"""What GitHub delivers is written down once, before it is answered; what it did not sign is not read."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import aiohttp
import pytest
from sqlalchemy import text

from bot.github import EVENTS_PATH, Reception, github_routes
from bot.github.people import People
from bot.github.routes import LARGEST_DELIVERY
from bot.intake import Intake
from bot.observability.metrics import Metrics
from bot.observability.readiness import Readiness
from bot.server import serve
from storage import AskStore, Catalog, Database, Queue, write_catalog
from storage.models import Ask
from tests.bot.github.conftest import SECRET, signature

JOBS = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'run_ask'"
REAL = Path(__file__).parents[3].parent / "shared" / "data" / "github-webhooks" / "examples.json"
CATALOG = Catalog.model_validate(
    {
        "people": [{"name": "Jonas Weber", "slack": "U0JONAS", "github": "jonas"}],
        "services": [{"name": "payments", "channel": "C0PAYMENTS"}],
        "repositories": [{"name": "larkfield/payments", "service": "payments"}],
    }
)


@dataclass
class Door:
    """The address that GitHub delivers to, over a real database and queue."""

    address: str
    asks: AskStore
    session: aiohttp.ClientSession

    async def knock(
        self, body: bytes, event: str = "pull_request", delivery: str | None = None, **more: str
    ) -> tuple[int, dict[str, Any]]:
        """Send a body, signed unless the headers say otherwise; status and answer."""
        headers = {
            "Content-Type": "application/json",
            "X-GitHub-Event": event,
            "X-GitHub-Delivery": delivery or str(uuid4()),
            "X-Hub-Signature-256": signature(body),
        } | {name.replace("_", "-"): value for name, value in more.items()}
        sent = {name: value for name, value in headers.items() if value}
        sends = io.BytesIO(body)
        async with self.session.post(f"{self.address}{EVENTS_PATH}", data=sends, headers=sent) as response:
            return response.status, await response.json()

    async def tell(self, payload: Any, event: str, delivery: str | None = None) -> str:
        """Deliver a payload; what became of it."""
        status, answer = await self.knock(json.dumps(payload).encode(), event, delivery)
        assert status in (200, 202), answer
        return str(answer["became"])

    async def rows(self) -> list[Ask]:
        """All asks, oldest first."""
        return (await self.asks.latest(limit=500))[::-1]


@pytest.fixture
async def door(database: Database, queue: Queue) -> AsyncIterator[Door]:
    """A door without anybody behind it: nothing works on the queue."""
    queue.register("run_ask", _never)
    asks = AskStore(database, queue)
    intake = Intake(asks, Metrics(), lambda one, other: False)
    reception = Reception(intake, asks, People(CATALOG, database), CATALOG)
    async with (
        serve(github_routes(reception, SECRET), Readiness(), "127.0.0.1", 0) as address,
        aiohttp.ClientSession() as session,
    ):
        yield Door(address, asks, session)


async def _never(**_: Any) -> None:
    raise AssertionError("nobody works here")


def pull(action: str = "opened", head: str = "a" * 40, **more: Any) -> dict[str, Any]:
    """What GitHub tells of a pull request."""
    about = {"number": 42, "state": "open", "draft": False, "user": {"login": "jonas", "type": "User"}}
    return {
        "action": action,
        "number": 42,
        "pull_request": about | {"head": {"sha": head, "ref": "refunds", "repo": None}} | more,
        "repository": {"full_name": "larkfield/payments", "private": True},
        "sender": {"login": "priya", "type": "User"},
    }


def said(body: Any, login: str = "jonas", association: str = "MEMBER", **more: Any) -> dict[str, Any]:
    """What GitHub tells of a comment in the conversation."""
    comment = {"id": 7, "body": body, "user": {"login": login, "type": "User"}} | more
    return {
        "action": "created",
        "issue": {"number": 42, "pull_request": {"url": "https://api.github.com/x"}},
        "comment": {"author_association": association} | comment,
        "repository": {"full_name": "larkfield/payments"},
        "sender": {"login": login, "type": "User"},
    }


@pytest.mark.parametrize("signed", ["", "sha256=", "sha256=" + "0" * 64, "sha1=abc", "ünsigned"])
async def test_what_is_not_signed_is_refused_and_leaves_no_row(door: Door, signed: str) -> None:
    body = json.dumps(pull()).encode()
    status, _ = await door.knock(body, X_Hub_Signature_256=signed)
    assert status == 401
    assert await door.rows() == []


async def test_a_signature_of_another_body_or_secret_is_refused(door: Door) -> None:
    body = json.dumps(pull()).encode()
    for wrong in (signature(body + b" "), signature(body, "another secret")):
        assert (await door.knock(body, X_Hub_Signature_256=wrong))[0] == 401
    assert await door.rows() == []


@pytest.mark.parametrize("body", [b"", b"{", b"nonsense", b"\xff\xfe", b"[" * 200_000])
async def test_what_is_no_json_is_refused(door: Door, body: bytes) -> None:
    assert (await door.knock(body))[0] == 400


@pytest.mark.parametrize("payload", [[], 1, None, {}, {"action": "opened"}, {"action": 1, "pull_request": 2}])
async def test_what_is_no_pull_request_is_refused(door: Door, payload: Any) -> None:
    status, answer = await door.knock(json.dumps(payload).encode())
    assert (status, answer["became"]) == (400, "refused")


async def test_headers_that_github_always_sends_must_be_there(door: Door) -> None:
    body = json.dumps(pull()).encode()
    assert (await door.knock(body, X_GitHub_Event=""))[0] == 400
    assert (await door.knock(body, X_GitHub_Delivery=""))[0] == 400


async def test_what_is_too_large_is_not_read(door: Door) -> None:
    status, answer = await door.knock(b" " * (LARGEST_DELIVERY + 1))
    assert status == 413
    assert str(LARGEST_DELIVERY) in answer["why"]

    async def in_pieces() -> AsyncIterator[bytes]:
        for _ in range(LARGEST_DELIVERY // 65_536 + 2):
            yield b" " * 65_536

    async with door.session.post(f"{door.address}{EVENTS_PATH}", data=in_pieces()) as response:
        assert response.status == 413


async def test_pings_and_unknown_events_are_answered(door: Door) -> None:
    assert await door.tell({"zen": "Keep it logically awesome.", "hook_id": 1}, "ping") == "pong"
    assert await door.tell({"action": "starred"}, "watch") == "ignored"
    assert await door.rows() == []


async def test_a_delivery_is_stored_once_with_its_job(door: Door, database: Database) -> None:
    assert await door.tell(pull(), "pull_request", "d-1") == "asked"
    assert await door.tell(pull(), "pull_request", "d-1") == "again"
    (ask,) = await door.rows()
    assert (ask.event_id, ask.source, ask.thread) == ("github:d-1", "github", "github:larkfield/payments#42")
    # The review belongs to whoever opened it, also where somebody else has pushed.
    assert ask.asker == "U0JONAS"
    assert ask.context["command"]["head"] == "a" * 40
    assert ask.context["leave_channel"] == "C0PAYMENTS"

    async with database.session() as session:
        jobs = await session.scalar(
            text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'run_ask'")
        )
    assert jobs == 1


async def test_many_at_once_are_stored_once(door: Door) -> None:
    became = await asyncio.gather(*(door.tell(pull(), "pull_request", "d-1") for _ in range(12)))
    assert sorted(became) == ["again"] * 11 + ["asked"]
    assert len(await door.rows()) == 1


async def test_a_comment_in_a_delivery_with_another_id_is_the_same_comment(door: Door) -> None:
    assert await door.tell(said("/review"), "issue_comment", "d-1") == "asked"
    assert await door.tell(said("/review"), "issue_comment", "d-2") == "again"
    assert len(await door.rows()) == 1


async def test_forms_are_understood_too(door: Door) -> None:
    body = urlencode({"payload": json.dumps(pull())}).encode()
    status, answer = await door.knock(body, Content_Type="application/x-www-form-urlencoded")
    assert (status, answer["became"]) == (202, "asked")


@pytest.mark.parametrize(
    ("payload", "event", "became"),
    [
        (pull("opened"), "pull_request", "asked"),
        (pull("synchronize"), "pull_request", "asked"),
        (pull("reopened"), "pull_request", "asked"),
        (pull("ready_for_review"), "pull_request", "asked"),
        (pull("closed", state="closed"), "pull_request", "asked"),
        (pull("opened", draft=True), "pull_request", "ignored"),
        (pull("synchronize", draft=True), "pull_request", "ignored"),
        (pull("labeled"), "pull_request", "ignored"),
        (pull("opened", user=None), "pull_request", "asked"),
        (said("/review"), "issue_comment", "asked"),
        (said("  /REVIEW  "), "issue_comment", "asked"),
        (said("@quarterdeck is this safe?"), "issue_comment", "asked"),
        (said("Please /review"), "issue_comment", "ignored"),
        (said("> /review\nno, thanks"), "issue_comment", "ignored"),
        (said("<!-- /review --> fine"), "issue_comment", "ignored"),
        (said("/deploy"), "issue_comment", "ignored"),
        (said("@quarterdeckhand hello"), "issue_comment", "ignored"),
        (said(None), "issue_comment", "ignored"),
        (said("/review", user=None), "issue_comment", "ignored"),
        (said("/review", user={"login": "ci", "type": "Bot"}), "issue_comment", "ignored"),
        (said("/review", login="renovate[bot]"), "issue_comment", "ignored"),
        (said("/review", performed_via_github_app={"id": 1}), "issue_comment", "ignored"),
        (said("/review\n\n<!-- quarterdeck:ask:1 -->"), "issue_comment", "ignored"),
        (said("/review") | {"action": "edited"}, "issue_comment", "ignored"),
        (said("/review") | {"issue": {"number": 3}}, "issue_comment", "ignored"),
        (said("/review", login="stranger", association="NONE"), "issue_comment", "ignored"),
        (said("/review", login="stranger", association="CONTRIBUTOR"), "issue_comment", "ignored"),
        (said("/help", login="stranger", association="NONE"), "issue_comment", "asked"),
        # Somebody whom the catalogue links is known, whatever GitHub says of them.
        (said("/review", login="Jonas", association="NONE"), "issue_comment", "asked"),
    ],
)
async def test_what_is_asked_by_whom(door: Door, payload: Any, event: str, became: str) -> None:
    assert await door.tell(payload, event) == became
    assert len(await door.rows()) == (became == "asked")


async def test_a_strangers_question_for_help_comes_from_a_guest(door: Door) -> None:
    await door.tell(said("/help", login="Stranger", association="NONE"), "issue_comment")
    (ask,) = await door.rows()
    assert (ask.asker, ask.context["kind"], ask.context["place"]) == (
        "github:stranger", "guest", "pull_request",
    )  # fmt: skip


async def test_a_login_is_not_taken_for_somebodys_name(door: Door) -> None:
    await door.tell(said("/review", login="Jonas-Weber", association="COLLABORATOR"), "issue_comment")
    (ask,) = await door.rows()
    assert ask.asker == "github:jonas-weber"


async def test_text_that_no_table_can_hold_is_taken_in(door: Door) -> None:
    body = json.dumps(said("/ask why\u0000?")).replace("why", "why \\ud800")
    assert (await door.knock(body.encode(), "issue_comment"))[0] == 202
    (ask,) = await door.rows()
    assert ask.text == "why ??"


async def test_secrets_in_comments_are_not_kept(door: Door) -> None:
    secret = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    await door.tell(said(f"/ask is {secret} right?"), "issue_comment")
    (ask,) = await door.rows()
    assert secret not in ask.text + json.dumps(ask.context)


@pytest.mark.skipif(not REAL.exists(), reason=f"GitHub's own examples are not here: {REAL}")
async def test_githubs_own_examples_are_all_taken_in(door: Door) -> None:
    became: dict[str, set[str]] = {}
    examples = await asyncio.to_thread(REAL.read_text, "utf-8")
    for event, payloads in json.loads(examples).items():
        for payload in payloads:
            became.setdefault(event, set()).add(await door.tell(payload, event))
    assert became.pop("ping") == {"pong"}
    assert became.pop("pull_request") == {"asked", "ignored"}
    assert set().union(*became.values()) == {"ignored"}
    rows = await door.rows()
    assert {ask.context["command"]["name"] for ask in rows} == {"review", "closed"}


async def test_without_a_database_nothing_is_acknowledged(database: Database) -> None:
    nowhere = Database("postgresql://nobody@127.0.0.1:9/none")
    asks = AskStore(nowhere)
    intake = Intake(asks, Metrics(), lambda one, other: False)
    reception = Reception(intake, asks, People(CATALOG, nowhere), CATALOG)
    async with (
        serve(github_routes(reception, SECRET, patience=0.0), Readiness(), "127.0.0.1", 0) as address,
        aiohttp.ClientSession() as session,
    ):
        status, answer = await Door(address, asks, session).knock(json.dumps(pull()).encode())
    assert (status, answer["became"]) == (503, "refused")
    await nowhere.close()


async def test_people_are_found_in_the_tables_too(database: Database) -> None:
    async with database.session() as session:
        await write_catalog(session, CATALOG)
    people = People(Catalog(), database)
    assert await people.of("JONAS") == "U0JONAS"
    assert await people.of("Nobody") == "github:nobody"
