"""What goes wrong on the way to and from Slack, other than being refused."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.slack import Faults

CHANNEL = "C0PAYMENTS"


async def test_a_call_is_carried_out_although_its_answer_is_lost(start: Any) -> None:
    workspace = await start(faults=Faults(lost_answer=1.0))
    with pytest.raises(SlackApiError) as refused:
        await workspace.client.chat_postMessage(channel=CHANNEL, text="I was here")
    assert refused.value.response.status_code == 503
    workspace.slack.faults.lost_answer = 0.0
    seen = await workspace.client.conversations_history(channel=CHANNEL, limit=1)
    assert [message["text"] for message in seen["messages"]] == ["I was here"]


async def test_an_acknowledged_event_comes_again(start: Any) -> None:
    workspace = await start(faults=Faults(repeated=1.0))
    taken: list[Any] = []

    class Always:
        """An app that acknowledges everything."""

        async def deliver(self, kind: str, payload: Any, retry: Any) -> Any:
            taken.append((payload["event_id"], retry))
            return {}

    outbox = workspace.slack.outbox
    outbox.route = Always()
    outbox.send_event({"event_id": "Ev1"})
    await outbox.settled()
    assert [id_ for id_, _ in taken] == ["Ev1", "Ev1"]
    assert taken[0][1] is None
    assert taken[1][1].attempt == 1
