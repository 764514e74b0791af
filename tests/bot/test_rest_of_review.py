"""What a review has no room for: behind a button, page by page, and taken in by whoever may."""

import asyncio
from dataclasses import replace

import pytest

from bot.blocks.review import PUBLISH, SHOW_REST, TAKE
from sandbox.slack import Member
from storage.models import FindingState
from tests.bot.reading import Json, words
from tests.bot.review_board import HOSTILE, KEY, PULL, SQL, Board, review, shown, told
from tests.bot.scene import Scene

MANY = tuple(
    replace(SQL, fingerprint=f"{n:032x}", line=n, end_line=n, title=f"Small {n} " + "T" * 400, severity="low")
    for n in range(100, 145)
)


@pytest.fixture
async def board(scene: Scene) -> Board:
    """A review with one finding, and 46 for which it has no room."""
    board = await shown(scene, KEY)
    await board.store.keep(PULL, review(KEY, beyond=(SQL, *MANY), coverage={"more": 50}))
    await board.boards.refresh(board.kept.pull.id)
    return board


async def opened(who: Member, board: Board) -> Json:
    """The list of the rest."""
    since = len(who.events)
    await board.press(who, SHOW_REST)
    event = await who.wait_for(lambda event: event["type"] == "view_opened", since=since)
    view: Json = event["view"]
    return view


async def turned(who: Member, view: Json, action_id: str, value: str | None = None) -> Json:
    """The same list after a press in it."""
    since = len(who.events)
    await who.press(view, action_id, **({"value": value} if value else {}))
    event = await who.wait_for(lambda event: event["type"] == "view_updated", since=since)
    changed: Json = event["view"]
    return changed


def first_take(view: Json) -> str:
    """What the first button of the list tells."""
    return str(next(one["accessory"]["value"] for one in view["blocks"] if "accessory" in one))


async def test_all_of_it_is_behind_a_button_page_by_page(board: Board) -> None:
    maya = await board.scene.member()
    text = await board.text(maya)
    assert "1 finding: 1 critical" in text
    assert "50 more are left out, behind *The rest*" in text
    assert "Publish 1 finding to the PR" in text
    view = await opened(maya, board)
    seen = []
    for page in range(1, 4):
        assert len(view["blocks"]) <= 100
        assert f"Page {page} of 3" in words(view)
        seen += [one["text"]["text"] for one in view["blocks"] if "accessory" in one]
        if page < 3:
            view = await turned(maya, view, "turn_rest_on")
    assert len(seen) == 46
    assert "SQL built from input" in seen[0]
    assert "4 smaller ones are counted only." in words(view)


async def test_one_is_taken_in_and_published_with_the_others(board: Board) -> None:
    jonas = await board.scene.member("U0JONAS")
    view = await opened(jonas, board)
    view = await turned(jonas, view, TAKE, first_take(view))
    assert "SQL built from input" not in words(view)
    text = await board.shows(jonas, "Publish 2 findings to the PR")
    assert "The rest (49)" in text
    row = await board.finding(SQL.fingerprint)
    assert (row.state, row.decided_by) == (FindingState.OPEN, "U0JONAS")
    await board.press(jonas, PUBLISH)
    async with asyncio.timeout(40):
        # What the board says of it may be over before anybody reads it.
        while not (commanded := await board.commanded()):  # noqa: ASYNC110 - rows tell nobody
            await asyncio.sleep(0.05)
    (asked,) = commanded
    assert len(asked.context["command"]["comments"]) == 2


async def test_of_two_who_take_the_same_the_second_is_told_in_the_list(board: Board) -> None:
    maya, jonas = await board.scene.member(), await board.scene.member("U0JONAS")
    mine, his = await opened(maya, board), await opened(jonas, board)
    value = first_take(mine)
    await turned(maya, mine, TAKE, value)
    view = await turned(jonas, his, TAKE, value)
    assert "<@U0MAYA> was first" in words(view)
    assert (await board.finding(SQL.fingerprint)).decided_by == "U0MAYA"


async def test_a_guest_takes_nothing_in(board: Board) -> None:
    users = board.scene.slack.workspace.users
    users["U0PRIYA"] = replace(users["U0PRIYA"], guest=True)
    visitor = await board.scene.member("U0PRIYA")
    view = await opened(visitor, board)
    assert "Refused: " in words(await turned(visitor, view, TAKE, first_take(view)))
    assert (await board.finding(SQL.fingerprint)).state == FindingState.BEYOND


async def test_nothing_is_taken_into_a_review_that_was_dismissed(board: Board) -> None:
    maya = await board.scene.member()
    view = await opened(maya, board)
    latest = await board.store.latest(board.kept.pull.id)
    assert latest is not None
    assert await board.store.withdraw(latest.id, "U0JONAS")
    assert "has dismissed this review" in words(await turned(maya, view, TAKE, first_take(view)))
    assert (await board.finding(SQL.fingerprint)).state == FindingState.BEYOND


async def test_what_others_wrote_is_no_markup_there(scene: Scene) -> None:
    board = await shown(scene, KEY)
    await board.store.keep(PULL, review(KEY, beyond=(HOSTILE,), coverage={"more": 1}))
    await board.boards.refresh(board.kept.pull.id)
    maya = await scene.member()
    text = words(await opened(maya, board))
    assert "<!channel>" not in text
    assert "<https://evil.example" not in text
    assert "*loud*" not in text


async def test_a_review_that_can_no_longer_be_published_says_why_and_has_no_button(board: Board) -> None:
    maya = await board.scene.member()
    before = await board.message(maya)
    await board.store.fail(board.kept.pull.id, "GitHub shows me no such thing. Review it again.")
    await maya.press(before, PUBLISH)
    await told(maya, "This review can't be published any more. GitHub shows me no such thing.")
    text = await board.shows(maya, "Not published, and it can't be. GitHub shows me no such thing.")
    assert "to the PR" not in text
    assert "Review again" in text
    assert await board.commanded() == []
