"""Whoever may ask may read; nothing else is allowed yet."""

from uuid import uuid4

import pytest

from tools.connections import Connections
from tools.gate import Subject, Verdict, decide
from tools.tool import Effect, ToolResult, tool


@pytest.mark.parametrize(
    ("effect", "verdict"),
    [
        (Effect.READ, Verdict.ALLOW),
        (Effect.WRITE, Verdict.DENY),
        (Effect.DESTRUCTIVE, Verdict.DENY),
    ],
)
def test_reading_is_allowed_and_changing_is_not(effect: Effect, verdict: Verdict) -> None:
    @tool(effect)
    async def act(connections: Connections) -> ToolResult:
        """Act."""
        return ToolResult(source="analysis")

    decision = decide(Subject(person="U0MAYA", ask_id=uuid4()), act, {})
    assert decision.verdict is verdict
    assert decision.reasons
