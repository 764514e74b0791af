"""What happens is told to whoever listens: signed, with GitHub's fields, and again when asked."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import github
import pytest
from aiohttp import web
from github import Github

from sandbox.company import Company
from sandbox.github import OUTBOX, access_token, create_app
from sandbox.serving import Served
from tests.pushing import Checkout
from tests.sandbox.github.conftest import NOW, Forge
from tests.sandbox.github.test_github_shapes import EXAMPLES, GONE

SECRET = "a secret of this test"
# Only an app's webhooks have an installation.
NOT_OURS = {"installation", "enterprise"}


class Listener:
    """Takes deliveries in and keeps them."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        self.url = ""
        self.app = web.Application()
        self.app.router.add_post("/in", self._take)

    async def _take(self, request: web.Request) -> web.Response:
        self.got.append((dict(request.headers), await request.read()))
        return web.Response(status=self.status)

    def events(self) -> list[tuple[str, str | None]]:
        return [(one["X-GitHub-Event"], json.loads(body).get("action")) for one, body in self.got]

    def payload(self, event: str, action: str | None = None) -> dict[str, Any]:
        for headers, body in reversed(self.got):
            told: dict[str, Any] = json.loads(body)
            if headers["X-GitHub-Event"] == event and action in (None, told.get("action")):
                return told
        raise AssertionError(f"no {event} {action} among {self.events()}")


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    listening = Listener()
    served = Served(listening.app)
    await served.start()
    listening.url = f"{served.address}/in"
    yield listening
    await served.stop()


class Told(Forge):
    """A GitHub that tells the listener everything."""

    app: web.Application

    async def drained(self) -> None:
        await self.app[OUTBOX].drained()


@pytest.fixture
async def told(listener: Listener, tmp_path: Path) -> AsyncIterator[Told]:
    company = Company(NOW, tmp_path / "larkfield")
    app = create_app(company, webhook=(listener.url, SECRET))
    served = Served(app)
    await served.start()
    forge = Told(company, served.address, access_token(company))
    forge.app = app
    yield forge
    await served.stop()


def as_member(forge: Forge, login: str) -> Github:
    return forge.client(access_token(forge.company, login))


async def test_deliveries_are_signed(told: Told, listener: Listener) -> None:
    def write(client: Github) -> None:
        client.get_repo("larkfield/payments").get_pull(42).create_issue_comment("/review – bitte")

    await asyncio.to_thread(write, as_member(told, "jonas"))
    await told.drained()
    ((headers, body),) = listener.got
    expected = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert headers["X-Hub-Signature-256"] == f"sha256={expected}"
    assert (headers["X-GitHub-Event"], headers["Content-Type"]) == ("issue_comment", "application/json")
    assert headers["User-Agent"].startswith("GitHub-Hookshot/")
    shown = json.loads(body)
    assert (shown["sender"]["login"], shown["comment"]["body"]) == ("jonas", "/review – bitte")
    assert shown["issue"]["pull_request"]["url"].endswith("/pulls/42")


async def test_the_life_of_a_pull_request_has_githubs_fields(
    told: Told, listener: Listener, tmp_path: Path
) -> None:
    if not EXAMPLES.is_file():
        pytest.skip("the recorded webhooks are not here")
    checkout = Checkout(tmp_path / "clone", told.address, told.company)
    await checkout.clone("payments", "main")
    await checkout.git("checkout", "-q", "-b", "notes")
    first = await checkout.commit("Take notes", {"notes.py": "import os\n\nprint(os.environ)\n"})
    await checkout.push("-u", "origin", "notes")

    def begin(client: Github) -> int:
        repo = client.get_repo("larkfield/payments")
        pull = repo.create_pull(base="main", head="notes", title="Notes", body="", draft=True)
        pull.mark_ready_for_review()
        return pull.number

    number = await asyncio.to_thread(begin, as_member(told, "jonas"))
    second = await checkout.commit("More", {"notes.py": "import os\n\n\nprint(os.environ)\n"})
    await checkout.push()
    await asyncio.to_thread(_discuss_and_close, as_member(told, "priya"), number)
    await told.drained()
    push = listener.payload("push")
    assert (push["before"], push["after"], push["forced"]) == (first, second, False)
    moved = listener.payload("pull_request", "synchronize")
    assert (moved["before"], moved["after"], moved["pull_request"]["head"]["sha"]) == (first, second, second)
    settled = listener.payload("pull_request_review_thread", "resolved")
    assert settled["thread"]["comments"][0]["body"] == "Why all?"
    assert [event for event in listener.events() if event[0] == "pull_request"] == [
        ("pull_request", action)
        for action in ("opened", "ready_for_review", "synchronize", "closed", "reopened")
    ]
    _compare_with_recorded(listener)


def _discuss_and_close(client: Github, number: int) -> None:
    pull = client.get_repo("larkfield/payments").get_pull(number)
    comments: list[Any] = [{"path": "notes.py", "line": 4, "body": "Why all?"}]
    pull.create_review(body="One question.", event="COMMENT", comments=comments)
    comment = pull.get_review_comments()[0]
    pull.create_review_comment_reply(comment.id, "I mean it.")
    comment.edit("Why all? And why print?")
    comment.edit("Why all?")
    query = (
        'query($number: Int!) { repository(owner: "larkfield", name: "payments") '
        "{ pullRequest(number: $number) { reviewThreads(first: 1) { nodes { id } } } } }"
    )
    found = client.requester.graphql_query(query, {"number": number})[1]["data"]["repository"]["pullRequest"]
    node = found["reviewThreads"]["nodes"][0]["id"]
    client.requester.graphql_named_mutation("resolveReviewThread", {"threadId": node}, "thread { id }")
    pull.create_issue_comment("/explain")
    pull.edit(state="closed")
    pull.edit(state="open")


def _compare_with_recorded(listener: Listener) -> None:
    """Whatever GitHub has sent in such an event is there, of the same type."""
    examples = json.loads(EXAMPLES.read_text("utf-8"))
    compared = 0
    for event, recorded in examples.items():
        for theirs in recorded:
            try:
                ours = listener.payload(event, theirs.get("action"))
            except AssertionError:
                continue
            compared += 1
            assert set(theirs) - set(ours) - NOT_OURS == set(), (event, theirs.get("action"))
            for part in ("pull_request", "comment", "review", "issue"):
                if part in theirs:
                    assert set(theirs[part]) - set(ours[part]) - GONE == set()
                    for name, value in theirs[part].items():
                        if isinstance(value, (str, bool, int)) and ours[part].get(name) is not None:
                            assert isinstance(ours[part][name], type(value)), (event, part, name)
    assert compared >= 12


async def test_the_same_delivery_again_has_the_same_id(told: Told, listener: Listener) -> None:
    def write(client: Github) -> None:
        client.get_repo("larkfield/payments").get_pull(42).create_issue_comment("/review")

    def again(client: Github) -> tuple[Any, ...]:
        org = client.get_organization("larkfield")
        (hook,) = list(org.get_hooks())
        (one,) = list(org.get_hook_deliveries(hook.id))
        status, _, _ = client.requester.requestJson(
            "POST", f"/orgs/larkfield/hooks/{hook.id}/deliveries/{one.id}/attempts"
        )
        full = client.requester.requestJsonAndCheck(
            "GET", f"/orgs/larkfield/hooks/{hook.id}/deliveries/{one.id}"
        )[1]
        return status, one.guid, one.status_code, full["request"]["payload"]["action"]

    listener.status = 500
    await asyncio.to_thread(write, as_member(told, "jonas"))
    await told.drained()
    status, guid, code, action = await asyncio.to_thread(again, as_member(told, "maya"))
    await told.drained()
    assert (status, code, action) == (202, 500, "created")
    assert [headers["X-GitHub-Delivery"] for headers, _ in listener.got] == [guid, guid]
    assert listener.got[0][1] == listener.got[1][1]


async def test_a_repository_has_hooks_of_its_own(told: Told, listener: Listener) -> None:
    def write(client: Github, bot: Github) -> tuple[Any, ...]:
        repo = client.get_repo("larkfield/checkout")
        config = {"url": listener.url, "content_type": "form", "secret": SECRET}
        hook = repo.create_hook("web", config, ["issue_comment"])
        with pytest.raises(github.GithubException, match="already exists"):
            repo.create_hook("web", config, ["issue_comment"])
        with pytest.raises(github.UnknownObjectException):
            bot.get_repo("larkfield/checkout").create_hook("web", config)
        for name in ("payments", "checkout"):
            bot.get_repo(f"larkfield/{name}").get_issue(42 if name == "payments" else 55).create_comment("Hi")
        return hook.config["secret"], hook.events

    assert await asyncio.to_thread(write, as_member(told, "maya"), told.client()) == (
        "********",
        ["issue_comment"],
    )
    await told.drained()
    forms = [
        (headers["X-GitHub-Event"], body) for headers, body in listener.got if body.startswith(b"payload=")
    ]
    assert [event for event, _ in forms] == ["ping", "issue_comment"]
    assert len(listener.got) == 4


async def test_nobody_who_listens_is_waited_for(tmp_path: Path) -> None:
    company = Company(NOW, tmp_path / "larkfield")
    app = create_app(company, webhook=("http://127.0.0.1:9/in", SECRET))
    async with Served(app) as served:
        forge = Forge(company, served.address, access_token(company))
        await asyncio.to_thread(
            lambda: forge.client().get_repo("larkfield/payments").get_issue(42).create_comment("Hi")
        )
        await app[OUTBOX].drained()
        (delivery,) = app[OUTBOX].hooks[0].deliveries
        assert (delivery.status_code, delivery.status) == (502, "failed to connect to host")
