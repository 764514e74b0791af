from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import Block, DividerBlock, SectionBlock

from sandbox.slack import Member

Json = dict[str, Any]
SECTION: Json = {"type": "section", "text": {"type": "mrkdwn", "text": "*hello*"}}


async def error_of(call: Awaitable[Any]) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_a_message_is_stored_shown_and_told(workspace: Any, maya: Member) -> None:
    answer = await workspace.client.chat_postMessage(
        channel="C0PAYMENTS",
        text="hello",
        blocks=[SectionBlock(text="*hello*"), DividerBlock()],
        metadata={"event_type": "ask", "event_payload": {"ask_id": "a1"}},
    )
    message = answer["message"]
    assert message["bot_id"] == "B0DECK"
    assert all(block["block_id"] for block in message["blocks"])
    assert message["metadata"]["event_payload"] == {"ask_id": "a1"}
    shown = await maya.wait_for_event("message")
    assert (shown["channel"], shown["message"]["ts"]) == ("C0PAYMENTS", answer["ts"])
    event = workspace.event()
    assert (event["type"], event["channel_type"], event["bot_id"]) == ("message", "channel", "B0DECK")


async def test_a_thread_counts_its_replies(workspace: Any) -> None:
    client = workspace.client
    root = (await client.chat_postMessage(channel="C0PAYMENTS", text="root"))["ts"]
    reply = (await client.chat_postMessage(channel="C0PAYMENTS", text="one", thread_ts=root))["ts"]
    # Hanging a reply on a reply puts it into the same thread.
    second = await client.chat_postMessage(channel="C0PAYMENTS", text="two", thread_ts=reply)
    assert second["message"]["thread_ts"] == root
    thread = (await client.conversations_replies(channel="C0PAYMENTS", ts=root))["messages"]
    assert [one["text"] for one in thread] == ["root", "one", "two"]
    assert (thread[0]["reply_count"], thread[0]["latest_reply"]) == (2, second["ts"])
    newest = (await client.conversations_history(channel="C0PAYMENTS", limit=1))["messages"][0]
    assert newest["ts"] == root


async def test_metadata_only_when_asked_for(workspace: Any) -> None:
    metadata = {"event_type": "ask", "event_payload": {"ask_id": "a1"}}
    client = workspace.client
    await client.chat_postMessage(channel="C0PAYMENTS", text="x", metadata=metadata)
    without = await client.conversations_history(channel="C0PAYMENTS", limit=1)
    assert "metadata" not in without["messages"][0]
    history = await client.conversations_history(channel="C0PAYMENTS", limit=1, include_all_metadata=True)
    assert history["messages"][0]["metadata"] == metadata


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"text": ""}, "no_text"),
        ({"channel": "C0NOTHING", "text": "x"}, "channel_not_found"),
        ({"text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"markdown_text": "y" * 12_001}, "msg_too_long"),
        ({"blocks": "not json"}, "invalid_blocks_format"),
        ({"blocks": [{"type": "section"}]}, "invalid_blocks"),
        ({"blocks": [{"type": "markdown", "text": "y" * 6_001}] * 2}, "msg_blocks_too_long"),
        ({"text": "x", "metadata": {"event_type": "ask"}}, "invalid_metadata_schema"),
        ({"text": "x", "metadata": {"kind": "ask"}}, "invalid_metadata_format"),
        ({"text": "x", "attachments": [{"text": "y"}] * 101}, "too_many_attachments"),
        ({"attachments": [{"text": "y", "colour": "red"}]}, "invalid_attachments"),
        ({"text": "x", "loud": True}, "invalid_arguments"),
    ],
)
async def test_what_a_message_may_not_be(workspace: Any, arguments: Json, error: str) -> None:
    call = workspace.client.api_call("chat.postMessage", json={"channel": "C0PAYMENTS", **arguments})
    assert await error_of(call) == error


async def test_a_text_of_40000_characters_is_cut(workspace: Any) -> None:
    answer = await workspace.client.chat_postMessage(channel="C0PAYMENTS", text="x" * 40_001)
    assert len(answer["message"]["text"]) == 40_000
    assert answer["response_metadata"]["warnings"] == ["message_truncated"]


async def test_the_bot_must_be_in_the_channel(start: Callable[..., Awaitable[Any]]) -> None:
    workspace = await start(bot_channels=["C0GENERAL"])
    client = workspace.client
    assert await error_of(client.chat_postMessage(channel="C0SECURITY", text="x")) == "not_in_channel"
    assert await error_of(client.conversations_history(channel="C0SECURITY")) == "not_in_channel"
    await client.conversations_join(channel="C0SECURITY")
    await client.chat_postMessage(channel="C0SECURITY", text="x")


async def test_another_name_needs_its_scope(
    start: Callable[..., Awaitable[Any]], manifest: Json, workspace: Any
) -> None:
    answer = await workspace.client.chat_postMessage(channel="C0PAYMENTS", text="x", username="Deck")
    assert (answer["message"]["subtype"], answer["message"]["username"]) == ("bot_message", "Deck")
    manifest["oauth_config"]["scopes"]["bot"] = ["chat:write"]
    poor = await start()
    call = poor.client.chat_postMessage(channel="C0PAYMENTS", text="x", username="Deck")
    assert await error_of(call) == "missing_scope"


async def test_a_message_to_a_user_is_a_direct_message(workspace: Any) -> None:
    answer = await workspace.client.chat_postMessage(channel="U0MAYA", text="psst")
    assert answer["channel"].startswith("D")
    opened = await workspace.client.conversations_open(users=["U0MAYA"])
    assert opened["channel"]["id"] == answer["channel"]


async def test_update_changes_only_ones_own(workspace: Any, maya: Member) -> None:
    client = workspace.client
    posted = await client.chat_postMessage(channel="C0PAYMENTS", text="old", blocks=[SECTION])
    changed = await client.chat_update(channel="C0PAYMENTS", ts=posted["ts"], text="new")
    assert changed["text"] == "new"
    assert changed["message"]["blocks"][0]["type"] == "rich_text"
    assert "edited" in changed["message"]
    event = workspace.event()
    assert event["subtype"] == "message_changed"
    assert (event["message"]["text"], event["previous_message"]["text"]) == ("new", "old")
    hers = await maya.post("C0PAYMENTS", "mine")
    assert (
        await error_of(client.chat_update(channel="C0PAYMENTS", ts=hers, text="x")) == "cant_update_message"
    )
    assert await error_of(client.chat_delete(channel="C0PAYMENTS", ts=hers)) == "cant_delete_message"
    assert await error_of(client.chat_update(channel="C0PAYMENTS", ts="1.2", text="x")) == "message_not_found"
    long = client.chat_update(channel="C0PAYMENTS", ts=posted["ts"], text="x" * 4_001)
    assert await error_of(long) == "msg_too_long"


async def test_update_of_metadata_keeps_the_rest(workspace: Any) -> None:
    client = workspace.client
    posted = await client.chat_postMessage(channel="C0PAYMENTS", text="old", blocks=[SECTION])
    metadata = {"event_type": "ask", "event_payload": {}}
    arguments = {"channel": "C0PAYMENTS", "ts": posted["ts"], "metadata": metadata}
    changed = await client.api_call("chat.update", json=arguments)
    assert changed["message"]["blocks"] == posted["message"]["blocks"]
    assert changed["message"]["metadata"] == metadata


async def test_delete(workspace: Any, maya: Member) -> None:
    client = workspace.client
    posted = await client.chat_postMessage(channel="C0PAYMENTS", text="x")
    await client.chat_delete(channel="C0PAYMENTS", ts=posted["ts"])
    assert (await maya.wait_for_event("message_deleted"))["ts"] == posted["ts"]
    assert workspace.event()["deleted_ts"] == posted["ts"]
    gone = client.chat_delete(channel="C0PAYMENTS", ts=posted["ts"])
    assert await error_of(gone) == "message_not_found"


async def test_an_ephemeral_message_is_for_one(workspace: Any, maya: Member, jonas: Member) -> None:
    client = workspace.client
    await client.chat_postEphemeral(channel="C0PAYMENTS", user="U0MAYA", text="only you")
    assert (await maya.wait_for_event("ephemeral"))["message"]["text"] == "only you"
    await client.chat_postMessage(channel="C0PAYMENTS", text="all")
    await jonas.wait_for_event("message")
    assert [event["type"] for event in jonas.events] == ["message"]
    history = await client.conversations_history(channel="C0PAYMENTS", limit=1)
    assert history["messages"][0]["text"] == "all"
    outside = client.chat_postEphemeral(channel="C0PAYMENTS", user="U0SOFIA", text="x")
    assert await error_of(outside) == "user_not_in_channel"


async def test_a_permalink_opens_the_page(workspace: Any) -> None:
    client = workspace.client
    root = (await client.chat_postMessage(channel="C0PAYMENTS", text="x"))["ts"]
    reply = (await client.chat_postMessage(channel="C0PAYMENTS", text="y", thread_ts=root))["ts"]
    answer = await client.chat_getPermalink(channel="C0PAYMENTS", message_ts=reply)
    digits = reply.replace(".", "")
    query = f"?thread_ts={root}&cid=C0PAYMENTS"
    assert answer["permalink"] == f"{workspace.url}/archives/C0PAYMENTS/p{digits}{query}"


async def test_reactions(workspace: Any, maya: Member) -> None:
    client = workspace.client
    ts = await maya.post("C0PAYMENTS", "look at this")
    await client.reactions_add(channel="C0PAYMENTS", timestamp=ts, name="eyes")
    shown = await maya.wait_for_event("reaction")
    assert shown["reactions"] == [{"name": "eyes", "users": ["U0DECK"], "count": 1}]
    again = client.reactions_add(channel="C0PAYMENTS", timestamp=ts, name="eyes")
    assert await error_of(again) == "already_reacted"
    assert (await client.reactions_get(channel="C0PAYMENTS", timestamp=ts))["message"]["reactions"]
    await client.reactions_remove(channel="C0PAYMENTS", timestamp=ts, name="eyes")
    gone = client.reactions_remove(channel="C0PAYMENTS", timestamp=ts, name="eyes")
    assert await error_of(gone) == "no_reaction"
    assert workspace.events("reaction_added")[0]["item_user"] == "U0MAYA"


async def test_what_is_stored_passes_the_sdk_models(workspace: Any) -> None:
    table = [[{"type": "raw_text", "text": "a"}, {"type": "raw_number", "value": 1, "text": "1"}]]
    feedback = {
        "type": "feedback_buttons",
        "action_id": "rate",
        "positive_button": {"text": {"type": "plain_text", "text": "Good"}, "value": "good"},
        "negative_button": {"text": {"type": "plain_text", "text": "Bad"}, "value": "bad"},
    }
    blocks = [
        SECTION,
        {"type": "table", "rows": table},
        {"type": "context_actions", "elements": [feedback]},
        {"type": "markdown", "text": "**bold**"},
    ]
    answer = await workspace.client.chat_postMessage(channel="C0PAYMENTS", text="x", blocks=blocks)
    parsed = Block.parse_all(answer["message"]["blocks"])
    assert [type(block) is not Block for block in parsed] == [True] * 4
    for block in parsed:
        block.validate_json()
