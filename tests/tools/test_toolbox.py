"""Every call goes the one way: decided, run, redacted, kept as evidence, written down."""

import asyncio
from dataclasses import dataclass
from math import inf, isnan, nan
from uuid import UUID

import pytest
from sqlalchemy import select

from knowledge import Library
from storage import AskStore, AuditLog, Catalog, Database, EvidenceStore, NewAsk
from storage.models import AuditEntry, Evidence
from tools.connections import Connections
from tools.evidence import EvidencePage, read_evidence
from tools.findings import Finding, Severity
from tools.gate import Subject
from tools.gate.policy_set import PolicySet
from tools.resource import EVIDENCE, a_service
from tools.settings import ToolSettings
from tools.tool import Effect, ToolError, ToolResult, tool
from tools.toolbox import LONGEST_CONTENT, Toolbox

RUNS: list[str] = []
# Put together here, so that this file holds nothing that looks like a secret.
SECRET = "ghp_" + "a1B2" * 9


class Page(ToolResult):
    text: str
    share: float = 0.0

    def title(self) -> str:
        return f"Page: {self.text[:200]}"

    def content(self) -> str:
        return self.text

    def found(self) -> list[Finding]:
        return [Finding(title=self.text[:80], severity=Severity.LOW, rule="page")]


@tool(Effect.READ, EVIDENCE)
async def echo(connections: Connections, text: str, times: int = 1) -> Page:
    """Give back the text."""
    RUNS.append(text)
    return Page(source="analysis", url=f"https://x.example/{text[:80]}", text=text * times, image=b"PNG")


@tool(Effect.READ, EVIDENCE)
async def odd_numbers(connections: Connections, endless: bool) -> Page:
    """Give back numbers as Prometheus does."""
    return Page(source="prometheus", text="a\x00b", share=inf if endless else nan)


@tool(Effect.READ, EVIDENCE)
async def hang(connections: Connections) -> Page:
    """Never end."""
    await asyncio.Event().wait()
    return Page(source="analysis", text="")


@tool(Effect.READ, EVIDENCE)
async def stumble(connections: Connections) -> Page:
    """Fail as no tool should."""
    raise ZeroDivisionError(SECRET)


@tool(Effect.READ, EVIDENCE)
async def refuse(connections: Connections) -> Page:
    """Fail as tools do."""
    raise ToolError(f"Jenkins refused {SECRET}.", "Set JENKINS_TOKEN.")


@tool(Effect.WRITE, a_service("text"))
async def deploy(connections: Connections, text: str) -> Page:
    """Change something."""
    RUNS.append("deployed")
    return Page(source="jenkins", text=text)


@dataclass
class Desk:
    """A toolbox and the one who uses it."""

    database: Database
    toolbox: Toolbox
    subject: Subject

    async def audit(self) -> list[AuditEntry]:
        async with self.database.session() as session:
            query = select(AuditEntry).where(AuditEntry.action != "ask.received")
            return list((await session.execute(query.order_by(AuditEntry.sequence))).scalars())

    async def evidence(self) -> list[Evidence]:
        return await EvidenceStore(self.database).of_ask(self.subject.ask_id)


@pytest.fixture
async def desk(database: Database, empty_library: Library) -> Desk:
    RUNS.clear()
    ask_id = await AskStore(database).receive(
        NewAsk(source="cli", event_id="1", thread="cli:1", asker="U0MAYA", text="what changed?")
    )
    assert ask_id is not None
    evidence = EvidenceStore(database)

    async def read_stored(number: int) -> Evidence | None:
        return await evidence.numbered(_known(ask_id), number)

    settings = ToolSettings(call_timeout_seconds=0.2)
    connections = Connections(settings, Catalog(), empty_library).for_ask(read_stored)
    tools = (echo, odd_numbers, hang, stumble, refuse, deploy, read_evidence)
    toolbox = Toolbox(tools, connections, evidence, AuditLog(database))
    return Desk(database, toolbox, Subject(person="U0MAYA", ask_id=ask_id))


def _in_force(desk: Desk) -> PolicySet:
    assert desk.toolbox.gate.policies is not None
    return desk.toolbox.gate.policies


def _known(ask_id: UUID | None) -> UUID:
    assert ask_id is not None
    return ask_id


async def test_a_result_is_kept_and_written_down(desk: Desk) -> None:
    cited = await desk.toolbox.call(desk.subject, "echo", {"text": "hello"}, "call-1")
    assert (cited.id, cited.title, cited.content) == ("E1", "Page: hello", "hello")
    assert cited.findings[0].title == "hello"
    kept = (await desk.evidence())[0]
    assert (kept.tool, kept.arguments, kept.source, kept.image) == (
        "echo", {"text": "hello"}, "analysis", b"PNG",
    )  # fmt: skip
    entry = (await desk.audit())[0]
    assert (entry.action, entry.subject, entry.actor) == ("tool.ran", "echo", "U0MAYA")
    assert entry.data == {
        "arguments": {"text": "hello"},
        "evidence": "E1",
        "policies": ["people-read"],
        "version": _in_force(desk).version,
    }


async def test_a_repeated_call_runs_once(desk: Desk) -> None:
    first = await desk.toolbox.call(desk.subject, "echo", {"text": "hello"}, "call-1")
    again = await desk.toolbox.call(desk.subject, "echo", {"text": "hello"}, "call-1")
    assert again == first
    assert RUNS == ["hello"]
    other = await desk.toolbox.call(desk.subject, "echo", {"text": "hello"}, "call-2")
    assert other.id == "E2"


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("nothing", {}, r"There is no tool called 'nothing'\. Tools: deploy, echo"),
        ("echo", {}, r"Wrong call of echo: text: Field required\."),
        ("echo", {"text": "a", "colour": "red"}, "Wrong call of echo: colour: Extra inputs"),
        ("echo", {"text": "a\x00", "co\x00": nan}, "Wrong call of echo"),
        ("hang", {}, r"hang took longer than 0\.2 seconds\. Ask for less\."),
        ("stumble", {}, r"stumble failed with ZeroDivisionError\."),
        ("refuse", {}, "Jenkins refused"),
        ("deploy", {"text": "1.8"}, "Refused: no policy permits deploy on Service 1.8"),
    ],
)
async def test_what_goes_wrong_is_said_and_leaves_no_evidence(
    desk: Desk, name: str, arguments: dict[str, object], says: str
) -> None:
    with pytest.raises(ToolError, match=says):
        await desk.toolbox.call(desk.subject, name, arguments, "call-1")
    assert await desk.evidence() == []
    assert RUNS == []
    assert [entry.action for entry in await desk.audit()] == {
        "nothing": ["tool.unknown"],
        "deploy": ["tool.refused"],
    }.get(name, ["tool.failed"])


async def test_secrets_are_taken_out_on_the_way_in(desk: Desk) -> None:
    arguments = {"text": f"token={SECRET}"}
    cited = await desk.toolbox.call(desk.subject, "echo", arguments, "call-1")
    with pytest.raises(ToolError):
        await desk.toolbox.call(desk.subject, "refuse", {}, "call-2")
    kept = (await desk.evidence())[0]
    texts = [kept.title, kept.content, kept.url, kept.data, kept.arguments, cited]
    texts += [entry.data for entry in await desk.audit()]
    assert all(SECRET not in str(text) for text in texts)
    assert "redacted" in cited.content


async def test_what_postgres_cannot_hold_is_replaced(desk: Desk) -> None:
    cited = await desk.toolbox.call(desk.subject, "odd_numbers", {"endless": False}, "call-1")
    assert cited.content == "a�b"
    assert isinstance(cited.result, Page)
    assert isnan(cited.result.share)
    endless = await desk.toolbox.call(desk.subject, "odd_numbers", {"endless": True}, "call-2")
    assert isinstance(endless.result, Page)
    assert endless.result.share == inf


async def test_a_huge_result_is_cut_and_read_further(desk: Desk) -> None:
    text = "line of a log\n" * 1_000
    cited = await desk.toolbox.call(desk.subject, "echo", {"text": text, "times": 40}, "call-1")
    assert len(cited.content) < LONGEST_CONTENT + 100
    assert cited.content.endswith("… cut: 160000 more characters")
    page = await desk.toolbox.call(desk.subject, "read_evidence", {"number": 1, "offset": 14}, "call-2")
    assert isinstance(page.result, EvidencePage)
    assert page.content.startswith("line of a log\nline")
    assert page.result.total == len(cited.content)
    beyond = await desk.toolbox.call(desk.subject, "read_evidence", {"number": 1, "offset": 10**9}, "call-3")
    assert beyond.content == ""
    with pytest.raises(ToolError, match="There is no evidence E9"):
        await desk.toolbox.call(desk.subject, "read_evidence", {"number": 9}, "call-4")


async def test_calls_side_by_side_get_their_own_numbers(desk: Desk) -> None:
    calls = (desk.toolbox.call(desk.subject, "echo", {"text": str(n)}, f"call-{n}") for n in range(12))
    cited = await asyncio.gather(*calls)
    assert sorted(item.number for item in cited) == list(range(1, 13))
    kept = {row.number: row.content for row in await desk.evidence()}
    assert all(kept[item.number] == item.content for item in cited)


async def test_the_same_call_twice_at_once_gives_the_same_evidence(desk: Desk) -> None:
    calls = (desk.toolbox.call(desk.subject, "echo", {"text": "x"}, "same") for _ in range(5))
    cited = await asyncio.gather(*calls)
    assert {item.id for item in cited} == {"E1"}
    assert len(await desk.evidence()) == 1
