"""Strange and hostile pull requests at GitHub, and repositories that go away while they are looked at."""

import asyncio
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import select

from sandbox.github.forge import forge_of
from storage import Database
from storage.models import PullRequest, Review, ReviewState
from storage.reviews import UNPUBLISHED
from tests.bad_input import REASONS, STRANGE_NAME, plant
from tests.tools.reviews.conftest import NUMBER, REPOSITORY, Cut, Desk, Handler, MakeDesk
from tools.analysis.change import CONTROL
from tools.reviews import prepare_review
from tools.reviews.automatic import allows_automatic_reviews
from tools.tool import ToolError


class Going(Cut):
    """A repository that is deleted, or closed to us, when so many more requests have come for it."""

    def __init__(self, closed: bool) -> None:
        super().__init__(after=False)
        self.closed, self.left = closed, 1_000_000

    async def _passed(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if "/payments" in request.path:
            self.left -= 1
        if self.left < 0 and self.closed:
            return web.json_response(
                {"message": "Resource not accessible by personal access token"}, status=403
            )
        if self.left < 0:
            forge_of(request).repositories.pop("payments", None)
        response: web.StreamResponse = await handler(request)
        return response


class Refusing(Cut):
    """A GitHub that takes no review from us, until it lets us."""

    lets = False

    async def _passed(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.method == "POST" and request.path.endswith("/reviews") and not self.lets:
            return web.json_response(
                {"message": "Resource not accessible by personal access token"}, status=403
            )
        response: web.StreamResponse = await handler(request)
        return response


def texts(one: Any) -> list[str]:
    """All texts of what GitHub holds, however deep."""
    if isinstance(one, dict):
        return [text for key, value in one.items() if key != "path" for text in texts(value)]
    if isinstance(one, list):
        return [text for value in one for text in texts(value)]
    return [one] if isinstance(one, str) else []


async def test_what_is_strange_is_named_and_nothing_that_moves_a_cursor_is_posted(desk: Desk) -> None:
    await asyncio.to_thread(plant, desk.checkout.folder)
    await desk.checkout.git("commit", "-q", "-m", "strange things")
    await desk.checkout.push()
    kept = await desk.look()
    skipped = kept.review.coverage["skipped"]
    for path, why in REASONS.items():
        assert why in skipped[path], (path, skipped[path])
    # Its own settings don't switch it off, and the finding with the strange name is there.
    assert (STRANGE_NAME, 5) in {(one.path, one.line) for one in kept.new}
    published = await desk.publish(kept.review.id)
    assert published.posted == len(kept.new)
    said = [*await desk.comments(), *await desk.reviews()]
    assert any("app/odd[2Jname .py" in text for text in said)
    checks = await asyncio.to_thread(
        lambda: [
            run.raw_data for run in desk.pull().base.repo.get_commit(kept.review.head_sha).get_check_runs()
        ]
    )
    for text in [*said, *texts(checks)]:
        assert CONTROL.search(text.replace("\n", "").replace("\r", "")) is None, text
    assert (await desk.review()).posted == 0


@pytest.mark.parametrize("closed", [False, True], ids=["deleted", "closed to us"])
@pytest.mark.parametrize("files", [3, 60], ids=["small", "large"])
async def test_a_repository_that_goes_away_meanwhile_is_an_error_and_the_review_failed(
    make_desk: MakeDesk, database: Database, closed: bool, files: int
) -> None:
    going = Going(closed)
    desk: Desk = await make_desk(cut=going)
    added = {f"app/part{number}.py": f"x = {number}\n" for number in range(files)}
    await desk.checkout.commit("parts", dict(added))
    await desk.checkout.push()
    going.left = 3  # the pull request and its list of files still come
    with pytest.raises(ToolError) as raised:
        await desk.look()
    assert ("may not read" if closed else "GitHub has no") in str(raised.value)
    assert raised.value.hint
    async with database.session() as session:
        query = select(Review).join(PullRequest, PullRequest.id == Review.pull_request_id)
        review = (await session.execute(query.where(PullRequest.number == NUMBER))).scalar_one()
    assert review.state == ReviewState.FAILED
    assert str(raised.value) in review.coverage["error"]
    assert await desk.connections.reviews.latest(review.pull_request_id) is None
    with pytest.raises(ToolError, match="could not be made"):
        await desk.publish(review.id)


@pytest.mark.parametrize("closed", [False, True], ids=["deleted", "closed to us"])
async def test_a_repository_that_is_gone_before_publishing_fails_the_review_with_what_to_do(
    make_desk: MakeDesk, closed: bool
) -> None:
    going = Going(closed)
    desk: Desk = await make_desk(cut=going)
    kept = await desk.look()
    going.left = 0
    with pytest.raises(ToolError, match=f"GitHub shows me no {REPOSITORY}#{NUMBER} any more") as raised:
        await desk.publish(kept.review.id)
    assert "review it again" in raised.value.hint
    now = await desk.connections.reviews.get(kept.review.id)
    assert now is not None
    assert (now.review.state, now.review.coverage[UNPUBLISHED]) == (ReviewState.FAILED, str(raised.value))
    # It stays the one that is shown, and is not tried again, also when the repository is back.
    latest = await desk.connections.reviews.latest(kept.pull.id)
    assert latest is not None
    assert latest.id == kept.review.id
    with pytest.raises(ToolError, match="GitHub shows me no"):
        await desk.publish(kept.review.id)


async def test_what_is_gone_when_somebody_asks_for_another_review_fails_the_one_before(
    make_desk: MakeDesk,
) -> None:
    going = Going(closed=True)
    desk: Desk = await make_desk(cut=going)
    kept = await desk.look()
    going.left = 0
    with pytest.raises(ToolError, match="GitHub shows me no"):
        await prepare_review.function(desk.connections, REPOSITORY, NUMBER)
    now = await desk.connections.reviews.get(kept.review.id)
    assert now is not None
    assert now.review.state == ReviewState.FAILED


async def test_what_is_gone_before_an_automatic_review_is_allowed_fails_too(make_desk: MakeDesk) -> None:
    going = Going(closed=False)
    desk: Desk = await make_desk(cut=going)
    kept = await desk.look()
    going.left = 0
    with pytest.raises(ToolError, match="GitHub shows me no"):
        await allows_automatic_reviews(desk.connections, REPOSITORY, NUMBER)
    now = await desk.connections.reviews.get(kept.review.id)
    assert now is not None
    assert now.review.state == ReviewState.FAILED


async def test_a_token_that_may_read_and_not_write_leaves_the_review_ready(make_desk: MakeDesk) -> None:
    """What can be mended with a setting is no reason to make the review anew."""
    refusing = Refusing(after=False)
    desk: Desk = await make_desk(cut=refusing)
    kept = await desk.look()
    with pytest.raises(ToolError):
        await desk.publish(kept.review.id)
    now = await desk.connections.reviews.get(kept.review.id)
    assert now is not None
    assert now.review.state == ReviewState.READY
    refusing.lets = True
    assert (await desk.publish(kept.review.id, desk.action("again:call"))).posted == len(kept.new)
