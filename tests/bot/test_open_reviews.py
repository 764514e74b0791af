"""The Home tab lists the open reviews, to those who may read them where they are."""

from dataclasses import replace

import pytest

from sandbox.slack import Member
from storage.reviews import BoardStore, Posted
from tests.bot.reading import words
from tests.bot.review_board import CHANNEL, KEY, PULL, SQL, Board, review, shown
from tests.bot.scene import APP, BOT, Scene

NAME = "larkfield/payments#42 “Add refund search”"
NONE = "None in your channels."


async def home(who: Member) -> str:
    """All words of somebody's Home tab."""
    since = len(who.events)
    await who.home(APP)
    return words((await who.wait_for(lambda event: event["type"] == "home", since=since))["view"])


@pytest.fixture
async def board(scene: Scene) -> Board:
    """A review in the channel of payments."""
    return await shown(scene, KEY, SQL)


async def test_whoever_is_in_the_channel_sees_state_counts_and_the_way_to_the_thread(board: Board) -> None:
    jonas = await board.scene.member("U0JONAS")
    message = await board.message(jonas)
    text = await home(jonas)
    assert f"/archives/{CHANNEL}/p{message['ts'].replace('.', '')}|{NAME}>" in text
    assert "2 findings: 1 critical, 1 high · Not published yet: 2 findings open." in text
    places = {one.fingerprint: Posted("1", "2") for one in (KEY, SQL)}
    await board.store.published(board.kept.review.id, "U0MAYA", places, url="https://github.example/r/1")
    assert "Published by <@U0MAYA>" in await home(jonas)


async def test_whoever_is_not_in_the_channel_sees_none(board: Board) -> None:
    sofia = await board.scene.member("U0SOFIA")
    text = await home(sofia)
    assert NAME not in text
    assert NONE in text


async def test_a_private_channel_that_somebody_has_left_shows_them_nothing_more(board: Board) -> None:
    channel = board.scene.slack.workspace.channels[CHANNEL]
    channel.kind = "private"
    lin = await board.scene.member("U0LIN")
    assert NAME in await home(lin)
    channel.members.remove("U0LIN")
    assert NAME not in await home(lin)


async def test_a_direct_message_is_its_askers_alone(scene: Scene) -> None:
    maya, jonas = await scene.member(), await scene.member("U0JONAS")
    await shown(scene, KEY, channel=await maya.im(BOT))
    assert NAME in await home(maya)
    assert NAME not in await home(jonas)


async def test_a_guest_in_the_channel_gets_no_list_of_code(board: Board) -> None:
    users = board.scene.slack.workspace.users
    users["U0PRIYA"] = replace(users["U0PRIYA"], guest=True)
    assert NONE in await home(await board.scene.member("U0PRIYA"))


async def test_what_is_closed_or_dismissed_is_not_open_and_each_stands_there_once(board: Board) -> None:
    jonas = await board.scene.member("U0JONAS")
    await shown(board.scene, SQL)
    assert (await home(jonas)).count(NAME) == 1
    latest = await board.store.latest(board.kept.pull.id)
    assert latest is not None
    await board.store.withdraw(latest.id, "U0MAYA")
    assert NONE in await home(jonas)
    again = replace(PULL, head_sha="d" * 40)
    await board.store.keep(again, review(SQL, head_sha="d" * 40))
    assert NAME in await home(jonas)
    await board.store.begin(replace(again, state="merged"))
    assert NONE in await home(jonas)


async def test_five_are_shown_the_one_with_news_first(board: Board) -> None:
    maya = await board.scene.member()
    boards = BoardStore(board.scene.deck.database)
    for number in range(50, 57):
        kept = await board.store.keep(replace(PULL, number=number), review(SQL))
        row = await boards.place(kept.pull.id, CHANNEL, f"17000000{number}.000100")
        await boards.shown(row.id, f"17000000{number}.000200")
    text = await home(maya)
    numbers = [number for number in (42, *range(50, 57)) if f"payments#{number} " in text]
    assert numbers == [52, 53, 54, 55, 56]
    assert text.index("payments#56 ") < text.index("payments#52 ")
