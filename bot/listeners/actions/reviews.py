"""The menus and buttons of a review's board."""

from collections.abc import Awaitable, Callable

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.notice import notice
from bot.blocks.review import DISCUSS, DROP, FIX, all_findings, rest_of_findings
from bot.blocks.review_modals import drop_modal, fix_modal, reword_modal
from bot.desk import Desk
from bot.intake import database_answers
from bot.keeping.telling import tell
from bot.payloads import Payload
from bot.reviews.presses import DONE, UNKNOWN, Press
from bot.viewers import opened_in, viewer_of
from storage.models import CodeFinding, FindingState

NOT_OPEN = "It is {state} by now: there is nothing to change."


async def finding(ack: AsyncAck, action: Payload, body: Payload, desk: Desk, client: AsyncWebClient) -> None:
    """Do what was chosen in a finding's menu."""
    verb, _, key = action["selected_option"]["value"].partition(":")
    if verb == DISCUSS:
        await _decide(ack, key, action, body, desk, client, desk.reviews.discuss, shows=False)
        return
    await ack()
    async with database_answers():
        found = await desk.reviews.finding(_press(key, action, body))
    channel = viewer_of(body).channel or ""
    view = notice("Review", UNKNOWN) if found is None else _modal(verb, key, channel, found)
    await client.views_open(trigger_id=body["trigger_id"], view=view)


def _modal(verb: str, key: str, channel: str, found: CodeFinding) -> View:
    if verb == FIX:
        return fix_modal(found)
    if found.state != FindingState.OPEN:
        return notice("Review", NOT_OPEN.format(state=found.state))
    return drop_modal(key, channel, found) if verb == DROP else reword_modal(key, channel, found)


async def restore(ack: AsyncAck, action: Payload, body: Payload, desk: Desk, client: AsyncWebClient) -> None:
    """Put a dropped finding back."""
    await _decide(ack, action["value"], action, body, desk, client, desk.reviews.restore)


async def publish(ack: AsyncAck, action: Payload, body: Payload, desk: Desk, client: AsyncWebClient) -> None:
    """Ask for the review to be posted."""
    await _decide(ack, action["value"], action, body, desk, client, desk.reviews.publish)


async def review_again(
    ack: AsyncAck, action: Payload, body: Payload, desk: Desk, client: AsyncWebClient
) -> None:
    """Review the pull request as it is now."""
    await _decide(ack, action["value"], action, body, desk, client, desk.reviews.again, shows=False)


async def dismiss(ack: AsyncAck, action: Payload, body: Payload, desk: Desk, client: AsyncWebClient) -> None:
    """Take the review back."""
    await _decide(ack, action["value"], action, body, desk, client, desk.reviews.dismiss)


async def show_all(ack: AsyncAck, action: Payload, body: Payload, desk: Desk, client: AsyncWebClient) -> None:
    """Open the whole list."""
    await ack()
    view = await _all(desk, _press(action["value"], action, body), 0)
    await client.views_open(trigger_id=body["trigger_id"], view=opened_in(view, viewer_of(body)))


async def turn_all(ack: AsyncAck, action: Payload, body: Payload, desk: Desk, client: AsyncWebClient) -> None:
    """Show another page of the whole list."""
    await ack()
    board, _, page = action["value"].partition(":")
    view = await _all(desk, _press(f"{board}:{board}", action, body), int(page))
    await client.views_update(
        view_id=body["view"]["id"], hash=body["view"]["hash"], view=opened_in(view, viewer_of(body))
    )


async def show_rest(
    ack: AsyncAck, action: Payload, body: Payload, desk: Desk, client: AsyncWebClient
) -> None:
    """Open the list of what the review has no room for."""
    await ack()
    view = await _rest(desk, _press(action["value"], action, body), 0)
    await client.views_open(trigger_id=body["trigger_id"], view=opened_in(view, viewer_of(body)))


async def turn_rest(
    ack: AsyncAck, action: Payload, body: Payload, desk: Desk, client: AsyncWebClient
) -> None:
    """Show another page of that list."""
    await ack()
    board, _, page = action["value"].partition(":")
    await _show_rest_again(desk, _press(f"{board}:{board}", action, body), int(page), body, client)


async def take(ack: AsyncAck, action: Payload, body: Payload, desk: Desk, client: AsyncWebClient) -> None:
    """Take a finding of that list into the review."""
    key, _, page = action["value"].rpartition(":")
    press = _press(key, action, body)
    async with database_answers():
        said = await desk.reviews.take(press)
    await ack()
    await _show_rest_again(desk, press, int(page), body, client, said)
    await desk.boards.refresh_board(press.board_id)


async def _show_rest_again(
    desk: Desk, press: Press, page: int, body: Payload, client: AsyncWebClient, said: str = DONE
) -> None:
    view = await _rest(desk, press, page, said)
    await client.views_update(
        view_id=body["view"]["id"], hash=body["view"]["hash"], view=opened_in(view, viewer_of(body))
    )


async def _rest(desk: Desk, press: Press, page: int, said: str = DONE) -> View:
    async with database_answers():
        found = await desk.reviews.seen(press)
    return notice("The rest", UNKNOWN) if found is None else rest_of_findings(*found, page, said)


async def _all(desk: Desk, press: Press, page: int) -> View:
    async with database_answers():
        found = await desk.reviews.seen(press)
    return notice("All findings", UNKNOWN) if found is None else all_findings(*found, page)


async def _decide(
    ack: AsyncAck,
    key: str,
    action: Payload,
    body: Payload,
    desk: Desk,
    client: AsyncWebClient,
    decide: Callable[[Press], Awaitable[str]],
    *,
    shows: bool = True,
) -> None:
    press = _press(key, action, body)
    # The press is in the database before Slack hears that it arrived.
    async with database_answers():
        said = await decide(press)
    await ack()
    if shows:
        await desk.boards.refresh_board(press.board_id)
    if said != DONE:
        thread = body["message"].get("thread_ts")
        await tell(client, body["channel"]["id"], press.person, said, thread_ts=thread)


def _press(key: str, action: Payload, body: Payload) -> Press:
    return Press.of(key, body, viewer_of(body).channel or "", str(action.get("action_ts") or ""))
