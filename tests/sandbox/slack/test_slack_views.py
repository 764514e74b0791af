import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from sandbox.slack import Member, Timings

Json = dict[str, Any]
Connect = Callable[[AsyncApp], Awaitable[None]]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def modal(title: str = "Details", **fields: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": "why", "min_length": 3}
    block = {"type": "input", "block_id": "reason", "label": plain("Why?"), "element": element}
    return {"type": "modal", "title": plain(title), "submit": plain("Send"), "blocks": [block], **fields}


def typed(text: str) -> dict[str, Json]:
    return {"why": {"type": "plain_text_input", "value": text}}


async def opened(bolt: AsyncApp, connect: Connect, maya: Member, view: Json) -> Json:
    """A modal that the app opens at `/deck`, as Maya sees it."""

    @bolt.command("/deck")
    async def deck(ack: Any, command: Json, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=command["trigger_id"], view=view)

    await connect(bolt)
    await maya.command("C0PAYMENTS", "/deck")
    shown: Json = (await maya.wait_for_event("view_opened"))["view"]
    return shown


async def test_open_and_submit(bolt: AsyncApp, connect: Connect, maya: Member) -> None:
    got: asyncio.Future[Json] = asyncio.get_running_loop().create_future()

    @bolt.view("details")
    async def details(ack: Any, body: Json) -> None:
        await ack()
        got.set_result(body)

    view = await opened(bolt, connect, maya, modal(callback_id="details", private_metadata="p"))
    assert (view["callback_id"], view["private_metadata"]) == ("details", "p")
    assert await maya.submit(view, typed("because")) == {}
    body = await got
    assert body["view"]["state"]["values"]["reason"]["why"]["value"] == "because"
    assert (body["type"], body["view"]["id"]) == ("view_submission", view["id"])
    assert (await maya.wait_for_event("view_closed"))["view"]["id"] == view["id"]


async def test_required_inputs_are_asked_for_before_the_app_is(
    bolt: AsyncApp, connect: Connect, maya: Member
) -> None:
    view = await opened(bolt, connect, maya, modal())
    assert await maya.submit(view) == {"reason": "Please complete this required field."}
    assert await maya.submit(view, typed("x")) == {"reason": "Please enter at least 3 characters."}


async def test_the_app_may_find_errors(bolt: AsyncApp, connect: Connect, maya: Member) -> None:
    @bolt.view("details")
    async def details(ack: Any) -> None:
        await ack(response_action="errors", errors={"reason": "Too vague"})

    view = await opened(bolt, connect, maya, modal(callback_id="details"))
    assert await maya.submit(view, typed("because")) == {"reason": "Too vague"}
    assert (await maya.wait_for_event("view_errors"))["errors"] == {"reason": "Too vague"}


async def test_errors_for_a_block_that_is_not_there_are_refused(
    bolt: AsyncApp, connect: Connect, maya: Member
) -> None:
    @bolt.view("details")
    async def details(ack: Any) -> None:
        await ack(response_action="errors", errors={"other": "Too vague"})

    view = await opened(bolt, connect, maya, modal(callback_id="details"))
    await maya.submit(view, typed("because"))
    assert "invalid_errors" in (await maya.wait_for_event("app_error"))["text"]


async def test_update_push_and_clear(bolt: AsyncApp, connect: Connect, maya: Member) -> None:
    @bolt.view("first")
    async def first(ack: Any) -> None:
        await ack(response_action="update", view=modal("Second", callback_id="second"))

    @bolt.view("second")
    async def second(ack: Any) -> None:
        await ack(response_action="push", view=modal("Third", callback_id="third"))

    @bolt.view("third")
    async def third(ack: Any) -> None:
        await ack(response_action="clear")

    view = await opened(bolt, connect, maya, modal(callback_id="first"))
    await maya.submit(view, typed("because"))
    updated = (await maya.wait_for_event("view_updated"))["view"]
    assert (updated["id"], updated["title"]["text"]) == (view["id"], "Second")
    await maya.submit(updated, typed("because"))
    pushed = (await maya.wait_for_event("view_pushed"))["view"]
    assert (pushed["previous_view_id"], pushed["root_view_id"]) == (view["id"], view["id"])
    await maya.submit(pushed, typed("because"))
    await maya.wait_for(lambda one: one["type"] == "view_closed" and one["view"]["id"] == view["id"])
    closed = [event["view"]["id"] for event in maya.events if event["type"] == "view_closed"]
    assert closed == [pushed["id"], view["id"]]


async def test_the_app_hears_of_a_closed_modal(bolt: AsyncApp, connect: Connect, maya: Member) -> None:
    got: asyncio.Future[Json] = asyncio.get_running_loop().create_future()

    @bolt.view_closed("details")
    async def closed(ack: Any, body: Json) -> None:
        await ack()
        got.set_result(body)

    view = await opened(bolt, connect, maya, modal(callback_id="details", notify_on_close=True))
    await maya.close_view(view)
    body = await asyncio.wait_for(got, 5)
    assert (body["type"], body["is_cleared"]) == ("view_closed", False)


async def test_buttons_in_a_modal_push_and_update(bolt: AsyncApp, connect: Connect, maya: Member) -> None:
    @bolt.action("more")
    async def more(ack: Any, body: Json, client: Any) -> None:
        await ack()
        await client.views_push(trigger_id=body["trigger_id"], view=modal("More"))
        await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=modal("Less"))

    button = {"type": "button", "action_id": "more", "text": plain("More")}
    view = await opened(bolt, connect, maya, modal(blocks=[{"type": "actions", "elements": [button]}]))
    await maya.press(view, "more")
    assert (await maya.wait_for_event("view_pushed"))["view"]["previous_view_id"] == view["id"]
    updated = (await maya.wait_for_event("view_updated"))["view"]
    assert (updated["id"], updated["title"]["text"]) == (view["id"], "Less")
    assert updated["hash"] != view["hash"]


async def refused(call: Awaitable[Any]) -> Any:
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response


async def test_triggers_are_checked(workspace: Any, start: Callable[..., Awaitable[Any]]) -> None:
    client, tickets = workspace.client, workspace.slack.tickets
    unknown = await refused(client.views_open(trigger_id="1.2.x", view=modal()))
    assert unknown["error"] == "invalid_trigger_id"
    trigger = tickets.trigger("U0MAYA")
    await client.views_open(trigger_id=trigger, view=modal())
    used = await refused(client.views_open(trigger_id=trigger, view=modal()))
    assert used["error"] == "exchanged_trigger_id"
    quick = await start(timings=Timings(trigger=0.0))
    late = quick.client.views_open(trigger_id=quick.slack.tickets.trigger("U0MAYA"), view=modal())
    assert (await refused(late))["error"] == "expired_trigger_id"


@pytest.mark.parametrize(
    ("view", "message"),
    [
        (modal("x" * 25), "must be less than 25 characters [json-pointer:/view/title/text]"),
        (modal(submit=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/submit/text]"),
        (modal(close=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/close/text]"),
        (modal(private_metadata="x" * 3_001), "must be less than 3001 characters"),
        (modal(callback_id="x" * 256), "must be less than 256 characters [json-pointer:/view/callback_id]"),
        (modal(submit=None), "missing required field: submit [json-pointer:/view]"),
        (
            modal(blocks=[{"type": "divider"}] * 101),
            "no more than 100 items allowed [json-pointer:/view/blocks]",
        ),
        (
            modal(blocks=[{"type": "table", "rows": []}]),
            "unsupported type: table [json-pointer:/view/blocks/0/type]",
        ),
        (modal(colour="red"), "invalid additional property: colour [json-pointer:/view]"),
        ({"type": "home", "blocks": []}, "must be one of modal [json-pointer:/view/type]"),
    ],
)
async def test_views_are_checked(workspace: Any, view: Json, message: str) -> None:
    trigger = workspace.slack.tickets.trigger("U0MAYA")
    answer = await refused(workspace.client.views_open(trigger_id=trigger, view=view))
    assert answer["error"] == "invalid_arguments"
    assert message in answer["response_metadata"]["messages"][0]


async def test_other_limits_of_views(workspace: Any) -> None:
    client, tickets = workspace.client, workspace.slack.tickets
    huge = modal(private_metadata="x" * 250_001)
    too_large = client.views_open(trigger_id=tickets.trigger("U0MAYA"), view=huge)
    assert (await refused(too_large))["error"] == "view_too_large"
    first = await client.views_open(trigger_id=tickets.trigger("U0MAYA"), view=modal(external_id="one"))
    again = client.views_open(trigger_id=tickets.trigger("U0MAYA"), view=modal(external_id="one"))
    assert (await refused(again))["error"] == "duplicate_external_id"
    await client.views_update(external_id="one", view=modal("New", external_id="one"))
    stale = client.views_update(view_id=first["view"]["id"], hash=first["view"]["hash"], view=modal())
    assert (await refused(stale))["error"] == "hash_conflict"
    assert (await refused(client.views_update(view_id="V1", view=modal())))["error"] == "not_found"
    top = first["view"]["id"]
    for _ in range(2):
        pushed = await client.views_push(trigger_id=tickets.trigger("U0MAYA", top), view=modal())
        top = pushed["view"]["id"]
    fourth = client.views_push(trigger_id=tickets.trigger("U0MAYA", top), view=modal())
    assert (await refused(fourth))["error"] == "push_limit_reached"


async def test_the_home_tab(workspace: Any, bolt: AsyncApp, connect: Connect, maya: Member) -> None:
    @bolt.event("app_home_opened")
    async def home(event: Json, client: Any) -> None:
        greeting = {"type": "section", "text": plain(f"Welcome {event['user']}")}
        button = {"type": "button", "action_id": "again", "text": plain("Again")}
        view = {"type": "home", "blocks": [greeting, {"type": "actions", "elements": [button]}]}
        await client.views_publish(user_id=event["user"], view=view)

    @bolt.action("again")
    async def again(ack: Any, body: Json, client: Any) -> None:
        await ack()
        view = {"type": "home", "blocks": [{"type": "section", "text": plain("Again")}]}
        await client.views_publish(user_id=body["user"]["id"], view=view, hash=body["view"]["hash"])

    await connect(bolt)
    assert await maya.home("A0DECK") is None
    shown = await maya.wait_for_event("home")
    assert shown["view"]["blocks"][0]["text"]["text"] == "Welcome U0MAYA"
    opened_event = workspace.events("app_home_opened")[0]
    assert (opened_event["tab"], opened_event["channel"][0]) == ("home", "D")
    await maya.press(shown["view"], "again")
    changed = await maya.wait_for_event("home", since=maya.events.index(shown) + 1)
    assert changed["view"]["blocks"][0]["text"]["text"] == "Again"
    kept = await maya.home("A0DECK")
    assert kept is not None
    assert kept["id"] == shown["view"]["id"]


async def test_a_home_tab_that_is_switched_off(start: Callable[..., Awaitable[Any]], manifest: Json) -> None:
    manifest["features"]["app_home"]["home_tab_enabled"] = False
    workspace = await start()
    call = workspace.client.views_publish(user_id="U0MAYA", view={"type": "home", "blocks": []})
    assert (await refused(call))["error"] == "not_enabled"
