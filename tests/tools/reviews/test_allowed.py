"""A review reaches its pull request through the gate: unasked only where the repository allows it."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from storage import (
    ActionStore,
    ApprovalStore,
    AskStore,
    AuditLog,
    Database,
    EvidenceStore,
    HeldRole,
    NewAsk,
    Queue,
)
from storage.models import AuditEntry
from tests.pushing import Checkout
from tests.tools.reviews.conftest import NUMBER, REPOSITORY, Desk
from tests.tools.reviews.made import SQL, keep
from tools.gate import Place, PullRequestPlace, Subject
from tools.leave import Leave, NeedsApproval
from tools.reviews import TOOLS, outline
from tools.tool import ToolError
from tools.toolbox import Toolbox

OFF = "[review]\nautomatic = false\n"


class Office:
    """The toolbox as the service has it, with an ask."""

    def __init__(self, desk: Desk, database: Database, ask_id: UUID) -> None:
        self.ask_id = ask_id
        self.database = database
        self.actions = ActionStore(database)
        connections, audit = desk.connections, AuditLog(database)
        leave = Leave(
            ApprovalStore(database), self.actions, AskStore(database), audit, connections.settings,
            connections.catalog,
        )  # fmt: skip
        self.toolbox = Toolbox(TOOLS, connections, EvidenceStore(database), audit, leave)

    def subject(self, number: int = NUMBER, *roles: HeldRole) -> Subject:
        at = PullRequestPlace(REPOSITORY, number)
        return Subject("github:stranger", self.ask_id, None, Place.PULL_REQUEST, roles=roles, pull_request=at)

    async def publish(self, subject: Subject, review: UUID, **more: Any) -> str:
        arguments = {"repository": REPOSITORY, "number": NUMBER, "review": str(review), **more}
        return (await self.toolbox.call(subject, "publish_review", arguments, "publish")).title

    async def audited(self) -> list[tuple[str, list[str]]]:
        async with self.database.session() as session:
            rows = await session.execute(select(AuditEntry).order_by(AuditEntry.sequence))
            return [(one.action, list(one.data.get("policies", ()))) for one in rows.scalars()]


@pytest.fixture
async def office(desk: Desk, database: Database, queue: Queue) -> Office:
    new = NewAsk("github", "delivery-1", "github:larkfield/payments#42", "github:stranger", "opened")
    ask_id = await AskStore(database, queue).receive(new)
    assert ask_id is not None
    return Office(desk, database, ask_id)


async def test_the_review_of_a_webhook_is_published_once_and_written_down(desk: Desk, office: Office) -> None:
    kept = await keep(desk, SQL)
    said = await office.publish(office.subject(), kept.review.id, automatic=True)
    assert said == f"Reviewed {REPOSITORY}#{NUMBER}: 1 comment posted"
    assert await office.publish(office.subject(), kept.review.id, automatic=True) == said
    assert len(await desk.comments()) == 1
    (action,) = await office.actions.of_ask(office.ask_id)
    assert (action.state, action.attempts) == ("done", 1)
    assert ("tool.ran", ["repositories-allow-automatic-reviews"]) in await office.audited()


async def test_a_pull_request_can_not_allow_its_own_review(desk: Desk, office: Office) -> None:
    owner = desk.checkout
    await owner.commit("Allow it", {".quarterdeck.toml": "[review]\nautomatic = true\n"})
    await owner.push()
    await _on_main(desk, OFF)
    kept = await keep(desk, SQL)
    with pytest.raises(ToolError, match="only at its own pull request, where the repository allows it"):
        await office.publish(office.subject(), kept.review.id, automatic=True)
    assert await desk.comments() == []


async def test_settings_that_can_not_be_read_allow_nothing(desk: Desk, office: Office) -> None:
    await _on_main(desk, "[review\n")
    kept = await keep(desk, SQL)
    with pytest.raises(ToolError, match="Refused"):
        await office.publish(office.subject(), kept.review.id, automatic=True)


async def test_a_delivery_of_one_pull_request_reaches_no_other(desk: Desk, office: Office) -> None:
    kept = await keep(desk, SQL)
    with pytest.raises(ToolError, match="Refused"):
        await office.publish(office.subject(7), kept.review.id, automatic=True)
    assert await desk.comments() == []


async def test_in_slack_it_waits_until_a_person_has_read_it(desk: Desk, office: Office) -> None:
    kept = await keep(desk, SQL)
    jonas = Subject("U0JONAS", office.ask_id, "C0PAYMENTS", roles=(HeldRole("engineer", "payments"),))
    with pytest.raises(NeedsApproval):
        await office.publish(jonas, kept.review.id, comments=outline(kept.new))
    assert await desk.comments() == []


async def _on_main(desk: Desk, settings: str) -> None:
    owner = Checkout(desk.checkout.folder.parent / "owner", desk.address, desk.company, "maya")
    await owner.clone("payments", "main")
    await owner.commit("Say how we want reviews", {".quarterdeck.toml": settings})
    await owner.push()
