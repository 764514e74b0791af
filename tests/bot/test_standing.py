"""The crew is told who asks and before whom, as Slack knows it."""

from dataclasses import replace

import pytest

from bot.standing import Standing
from storage import Catalog, RoleEntry, RoleStore, write_catalog
from storage.models import Ask
from tests.bot.scene import BOT, Scene
from tools.gate import Kind

CHANNEL = "C0PAYMENTS"


def ask(asker: str = "U0JONAS", channel: str | None = CHANNEL, team: str | None = "T0LARKFIELD") -> Ask:
    return Ask(source="slack", asker=asker, channel=channel, team=team, context={})


def standing_in(scene: Scene) -> Standing:
    return Standing(scene.client(), RoleStore(scene.deck.database))


async def test_a_user_group_that_holds_a_role_is_told(scene: Scene) -> None:
    group = RoleEntry(role="sre", group="S0ONCALL")
    async with scene.deck.database.session() as session:
        await write_catalog(session, Catalog(roles=(group,)))
    scene.slack.workspace.groups["S0ONCALL"] = ["U0JONAS"]
    assert await standing_in(scene).of(ask()) == {"groups": ["S0ONCALL"]}
    assert await standing_in(scene).of(ask("U0MAYA")) == {}


async def test_a_member_in_a_channel_of_the_company_is_nothing_special(scene: Scene) -> None:
    assert await standing_in(scene).of(ask()) == {}
    assert await standing_in(scene).of(ask(channel="U0JONAS")) == {}


async def test_a_guest_a_stranger_and_a_program_are_told_apart(scene: Scene) -> None:
    users = scene.slack.workspace.users
    users["U0SOFIA"] = replace(users["U0SOFIA"], guest=True)
    users["U0LIN"] = replace(users["U0LIN"], team_id="T0OTHER")
    standing = standing_in(scene)
    assert await standing.of(ask("U0SOFIA")) == {"kind": "guest"}
    assert await standing.of(ask("U0LIN")) == {"kind": "guest"}
    assert await standing.of(ask(BOT)) == {"kind": "bot"}


async def test_a_channel_that_is_shared_with_another_company_is_told(scene: Scene) -> None:
    scene.slack.workspace.channels[CHANNEL].ext_shared = True
    assert await standing_in(scene).of(ask()) == {"place": "shared"}


async def test_what_was_looked_up_is_remembered(scene: Scene) -> None:
    standing = standing_in(scene)
    assert await standing.kind_of("U0SOFIA", None) == Kind.PERSON
    users = scene.slack.workspace.users
    users["U0SOFIA"] = replace(users["U0SOFIA"], guest=True)
    assert await standing.kind_of("U0SOFIA", None) == Kind.PERSON
    assert await standing_in(scene).kind_of("U0SOFIA", None) == Kind.GUEST


@pytest.mark.parametrize("shared", [False, True])
async def test_the_crew_gets_an_ask_that_says_where_it_comes_from(scene: Scene, shared: bool) -> None:
    scene.slack.workspace.channels[CHANNEL].ext_shared = shared
    maya = await scene.member()
    ts = await maya.post(CHANNEL, f"<@{BOT}> why did the build fail?")
    await maya.wait_for_reply(CHANNEL, ts)
    expected = {"place": "shared"} if shared else {}
    assert scene.crew.asked[0].context == expected
    assert (await scene.deck.asks.get(scene.crew.asked[0].id)).context == expected
