from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.slack import Member
from sandbox.slack.member import SlackRefusedError

PLACE = "C0PAYMENTS"


async def test_what_is_pinned_is_listed_with_its_message(workspace: Any, maya: Member) -> None:
    ts = await maya.post(PLACE, "The gateway's limits: 40 requests a second.")
    await maya.pin(PLACE, ts)
    (item,) = (await workspace.client.pins_list(channel=PLACE))["items"]
    assert (item["type"], item["channel"], item["created_by"]) == ("message", PLACE, "U0MAYA")
    assert item["message"]["text"].startswith("The gateway's limits")
    assert item["message"]["pinned_to"] == [PLACE]
    link = (await workspace.client.chat_getPermalink(channel=PLACE, message_ts=ts))["permalink"]
    assert item["message"]["permalink"] == link
    (event,) = workspace.events("pin_added")
    assert (event["channel_id"], event["pin_count"], event["item"]["message"]["ts"]) == (PLACE, "1", ts)


async def test_a_pin_is_taken_away_and_told(workspace: Any, maya: Member) -> None:
    ts = await maya.post(PLACE, "Look here.")
    await maya.pin(PLACE, ts)
    with pytest.raises(SlackRefusedError, match="already_pinned"):
        await maya.pin(PLACE, ts)
    await maya.pin(PLACE, ts, remove=True)
    assert (await workspace.client.pins_list(channel=PLACE))["items"] == []
    (event,) = workspace.events("pin_removed")
    assert event["pin_count"] == "0"


async def test_a_deleted_message_is_no_longer_pinned(workspace: Any, maya: Member) -> None:
    ts = await maya.post(PLACE, "Look here.")
    await maya.pin(PLACE, ts)
    await maya.delete(PLACE, ts)
    assert (await workspace.client.pins_list(channel=PLACE))["items"] == []


async def test_bookmarks_are_listed(workspace: Any, maya: Member) -> None:
    await maya.bookmark(PLACE, "Dashboard", "https://grafana.example/d/payments")
    (bookmark,) = (await workspace.client.bookmarks_list(channel_id=PLACE))["bookmarks"]
    assert (bookmark["title"], bookmark["type"]) == ("Dashboard", "link")
    assert bookmark["link"] == "https://grafana.example/d/payments"


async def test_without_the_scope_nothing_is_listed(start: Any, manifest: Any) -> None:
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    scopes[:] = [scope for scope in scopes if scope not in ("pins:read", "bookmarks:read")]
    workspace = await start()
    for call in (
        workspace.client.pins_list(channel=PLACE),
        workspace.client.bookmarks_list(channel_id=PLACE),
    ):
        with pytest.raises(SlackApiError, match="missing_scope"):
            await call
