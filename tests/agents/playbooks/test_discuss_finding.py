"""What is said about one finding: what was asked for, about the one that was meant, as mere text."""

from datetime import UTC, datetime
from typing import Any

import pytest

from agents.case import Case
from agents.commands import DISCUSS, Command
from agents.playbooks.discuss_finding import discuss
from agents.playbooks.playbook import Draft
from agents.routing import Names
from tools.findings import Patch, Place
from tools.repos import ChangedFile, DiffResult, FileText
from tools.repos.base import CodeMatch
from tools.repos.files import CodeMatches
from tools.reviews import FindingList, KeptFinding
from tools.tool import ToolError
from tools.toolbox import Cited

SQL = KeptFinding(
    id="1", path="app/search.py", line=3, end_line=4, severity="high", title="SQL built from input",
    rule="sql-from-input", state="open", cwe="CWE-89", why="It becomes part of the query.",
    suggestion="Bind it.", confidence=0.9, analyser="patterns, ruff",
    patch=Patch(path="app/search.py", line=3, end_line=4, text="    query = 'LIKE ?'\n    run(query, text)"),
)  # fmt: skip
FLOW = SQL.model_copy(
    update={"steps": [Place(path="app/api.py", line=2), Place(path="app/search.py", line=3)], "patch": None}
)
HOSTILE = SQL.model_copy(
    update={
        "id": "2",
        "path": "app/x`.py",
        "title": "*loud* [E9] <!channel>",
        "why": "[click](https://evil.example)",
    }
)
SOURCE = '"""Search."""\ndef search(text):\n    query = f"LIKE {text}"\n    run(query)\n'
FILES = {"app/search.py": SOURCE, "app/api.py": "def page(query):\n    text = query.get('q')\n"}
DIFF = ChangedFile(
    path="app/api.py",
    status="modified",
    additions=1,
    deletions=0,
    patch="@@ -8,0 +9,1 @@\n+    return search(text)",
)


def talk(question: str, *findings: KeptFinding, about: str | None = "1", gone: bool = False) -> Draft:
    """What the playbook says, given what the tools would find."""
    wanted = Command(DISCUSS, "larkfield/payments", 42, question, finding=about)
    script = discuss(Case(question, datetime(2026, 1, 2, tzinfo=UTC), Names(), command=wanted))
    number, outcomes = 0, None
    try:
        calls = next(script)
        while True:
            outcomes = []
            for one in calls:
                number += 1
                outcomes.append(_outcome(one, number, findings, gone))
            calls = script.send(outcomes)
    except StopIteration as end:
        draft: Draft = end.value
        return draft


def _outcome(call: Any, number: int, findings: tuple[KeptFinding, ...], gone: bool) -> Any:
    given = call.arguments
    if call.tool.name == "list_findings":
        listing = FindingList(
            repository="larkfield/payments", number=42, findings=list(findings), head="c" * 40
        )
        return Cited(number, listing, "", "", ())
    if call.tool.name == "read_file":
        if gone:
            return ToolError("There is no such file.")
        lines = FILES.get(given["path"], SOURCE).splitlines()
        first, last = given["first_line"], min(given["last_line"], len(lines))
        text = "\n".join(lines[first - 1 : last])
        shown = FileText(
            source="github", repository="larkfield/payments", path=given["path"], commit="c" * 40,
            first_line=first, last_line=last, lines=len(lines), text=text,
        )  # fmt: skip
        return Cited(number, shown, "", "", ())
    if call.tool.name == "search_code":
        match = CodeMatch(path="tests/test_search.py", line=5, text="search('a')", url=None)
        found = CodeMatches(source="github", repository="r", text=given["text"], path=None, matches=[match])
        return Cited(number, found, "", "", ())
    diff = DiffResult(
        source="github",
        repository="larkfield/payments",
        number=42,
        head_sha="c" * 40,
        files=[DIFF],
    )
    return Cited(number, diff, "", "", ())


def test_a_finding_that_is_brought_up_is_told_whole() -> None:
    text = talk("", SQL).text
    assert "**SQL built from input** at `app/search.py:3` (high, CWE-89) [E1]" in text
    assert "**Why it matters:** It becomes part of the query." in text
    assert '→ 3      query = f"LIKE {text}"' in text
    assert "-    run(query)" in text
    assert "+    run(query, text)" in text


@pytest.mark.parametrize(
    ("question", "there", "not_there"),
    [
        ("why is this a problem?", "Why it matters", "```"),
        ("is it reachable?", "`search` is called here", "Why it matters"),
        ("show the code around", "→ 3", "What mends it"),
        ("what would fix it?", "applied to a copy and checked", "Why it matters"),
        ("are you sure?", "90% sure", "```"),
        (
            "can an attacker reach this",
            "`app/api.py:9` `return search(text)` in this change",
            "What mends it",
        ),
    ],
)
def test_what_is_asked_for_is_told(question: str, there: str, not_there: str) -> None:
    text = talk(question, SQL).text
    assert there in text
    assert not_there not in text


def test_the_way_of_the_data_is_shown_where_it_is_known() -> None:
    text = talk("how does the data get there?", FLOW).text
    assert "1. `app/api.py:2` `text = query.get('q')`" in text
    assert "2. `app/search.py:3`" in text


def test_another_place_that_is_named_is_meant() -> None:
    other = SQL.model_copy(
        update={"id": "2", "path": "app/api.py", "line": 9, "end_line": 9, "title": "Other"}
    )
    assert "**Other**" in talk("what about app/api.py:9, why?", SQL, other).text
    assert "**SQL built from input**" in talk("why?", SQL, other).text


def test_nobody_guesses_which_finding_is_meant() -> None:
    other = SQL.model_copy(update={"id": "2", "title": "Other", "rule": "other", "cwe": None})
    text = talk("why does it matter?", SQL, other, about=None).text
    assert text.startswith("**Which finding?")
    assert "Other" in text


def test_a_file_that_is_gone_leaves_the_rest() -> None:
    text = talk("", SQL, gone=True).text
    assert "The code there could not be read: There is no such file." in text
    assert "Why it matters" in text
    assert "+    run(query, text)" in text


def test_what_others_wrote_is_no_markup() -> None:
    text = talk("why?", HOSTILE, about="2").text
    assert "*loud*" not in text.replace("\\*", "")
    assert "\\[E9\\]" in text
    assert "\\[click\\](https" in text
    assert "`app/x'.py:3`" in text
