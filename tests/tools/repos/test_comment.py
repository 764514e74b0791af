"""Comments are written once, and a run that was cut off finds the one that it has written."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.tools.notes import Notes
from tests.tools.repos.conftest import Connect, Workshop
from tools.action import ActionInHand
from tools.connections import Connections
from tools.repos import CommentPosted, comment
from tools.tool import ToolError

TEXT = "Please add a test for a search text with a quote in it."


def in_hand() -> ActionInHand:
    return ActionInHand(
        key="ask:call", tool="comment", since=datetime.now(UTC), seconds=20, repeated=False, done=False,
        trace=None, record=Notes(),
    )  # fmt: skip


async def write(
    connections: Connections, action: ActionInHand, text: str = TEXT, repository: str = "payments"
) -> CommentPosted:
    return await comment.function(connections.for_action(action), repository, 42, text)


async def bodies(connections: Connections) -> list[str]:
    pull = await connections.github.get_pull_request("larkfield/payments", 42)
    return [one.body for one in pull.comments if TEXT in one.body]


async def test_a_comment_is_written_with_a_hidden_mark(connections: Connections) -> None:
    posted = await write(connections, in_hand())
    assert posted.title() == "Commented on larkfield/payments#42"
    assert posted.url is not None
    assert "#issuecomment-" in posted.url
    assert await bodies(connections) == [f"{TEXT}\n\n<!-- quarterdeck:ask:call -->"]


async def test_a_repeated_comment_finds_itself(connections: Connections) -> None:
    action = in_hand()
    first = await write(connections, action)
    assert await write(connections, replace(action, repeated=True)) == first
    assert len(await bodies(connections)) == 1


async def test_the_same_words_for_another_ask_are_another_comment(connections: Connections) -> None:
    await write(connections, in_hand())
    await write(connections, replace(in_hand(), key="another:call", repeated=True))
    assert len(await bodies(connections)) == 2


@pytest.mark.parametrize(
    ("text", "says"), [("  ", "empty"), ("done <!-- quarterdeck:x:y -->", "Quarterdeck's own")]
)
async def test_what_can_not_be_a_comment_is_refused(connections: Connections, text: str, says: str) -> None:
    with pytest.raises(ToolError, match=says):
        await write(connections, in_hand(), text)
    assert await bodies(connections) == []


async def test_a_plain_repository_has_no_comments(connect: Connect, workshop: Workshop) -> None:
    with pytest.raises(ToolError, match="not at GitHub"):
        await write(connect(extra=workshop.entry), in_hand(), repository="shop")
