"""What the command line shows of an answer."""

import io
from datetime import UTC, datetime
from uuid import uuid4

from rich.console import Console

from agents import Answer, Citation, SpecialistId, UsageTotals
from bot.replies.console import ConsoleReply


async def test_the_answer_and_its_evidence_are_shown_and_the_details_are_named() -> None:
    page = "https://ci.example/7"
    cited = Citation(id="E1", tool="t", source="s", title="build 7 failed", url=page, at=datetime.now(UTC))
    answer = Answer(
        ask_id=uuid4(), specialists=[SpecialistId.DEVOPS_ENGINEER], text="**It failed** [E1].",
        details="A very long log", citations=[cited], notes=["a note"], usage=UsageTotals(model="offline"),
    )  # fmt: skip
    shown = io.StringIO()
    await ConsoleReply(Console(file=shown, width=100), None).finish(answer, [])
    for said in ("It failed", f"E1 build 7 failed {page}", "a note", "--json"):
        assert said in shown.getvalue()
    assert "A very long log" not in shown.getvalue()
