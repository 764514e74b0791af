"""A freeze that a team writes into its policies' folder decides at the gate, from the next call on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from knowledge import Library
from storage import ActionStore, ApprovalStore, AskStore, AuditLog, Database, EvidenceStore, NewAsk
from tests.tools.gate.conftest import CATALOG, ENGINEER, deploy, drop_data, somebody
from tools.connections import Connections
from tools.gate import Decision, Gate, Subject, Verdict
from tools.leave import Leave, NeedsApproval
from tools.settings import ToolSettings
from tools.tool import Tool, ToolError
from tools.toolbox import Toolbox

PAGE = """---
kind: change-freeze
title: Change freeze
windows:
  - name: Autumn sale
    starts: {starts:%Y-%m-%d %H:%M:%S}
    ends: {ends:%Y-%m-%d %H:%M:%S}
    environments: [production]
    services: {services}
    approver: release manager
release_manager: maya
---
# Change freeze

No deploys in production.
"""
FREEZE = "freeze-needs-the-release-manager"
HOUR = timedelta(hours=1)

Write = Callable[..., None]


@pytest.fixture
def connections(tmp_path: Path, empty_library: Library) -> Connections:
    """Connections with a folder of policies in which nothing stands yet."""
    return Connections(ToolSettings(policies=tmp_path), CATALOG, empty_library)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes the page about freezes: one window, so many hours from now."""

    def write(starts: int, ends: int, services: str = "all") -> None:
        now = datetime.now(UTC)
        text = PAGE.format(starts=now + starts * HOUR, ends=now + ends * HOUR, services=services)
        (tmp_path / "change-freeze.md").write_text(text, "utf-8")

    return write


async def judged(
    gate: Gate, connections: Connections, environment: str = "production", tool: Tool[Any, Any] = deploy
) -> Decision:
    """The decision on a deployment of payments that an engineer of it asks for."""
    arguments: dict[str, Any] = {"service": "payments", "environment": environment}
    if tool is deploy:
        arguments = {"pipeline": "payments-deploy", "parameters": {"ENVIRONMENT": environment}}
    return await gate.judge(somebody(ENGINEER), tool, arguments, connections)


async def test_in_a_freeze_the_release_manager_decides(
    gate: Gate, connections: Connections, write: Write
) -> None:
    write(-1, 1)
    decision = await judged(gate, connections)
    assert (decision.verdict, decision.approver_roles) == (Verdict.ASK, ("release-manager",))
    assert FREEZE in decision.policies
    assert any(FREEZE in reason for reason in decision.reasons)
    assert FREEZE not in (await judged(gate, connections, "staging")).policies


@pytest.mark.parametrize(
    ("starts", "ends", "services"), [(-3, -1, "all"), (1, 3, "all"), (-1, 1, "[checkout]")]
)
async def test_before_after_and_elsewhere_it_does_not(
    gate: Gate, connections: Connections, write: Write, starts: int, ends: int, services: str
) -> None:
    write(starts, ends, services)
    decision = await judged(gate, connections)
    assert decision.verdict is Verdict.ASK
    assert FREEZE not in decision.policies
    assert "sre" in decision.approver_roles


async def test_nothing_is_destroyed_meanwhile(gate: Gate, connections: Connections, write: Write) -> None:
    write(-1, 1)
    decision = await judged(gate, connections, tool=drop_data)
    assert (decision.verdict, decision.policies) == (Verdict.DENY, ("nothing-is-destroyed-in-a-freeze",))


async def test_a_page_that_changes_counts_from_the_next_call_on(
    gate: Gate, connections: Connections, write: Write, tmp_path: Path
) -> None:
    seen = []
    for change in (
        lambda: write(1, 2),
        lambda: write(-1, 1),
        lambda: write(-1, 1, "[checkout]"),
        lambda: (tmp_path / "change-freeze.md").write_text("---\nkind: [broken\n---\n", "utf-8"),
        lambda: (tmp_path / "change-freeze.md").unlink(),
    ):
        change()
        seen.append(FREEZE in (await judged(gate, connections)).policies)
    # A page that can't be read may say that there is a freeze.
    assert seen == [False, True, False, True, False]


async def test_leave_from_before_a_freeze_is_not_enough_in_it(
    gate: Gate, connections: Connections, write: Write, database: Database
) -> None:
    write(1, 2)
    asks, approvals, audit = AskStore(database), ApprovalStore(database), AuditLog(database)
    leave = Leave(approvals, ActionStore(database), asks, audit, connections.settings, CATALOG)
    toolbox = Toolbox((deploy,), connections, EvidenceStore(database), audit, leave, gate)
    asked = NewAsk(source="slack", event_id=str(uuid4()), thread="slack:1", asker="U0JONAS", text="deploy")
    ask_id = await asks.receive(asked)
    assert isinstance(ask_id, UUID)
    subject = Subject("U0JONAS", ask_id, roles=(ENGINEER,))
    call = (
        subject,
        "deploy",
        {"pipeline": "payments-deploy", "parameters": {"ENVIRONMENT": "production"}},
        "1",
    )
    with pytest.raises(NeedsApproval) as needed:
        await toolbox.call(*call)
    row = await approvals.get(needed.value.approval_id)
    assert row is not None
    assert "sre" in row.approver_roles
    assert await approvals.approve(row.id, row.revision, "U0TOM") is not None
    write(-1, 1)
    with pytest.raises(ToolError, match=FREEZE):
        await toolbox.call(*call)
