"""The board of a review in a thread: what its menus and buttons do, for whom, and in which order."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import update

from agents.commands import BRING_UP, COMMAND, PUBLISH
from bot.blocks.review import AGAIN, DISMISS, RESTORE, SHOW_ALL
from bot.blocks.review import PUBLISH as PUBLISH_BUTTON
from bot.blocks.review_modals import REASON, WORDS
from bot.reviews.boards import BOARD_EVENT
from storage import AskStore, NewAsk
from storage.models import FindingState, ReviewBoard
from storage.reviews import BoardStore, Posted
from tests.bot.reading import said, words
from tests.bot.review_board import (
    CHANNEL,
    HOSTILE,
    KEY,
    NUMBER,
    PULL,
    REPOSITORY,
    SQL,
    Board,
    of_board,
    published,
    review,
    shown,
    told,
)
from tests.bot.scene import Scene


@pytest.fixture
async def board(scene: Scene) -> Board:
    """A review with two findings."""
    return await shown(scene, KEY, SQL)


async def test_the_list_leads_with_the_worst_and_has_a_button_to_publish(board: Board) -> None:
    maya = await board.scene.member()
    text = await board.text(maya)
    assert text.index("Hard-coded key") < text.index("SQL built from input")
    assert "2 findings: 1 critical, 1 high" in text
    assert "Publish 2 findings to the PR" in text
    await board.boards.after(board.ask)
    assert await board.text(maya) == text


async def test_a_run_that_was_cut_off_after_posting_posts_no_second_list(board: Board) -> None:
    async with board.scene.deck.database.session() as session:
        await session.execute(update(ReviewBoard).values(message_ts=None))
    board.ask.tries = 2
    await board.boards.after(board.ask)
    maya = await board.scene.member()
    assert "2 findings" in await board.text(maya)
    shown_again = await BoardStore(board.scene.deck.database).of_pull(board.kept.pull.id)
    assert [one.message_ts for one in shown_again] == [(await board.message(maya))["ts"]]


async def test_a_review_that_a_push_has_begun_is_shown_in_the_same_list(board: Board) -> None:
    maya, asks = await board.scene.member(), board.scene.deck.asks
    ask_id = await AskStore(board.scene.deck.database).receive(
        NewAsk("github", "delivery-1", f"github:{REPOSITORY}#{NUMBER}", "github:jonas", "synchronize")
    )
    assert ask_id is not None
    later = replace(PULL, head_sha="e" * 40)
    await board.store.keep(later, review(SQL, head_sha="e" * 40, ask_id=ask_id))
    await board.boards.after(await asks.get(ask_id))
    text = await board.shows(maya, "at `eeeeeeee`")
    assert "Hard-coded key" not in text
    assert "Publish 1 finding to the PR" in text


async def test_a_finding_is_dropped_with_a_reason_and_comes_back(board: Board) -> None:
    maya = await board.scene.member()
    modal = await board.modal(maya, "drop")
    assert await maya.submit(modal, {REASON: {"type": "plain_text_input", "value": "Only in tests"}}) == {}
    row = await board.finding(KEY.fingerprint)
    assert (row.state, row.decided_by, row.reason) == (FindingState.DROPPED, "U0MAYA", "Only in tests")
    text = await board.shows(maya, "dropped by <@U0MAYA>: Only in tests")
    assert "Publish 1 finding to the PR" in text
    assert (await board.store.dismissals(REPOSITORY))["secret"] == (1, 1)
    since = len(maya.events)
    await board.press(maya, RESTORE)
    await maya.wait_for(lambda event: "Publish 2 findings to the PR" in of_board(event), since=since)
    assert (await board.finding(KEY.fingerprint)).state == FindingState.OPEN
    assert "Publish 2 findings to the PR" in await board.text(maya)


async def test_of_two_who_drop_the_second_is_told_who_was_first(board: Board) -> None:
    maya, jonas = await board.scene.member(), await board.scene.member("U0JONAS")
    first, second = await board.modal(maya, "drop"), await board.modal(jonas, "drop")
    assert await maya.submit(first) == {}
    errors = await jonas.submit(second)
    assert errors == {REASON: "@U0MAYA was first: it is dropped."}
    assert (await board.finding(KEY.fingerprint)).decided_by == "U0MAYA"


async def test_of_many_who_press_at_once_one_counts(board: Board) -> None:
    people = [await board.scene.member(user) for user in ("U0MAYA", "U0JONAS", "U0PRIYA", "U0TOM")]
    modals = [await board.modal(one, "drop") for one in people]
    pairs = zip(people, modals, strict=True)
    outcomes = await asyncio.gather(*(one.submit(modal) for one, modal in pairs))
    assert sorted(map(len, outcomes)) == [0, 1, 1, 1]
    winner = people[[len(one) for one in outcomes].index(0)]
    assert (await board.finding(KEY.fingerprint)).decided_by == winner.user


async def test_words_are_kept_without_secrets_and_shown_at_once(board: Board) -> None:
    maya = await board.scene.member()
    modal = await board.modal(maya, "reword", 1)
    field = next(one for one in modal["blocks"] if one.get("block_id") == WORDS)
    assert (
        field["element"]["initial_value"]
        == "SQL built from input\n\nIt becomes part of the query.\n\nBind it."
    )
    secret = "ghp_" + "a1B2" * 9
    typed = {WORDS: {"type": "plain_text_input", "value": f"Please bind `text`, {secret} <!channel>"}}
    assert await maya.submit(modal, typed) == {}
    row = await board.finding(SQL.fingerprint)
    assert row.wording is not None
    assert row.wording.startswith("Please bind `text`")
    assert secret not in row.wording
    text = await board.shows(maya, "reworded by <@U0MAYA>")
    assert "<!channel>" not in text


async def test_words_that_say_nothing_new_are_ours_again(board: Board) -> None:
    maya = await board.scene.member()
    await board.store.reword((await board.finding(SQL.fingerprint)).id, "Mine", "U0JONAS")
    modal = await board.modal(maya, "reword", 1)
    ours = "SQL built from input\n\nIt becomes part of the query.\n\nBind it."
    assert await maya.submit(modal, {WORDS: {"type": "plain_text_input", "value": ours}}) == {}
    assert (await board.finding(SQL.fingerprint)).wording is None


async def test_who_rewords_what_somebody_has_reworded_meanwhile_is_told(board: Board) -> None:
    maya, jonas = await board.scene.member(), await board.scene.member("U0JONAS")
    mine, his = await board.modal(maya, "reword", 1), await board.modal(jonas, "reword", 1)
    assert await jonas.submit(his, {WORDS: {"type": "plain_text_input", "value": "His words"}}) == {}
    errors = await maya.submit(mine, {WORDS: {"type": "plain_text_input", "value": "My words"}})
    assert "@U0JONAS has reworded this meanwhile" in errors[WORDS]
    assert (await board.finding(SQL.fingerprint)).wording == "His words"


async def test_words_of_nothing_but_blanks_are_refused(board: Board) -> None:
    maya = await board.scene.member()
    modal = await board.modal(maya, "reword", 1)
    errors = await maya.submit(modal, {WORDS: {"type": "plain_text_input", "value": "  \n "}})
    assert errors[WORDS].startswith("Write what the comment shall say")


async def test_the_checked_fix_is_shown(board: Board) -> None:
    maya = await board.scene.member()
    view = await board.modal(maya, "fix", 1)
    text = words(view)
    assert "Lines 14 to 16" in text
    assert "query = '?'" in text


async def test_discussing_becomes_an_ask_of_whoever_pressed_and_the_thread_remembers(board: Board) -> None:
    jonas = await board.scene.member("U0JONAS")
    await board.choose(jonas, "discuss", 1)
    await jonas.wait_for(lambda event: "You asked: Discuss the finding at app/search.py:14" in said(event))
    ask = (await board.commanded())[0]
    finding = await board.finding(SQL.fingerprint)
    assert (ask.asker, ask.thread, ask.channel) == ("U0JONAS", board.ask.thread, CHANNEL)
    assert ask.context[COMMAND]["name"] == BRING_UP
    assert ask.context[COMMAND]["finding"] == str(finding.id)
    talked = await BoardStore(board.scene.deck.database).discussed_in(CHANNEL, board.ask.thread_ts or "")
    assert talked is not None
    assert talked.finding.id == finding.id


async def test_publishing_is_asked_for_once_with_what_the_list_shows(board: Board) -> None:
    maya, jonas = await board.scene.member(), await board.scene.member("U0JONAS")
    board.scene.crew.hold = asyncio.Event()
    await asyncio.gather(board.press(maya, PUBLISH_BUTTON), board.press(jonas, PUBLISH_BUTTON))
    await board.shows(maya, "is publishing it")
    asked = await board.commanded()
    assert len(asked) == 1
    second = jonas if asked[0].asker == "U0MAYA" else maya
    await told(second, "first: it is being published")
    command = asked[0].context[COMMAND]
    assert (command["name"], command["review"]) == (PUBLISH, str(board.kept.review.id))
    assert [one.split(" (")[0] for one in command["comments"]] == [
        "app/search.py:9 Hard-coded key", "app/search.py:14 SQL built from input",
    ]  # fmt: skip
    assert f"<@{asked[0].asker}> is publishing it" in await board.text(maya)
    board.scene.crew.hold.set()
    await maya.wait_for(lambda event: "You asked: Publish the review" in said(event))
    # What did not come about can be asked for again.
    await board.boards.refresh(board.kept.pull.id)
    await board.press(jonas, PUBLISH_BUTTON)
    await jonas.wait_for(lambda event: len(published(jonas)) == 2)
    assert len(await board.commanded()) == 2


async def test_a_newer_review_is_not_published_unread(board: Board) -> None:
    maya = await board.scene.member()
    old = await board.message(maya)
    await board.store.keep(replace(PULL, head_sha="d" * 40), review(SQL, head_sha="d" * 40))
    await maya.press(old, PUBLISH_BUTTON)
    await told(maya, "There is a newer review")
    assert await board.commanded() == []
    text = await board.shows(maya, "at `dddddddd`")
    assert "Publish 1 finding" in text


async def test_what_is_gone_is_told_and_nothing_open_leaves_no_button(board: Board) -> None:
    maya = await board.scene.member()
    posted = {one.fingerprint: (one.fingerprint[:3]) for one in (KEY, SQL)}
    places = {mark: Posted(comment, comment) for mark, comment in posted.items()}
    await board.store.published(board.kept.review.id, "U0JONAS", places, url="https://github.example/r/1")
    await board.boards.refresh(board.kept.pull.id)
    text = await board.text(maya)
    assert "Published by <@U0JONAS>" in text
    assert "Publish " not in text
    await board.store.keep(PULL, review(KEY))
    await board.boards.refresh(board.kept.pull.id)
    text = await board.text(maya)
    assert "Gone from the code; 1 of their threads still open: ~SQL built from input~" in text
    assert "Settle 1 thread" in text
    await board.store.decide((await board.finding(SQL.fingerprint)).id, FindingState.RESOLVED, "quarterdeck")
    await board.boards.refresh(board.kept.pull.id)
    assert "resolved at the pull request: ~SQL built from input~" in await board.text(maya)
    assert "Nothing is open" in await board.text(maya)


async def test_a_dismissed_review_is_not_published(board: Board) -> None:
    maya = await board.scene.member()
    await board.press(maya, DISMISS)
    text = await board.shows(maya, "Dismissed by <@U0MAYA>: nothing was posted.")
    assert "Publish" not in text
    await board.press(maya, AGAIN)
    await maya.wait_for(lambda event: "You asked: Review larkfield/payments#42 again" in said(event))


async def test_who_publishes_what_was_dismissed_a_moment_before_is_told(board: Board) -> None:
    jonas = await board.scene.member("U0JONAS")
    assert await board.store.withdraw(board.kept.review.id, "U0MAYA")
    await board.press(jonas, PUBLISH_BUTTON)
    await told(jonas, "<@U0MAYA> has dismissed this review")
    assert await board.commanded() == []


async def test_a_guest_changes_nothing_and_is_told_why(board: Board) -> None:
    users = board.scene.slack.workspace.users
    users["U0PRIYA"] = replace(users["U0PRIYA"], guest=True)
    visitor = await board.scene.member("U0PRIYA")
    modal = await board.modal(visitor, "drop")
    errors = await visitor.submit(modal)
    assert errors[REASON].startswith("Refused: ")
    assert (await board.finding(KEY.fingerprint)).state == FindingState.OPEN


async def test_what_others_wrote_is_no_markup(scene: Scene) -> None:
    board = await shown(scene, HOSTILE)
    maya = await scene.member()
    message = await board.message(maya)
    text = words(message)
    assert "<!channel>" not in text
    assert "<!here>" not in text
    assert "<@U0MAYA>" not in text
    assert "<https://evil.example" not in text
    assert "*loud*" not in text
    assert "`z`" not in text
    assert "\u202e" not in text
    await board.press(maya, SHOW_ALL)
    opened = await maya.wait_for(lambda event: event["type"] == "view_opened")
    assert "<!channel>" not in words(opened["view"])


async def test_as_many_findings_as_slack_takes(scene: Scene) -> None:
    many = tuple(
        replace(SQL, fingerprint=f"{n:032x}", line=n, end_line=n, title="T" * 400, path=f"{'d/' * 200}f.py")
        for n in range(1, 121)
    )
    board = await shown(scene, *many)
    maya = await scene.member()
    message = await board.message(maya)
    assert len(message["blocks"]) <= 50
    assert "80 more are behind *Show all*." in words(message)
    await board.press(maya, SHOW_ALL)
    opened = await maya.wait_for(lambda event: event["type"] == "view_opened")
    assert "Page 1 of 7" in words(opened["view"])
    await maya.press(opened["view"], "turn_review_on")
    turned = await maya.wait_for(lambda event: event["type"] == "view_updated")
    assert "Page 2 of 7" in words(turned["view"])


async def test_nothing_found_shows_no_list(scene: Scene) -> None:
    board = await shown(scene)
    maya = await scene.member()
    found = await maya.messages(CHANNEL, board.ask.thread_ts)
    assert [one for one in found if (one.get("metadata") or {}).get("event_type") == BOARD_EVENT] == []


async def test_the_latest_reviews_of_this_channel_are_listed(board: Board) -> None:
    maya = await board.scene.member()
    await maya.command(CHANNEL, "/deck", "reviews")
    listed = await maya.wait_for(
        lambda event: event["type"] == "ephemeral" and "latest reviews" in words(event["message"])
    )
    assert "larkfield/payments#42 “Add refund search”" in words(listed["message"])
    await maya.command("C0PLATFORM", "/deck", "reviews")
    await maya.wait_for(
        lambda event: event["type"] == "ephemeral" and "Nothing was reviewed" in words(event["message"])
    )
