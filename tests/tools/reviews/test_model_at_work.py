"""A model's second opinion on its way to the pull request: what it drops is not gone, what it finds stays."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from pydantic import SecretStr

from agents import AgentSettings
from agents.metering import Meter
from agents.models import Models
from agents.reviewing import review_judge
from storage.models import FindingState
from tests.agents.openai_server import KEY, Calls, Fails, Reply, Request, openai_server
from tests.tools.reviews.conftest import NUMBER, REPOSITORY, SEARCH, Desk
from tools.reviews import prepare_review

SUMMARY = "It adds a search for refunds in app/refund_search.py; look first at how search builds its query."
JSON = 'return answer.json()["status"]'


@asynccontextmanager
async def model(desk: Desk, reply: Callable[[Request], Reply]) -> AsyncIterator[None]:
    """While it is there, reviews of the desk are judged by it."""
    async with openai_server(reply) as server:
        settings = AgentSettings(
            model_provider="openai", model="scripted", openai_api_key=SecretStr(KEY),
            openai_base_url=server.url, model_retries=0,
        )  # fmt: skip
        models = Models(settings)
        desk.connections.judge = review_judge(settings, models, Meter())
        try:
            yield
        finally:
            desk.connections.judge = None
            await models.close()


def number_of(request: Request, rule: str) -> int:
    """What a finding of a rule is called in a request."""
    shown = str(request.messages[-1]["content"])
    return int(shown[: shown.index(f"rule {rule}")].rpartition('finding="')[2].partition('"')[0])


def drops_the_time_out(request: Request) -> Reply:
    if request.is_judging:
        number, quote = number_of(request, "no-timeout"), "answer = requests.get("
        drop = {"id": number, "verdict": "drop", "reason": "The client has one.", "quote": quote}
        return Calls(("Verdicts", {"verdicts": [drop]}))
    return Calls(("ChangeRead", {"summary": SUMMARY, "found": []}))


def finds_a_bug(line: int) -> Callable[[Request], Reply]:
    found: dict[str, Any] = {
        "path": SEARCH, "line": line, "quote": JSON, "title": "The answer may have no status",
        "why": "A refused request has an error instead.", "severity": "medium", "confidence": 0.6,
    }  # fmt: skip

    def reply(request: Request) -> Reply:
        if request.is_judging:
            return Calls(("Verdicts", {"verdicts": []}))
        return Calls(("ChangeRead", {"summary": "", "found": [found]}))

    return reply


async def test_the_review_says_what_the_model_makes_of_it(desk: Desk) -> None:
    async with model(desk, drops_the_time_out):
        prepared = await prepare_review.function(desk.connections, REPOSITORY, NUMBER)
        assert "no-timeout" not in {one.rule for one in prepared.new}
        assert "Dropped by the model" in prepared.content()
        assert "The client has one." in prepared.content()
        await desk.review()
    (review,) = await desk.reviews()
    assert SUMMARY in review
    assert "**Risk:** high." in review
    assert "1 finding is not shown because the model calls the code harmless." in review


async def test_what_is_dropped_is_not_gone(desk: Desk) -> None:
    await desk.review()
    async with model(desk, drops_the_time_out):
        again = await desk.review()
        kept = await desk.look()
    assert (again.posted, again.resolved) == (0, 0)
    assert [one["rule"] for one in kept.review.coverage["dropped"]] == ["no-timeout"]
    every = await desk.connections.reviews.all_findings(kept.pull.id)
    assert {one.state for one in every} == {FindingState.PUBLISHED}


async def test_what_it_found_stays_until_its_code_changes_and_is_said_once(desk: Desk) -> None:
    lines = desk.checkout.read(SEARCH).split("\n")
    line = next(number for number, text in enumerate(lines, 1) if JSON in text)
    async with model(desk, finds_a_bug(line)):
        first = await desk.review()
        assert (await desk.review()).posted == 0
    assert any("The answer may have no status" in body for body in await desk.comments())
    without = await desk.review()
    assert (without.posted, without.resolved) == (0, 0)
    changed = desk.checkout.read(SEARCH).replace(JSON, 'return answer.json().get("status", "unknown")')
    await desk.checkout.commit("Know answers without one", {SEARCH: changed})
    await desk.checkout.push()
    mended = await desk.review()
    assert (mended.posted, mended.resolved) == (0, 1)
    assert len(await desk.comments()) == first.posted


async def test_a_model_that_is_down_is_named_and_the_findings_stand(desk: Desk) -> None:
    async with model(desk, lambda _: Fails(500)):
        await desk.review()
    (review,) = await desk.reviews()
    assert "Did not (fully) run: `model`" in review
    assert len(await desk.comments()) == 4
