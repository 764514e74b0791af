"""Cards of approvals: within Slack's limits, exact, and to be confirmed in private where policy says so."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from bot.approvals import Cards, Deciders
from bot.blocks.approval import (
    APPROVE,
    ASKED,
    EDIT,
    REJECT,
    WITHDRAW,
    approval_card,
    approvals_list,
    card_text,
    exactly,
    visible,
)
from bot.blocks.approval_edit import edit_modal, edited
from bot.standing import Standing
from storage import AskStore, EvidenceStore, NewApproval, NewAsk, RoleStore
from storage.approvals import STEP_UP
from storage.models import Approval, ApprovalState
from tests.bot.reading import words
from tests.bot.scene import Scene
from tools.leave import checked
from tools.pipelines import start_build
from tools.repos import comment
from tools.tool import ToolError


def new(ask_id: UUID, **values: Any) -> NewApproval:
    defaults: dict[str, Any] = {
        "ask_id": ask_id, "call_id": "1", "kind": "ask", "tool": "comment", "effect": "write",
        "requested": {}, "arguments": {"repository": "payments", "number": 42, "text": "*Hi* <@U0TOM> & co"},
        "place": "repository payments", "why": "comment on payments#42", "risk": "low", "evidence": ["E1"],
        "reasons": ["A change waits (policy changes-wait)"], "policies": ["changes-wait"],
        "policy_version": "v1", "asker": "U0JONAS", "approvers_wanted": 1, "approver_roles": [],
        "asker_may_approve": True, "seconds": 300, "escalate_after": None,
    }  # fmt: skip
    return NewApproval(**(defaults | values))


async def asked(scene: Scene) -> UUID:
    ask_id = await AskStore(scene.deck.database).receive(
        NewAsk(
            source="slack", event_id=str(uuid4()), thread=str(uuid4()), asker="U0JONAS", text="comment",
            team="T0LARKFIELD", channel="C0PAYMENTS", thread_ts=await thread(scene),
        )
    )  # fmt: skip
    assert isinstance(ask_id, UUID)
    return ask_id


async def thread(scene: Scene) -> str:
    return await (await scene.member("U0JONAS")).post("C0PAYMENTS", "something")


def cards(scene: Scene) -> Cards:
    deck = scene.deck
    roles = RoleStore(deck.database)
    people_of = Standing(scene.client(), roles).people_of
    deciders = Deciders(deck.asks, roles, people_of, deck.gate, deck.connections)
    return Cards(scene.client(), deck.approvals, deck.asks, EvidenceStore(deck.database), deciders)


async def test_a_step_up_is_confirmed_in_a_direct_message(scene: Scene) -> None:
    jonas = await scene.member("U0JONAS")
    ask_id = await asked(scene)
    approval = await scene.deck.approvals.request(new(ask_id, kind=STEP_UP))
    await cards(scene).show(await scene.deck.asks.get(ask_id), approval.id)
    event = await jonas.wait_for(
        lambda event: str(event.get("channel")).startswith("D") and "blocks" in (event.get("message") or {})
    )
    card = {**event["message"], "channel": event["channel"]}
    assert "Please confirm: comment" in words(card)
    await jonas.press(card, APPROVE)
    await jonas.wait_for(lambda event: "Confirmed by <@U0JONAS>" in str(event.get("message")))
    row = await scene.deck.approvals.get(approval.id)
    assert row is not None
    assert (row.state, row.approved_by) == (ApprovalState.APPROVED, ["U0JONAS"])


async def test_a_card_is_posted_once_also_by_a_run_that_was_cut_off(scene: Scene) -> None:
    ask_id = await asked(scene)
    approval = await scene.deck.approvals.request(new(ask_id))
    ask = await scene.deck.asks.get(ask_id)
    await cards(scene).show(ask, approval.id)
    async with scene.deck.database.session() as session:
        row = await session.get(Approval, approval.id)
        assert row is not None
        row.card_channel = row.card_ts = None
    await cards(scene).show(ask, approval.id)
    replies = scene.slack.workspace.channels["C0PAYMENTS"].thread(ask.thread_ts or "")
    assert sum("Approval needed" in str(message.blocks) for message in replies) == 1


def card(**values: Any) -> Approval:
    given, timing = new(uuid4(), **values), ("seconds", "escalate_after")
    row = Approval(**{name: getattr(given, name) for name in NewApproval.__slots__ if name not in timing})
    row.id, row.revision, row.approved_by, row.state = uuid4(), 1, [], ApprovalState.PENDING
    row.expires_at = datetime(2026, 11, 22, 13, tzinfo=UTC)
    return row


@pytest.mark.parametrize("state", list(ApprovalState))
def test_every_state_is_within_slacks_limits(state: ApprovalState) -> None:
    long = "<&>" * 900
    row = card(arguments={"repository": "payments", "number": 42, "text": long}, why=long, reasons=[long] * 3)
    row.state, row.approved_by, row.decided_by, row.outcome = state, ["U0TOM"], "U0TOM", long
    blocks = approval_card(row)
    for block in [*blocks, *approvals_list([row], "https://x.slack.com/")]:
        block.validate_json()
    assert len(blocks) <= 50
    assert any(APPROVE in str(block.to_dict()) for block in blocks) == (state is ApprovalState.PENDING)


def test_arguments_are_shown_as_they_are() -> None:
    shown = [block.to_dict() for block in approval_card(card())]
    exact = next(block for block in shown if block["type"] == "rich_text")
    assert exact["elements"][0]["elements"][0]["text"] == (
        "repository: payments\nnumber: 42\ntext: *Hi* <@U0TOM> & co"
    )


@pytest.mark.parametrize(
    ("parameters", "shown"),
    [
        ({"VERSION": "1.8", "TO": "eu west/1"}, "parameters: \n  VERSION: 1.8\n  TO: eu west/1"),
        ({"A": "1\n  B: 2"}, 'parameters: {\n  "A": "1\\n  B: 2"\n}'),
        ({"A: 1\n  B": "2"}, 'parameters: {\n  "A: 1\\n  B": "2"\n}'),
        ({"A": ""}, 'parameters: {\n  "A": ""\n}'),
        ({}, "parameters: {}"),
    ],
)
def test_parameters_are_plain_lines_unless_one_could_look_like_two(
    parameters: dict[str, str], shown: str
) -> None:
    assert exactly({"parameters": parameters}).to_dict()["elements"][0]["elements"][0]["text"] == shown


@pytest.mark.parametrize(
    ("values", "who"),
    [
        ({}, "one person who may ask for this, <@U0JONAS> included"),
        (
            {"approver_roles": ["engineer", "sre"], "asker_may_approve": False},
            "one person with the role engineer or sre there, but not <@U0JONAS>",
        ),
        ({"approvers_wanted": 2}, "2 people who may ask for this, <@U0JONAS> included"),
        ({"kind": STEP_UP}, "*Who may confirm:* only <@U0JONAS>"),
    ],
)
def test_the_card_and_the_list_say_who_may_decide(values: dict[str, Any], who: str) -> None:
    row = card(**values)
    for blocks in (approval_card(row), approvals_list([row], "https://x.slack.com/")):
        assert who in str([block.to_dict() for block in blocks])


@pytest.mark.parametrize(
    ("deciders", "says"),
    [
        (["U0TOM"], "*Who may approve:* <@U0TOM> (one person with the role sre there, but not <@U0JONAS>)"),
        (["U0TOM", "S0ONCALL"], "*Who may approve:* <@U0TOM> or <!subteam^S0ONCALL> (one"),
        (["U0A", "U0B", "W0C", "U0D"], "*Who may approve:* <@U0A>, <@U0B>, <@W0C> or 1 other (one"),
        (["U0A", "U0B", "W0C", "U0D", "U0E"], "<@W0C> or 2 others (one"),
        ([], "but not <@U0JONAS>. Nobody holds that now."),
    ],
)
def test_the_card_names_a_few_of_those_who_may_decide(deciders: list[str], says: str) -> None:
    row = card(approver_roles=["sre"], asker_may_approve=False)
    assert says in str([block.to_dict() for block in approval_card(row, deciders=deciders)])
    assert card_text(row, deciders).count("may approve") == bool(deciders)


def test_who_is_not_in_slack_is_named_and_not_mentioned() -> None:
    shown = str([block.to_dict() for block in approval_card(card(asker="github:jonas"))])
    assert "github:jonas asked: " in shown
    assert "<@github" not in shown


def test_each_has_buttons_of_their_own() -> None:
    """The asker's stands beside their name; below stand those of whoever decides, of which one is red."""
    row = card()
    blocks = [block.to_dict() for block in approval_card(row)]
    (asked,) = [block for block in blocks if block.get("block_id") == ASKED]
    (below,) = [block for block in blocks if block["type"] == "actions"]
    assert "<@U0JONAS> asked" in asked["text"]["text"]
    assert asked["accessory"]["action_id"] == WITHDRAW
    assert [one["action_id"] for one in below["elements"]] == [APPROVE, REJECT, EDIT]
    assert str(blocks).count("'danger'") == 1
    row.state = ApprovalState.WITHDRAWN
    assert WITHDRAW not in str([block.to_dict() for block in approval_card(row)])


def test_a_confirmation_does_not_say_that_it_is_done() -> None:
    row = card(kind=STEP_UP)
    row.state, row.approved_by, row.outcome = ApprovalState.EXECUTED, ["U0JONAS"], "confirmed"
    shown = str([block.to_dict() for block in approval_card(row)])
    assert "Confirmed by <@U0JONAS>" in shown
    assert "Done" not in shown


def test_what_can_not_be_seen_is_written_out() -> None:
    assert visible("pay\u202edlrow\u200b\nok") == "pay\\u202edlrow\\u200b\nok"


def test_secrets_and_what_no_card_can_show_are_refused() -> None:
    secret = "ghp_" + "a1B2" * 9
    call: dict[str, Any] = {"repository": "payments", "number": 42}
    with pytest.raises(ToolError, match="secret"):
        checked(comment, {**call, "text": f"use {secret}"})
    with pytest.raises(ToolError, match="too long"):
        checked(comment, {**call, "text": "x" * 9_000})
    assert checked(start_build, {"pipeline": "payments-build"}) == {"pipeline": "payments-build"}


def test_fields_are_read_as_the_tool_takes_them() -> None:
    row = card(tool="start_build", arguments={"pipeline": "a-deploy", "parameters": {"VERSION": "1.8"}})
    view = edit_modal(row, start_build)
    assert view is not None
    view.validate_json()
    assert '"VERSION": "1.8"' in str(view.to_dict())
    given, wrong = edited(start_build, {"pipeline": "a-deploy", "parameters": '{"VERSION": "1.9"}'})
    assert (given, wrong) == ({"pipeline": "a-deploy", "parameters": {"VERSION": "1.9"}}, {})
    assert edited(start_build, {"pipeline": "a", "parameters": "{"})[1] == {"parameters": "This is not JSON."}
    assert "pipeline" in edited(start_build, {"pipeline": None, "parameters": None})[1]
    assert "number" in edited(comment, {"repository": "a", "number": "x", "text": "y"})[1]


HOSTILE = "<!channel> <@U0TOM> <https://evil.example/?d=1|ok> https://evil.example/?d=2 @here"


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a message's blocks."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from parts(inner)


async def test_what_arguments_say_pings_nobody_and_leads_nowhere(scene: Scene) -> None:
    ask_id = await asked(scene)
    quoted = {"place": f"repository {HOSTILE}", "why": HOSTILE, "reasons": [HOSTILE]}
    call = {"repository": HOSTILE, "number": 42, "text": HOSTILE}
    approval = await scene.deck.approvals.request(new(ask_id, arguments=call, **quoted))
    ask = await scene.deck.asks.get(ask_id)
    await cards(scene).show(ask, approval.id)
    await cards(scene).escalated(str(approval.id))
    _, *said = scene.slack.workspace.channels["C0PAYMENTS"].thread(ask.thread_ts or "")
    assert len(said) == 2
    for message in said:
        found = list(parts(message.blocks))
        assert not {part.get("type") for part in found} & {"link", "user", "usergroup", "broadcast"}
        shown = [part for part in found if part.get("type") == "mrkdwn"]
        assert shown
        assert all(part["verbatim"] is True for part in shown)
        for text in [message.text, *(part["text"] for part in shown)]:
            assert "<!" not in text.replace("<!date^", "")
            assert "<@U0TOM>" not in text
            assert "<https://evil" not in text


@pytest.mark.parametrize("text", ["x" * 7_900, "\n" * 3_900, "\u200b" * 1_300, "😀" * 650, "<&>" * 2_600])
async def test_the_longest_arguments_fit_on_a_card(scene: Scene, text: str) -> None:
    ask_id = await asked(scene)
    call = checked(comment, {"repository": "payments", "number": 42, "text": text})
    approval = await scene.deck.approvals.request(new(ask_id, arguments=call, place="x" * 4_000))
    ask = await scene.deck.asks.get(ask_id)
    await cards(scene).show(ask, approval.id)
    (_, message) = scene.slack.workspace.channels["C0PAYMENTS"].thread(ask.thread_ts or "")
    assert visible(text).strip("\n")[-20:] in words({"blocks": message.blocks})
    view = edit_modal(approval, comment)
    assert (view is None) == (len(text) > 3_000)
    if view is not None:
        view.validate_json()
