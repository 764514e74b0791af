"""Who may decide is named: the holders of a role for what is touched, themselves or in a user group."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.approvals import Cards, Deciders
from bot.standing import Standing
from storage import (
    Catalog,
    EnvironmentEntry,
    EvidenceStore,
    PersonEntry,
    PipelineEntry,
    RoleEntry,
    RoleStore,
    ServiceEntry,
    write_catalog,
)
from storage.approvals import STEP_UP
from tests.bot.scene import Scene
from tests.bot.test_approval_cards import asked, new
from tools.connections import Connections

PEOPLE = ("Jonas", "Tom", "Maya", "Priya", "Lin")
CATALOG = Catalog(
    people=tuple(PersonEntry(name=name, slack=f"U0{name.upper()}") for name in PEOPLE),
    services=(ServiceEntry(name="payments"), ServiceEntry(name="checkout")),
    environments=(EnvironmentEntry(name="production", production=True), EnvironmentEntry(name="staging")),
    pipelines=(PipelineEntry(name="payments-deploy", service="payments", kind="deploy"),),
    roles=(
        RoleEntry(role="engineer", person="Jonas", services=("payments",)),
        RoleEntry(role="engineer", person="Priya", services=("checkout",)),
        RoleEntry(role="engineer", person="Lin", services=("payments",)),
        RoleEntry(role="sre", group="S0ONCALL"),
        RoleEntry(role="release-manager", person="Maya"),
        RoleEntry(role="admin", person="Priya", services=("checkout",)),
    ),
)
PRODUCTION: dict[str, Any] = {
    "tool": "start_build", "arguments": {"pipeline": "payments-deploy"}, "asker_may_approve": False,
    "approver_roles": ["engineer", "sre", "release-manager"], "place": "pipeline payments-deploy",
}  # fmt: skip


@pytest.fixture
async def deciders(scene: Scene) -> AsyncIterator[Deciders]:
    """Those of a company with roles, in whose on-call group Tom and Jonas are."""
    deck = scene.deck
    async with deck.database.session() as session:
        await write_catalog(session, CATALOG)
    scene.slack.workspace.groups["S0ONCALL"] = ["U0TOM", "U0JONAS"]
    connections = Connections(deck.settings, CATALOG, deck.connections.library)
    roles = RoleStore(deck.database)
    yield Deciders(deck.asks, roles, Standing(scene.client(), roles).people_of, deck.gate, connections)
    await connections.close()


async def named(scene: Scene, deciders: Deciders, **values: Any) -> list[str] | None:
    approval = await scene.deck.approvals.request(new(await asked(scene), **values))
    return await deciders.of(approval)


async def test_holders_for_the_service_are_named_without_the_asker(scene: Scene, deciders: Deciders) -> None:
    """Priya's role is for another service; Jonas asks, and is in the group, too."""
    assert await named(scene, deciders, **PRODUCTION) == ["U0LIN", "U0TOM", "U0MAYA"]


async def test_a_group_that_slack_does_not_open_is_named_itself(scene: Scene, deciders: Deciders) -> None:
    del scene.slack.workspace.groups["S0ONCALL"]
    assert await named(scene, deciders, **PRODUCTION) == ["U0LIN", "S0ONCALL", "U0MAYA"]


@pytest.mark.parametrize(
    ("values", "people"),
    [
        ({"approver_roles": ["security"]}, []),
        ({"kind": STEP_UP}, None),
        # Their own leave is enough: nobody else need be told.
        ({"asker_may_approve": True}, None),
        ({"asker_may_approve": True, "approver_roles": []}, None),
        # They may, but not alone, or not by these roles.
        ({"asker_may_approve": True, "approvers_wanted": 2}, ["U0LIN", "U0TOM", "U0MAYA"]),
        ({"asker_may_approve": True, "approver_roles": ["release-manager"]}, ["U0MAYA"]),
        # No role is named: whoever may ask for it may decide.
        ({"approver_roles": []}, ["U0LIN", "U0TOM"]),
    ],
)
async def test_who_is_needed_is_named(
    scene: Scene, deciders: Deciders, values: dict[str, Any], people: list[str] | None
) -> None:
    assert await named(scene, deciders, **(PRODUCTION | values)) == people


async def test_the_card_tells_them_and_the_escalation_those_of_its_role(
    scene: Scene, deciders: Deciders
) -> None:
    deck = scene.deck
    cards = Cards(scene.client(), deck.approvals, deck.asks, EvidenceStore(deck.database), deciders)
    ask_id = await asked(scene)
    approval = await deck.approvals.request(new(ask_id, **PRODUCTION, escalate_after=0))
    ask = await deck.asks.get(ask_id)
    await cards.show(ask, approval.id)
    (_, card) = scene.slack.workspace.channels["C0PAYMENTS"].thread(ask.thread_ts or "")
    assert "<@U0LIN>, <@U0TOM> or <@U0MAYA> may approve" in card.text
    assert "*Who may approve:* <@U0LIN>, <@U0TOM> or <@U0MAYA> (one person" in str(card.blocks)
    await deck.approvals.escalate_due("admin")
    await cards.escalated(str(approval.id))
    (*_, said) = scene.slack.workspace.channels["C0PAYMENTS"].thread(ask.thread_ts or "")
    # Priya is an admin of another service, who could not decide here.
    assert "people with the role *admin* may decide, too (nobody holds it now)" in said.text
