"""What is said of a review: the verdict alone where its findings are shown as a list, else these, too."""

from datetime import UTC, datetime
from typing import Any

import pytest

from agents.case import Case
from agents.playbooks.playbook import Draft
from agents.playbooks.review_pull_request import review
from agents.routing import Names
from storage.models import FindingState
from tools.repos import ChangedFile, PullResult
from tools.repos.base import PullDetail
from tools.reviews import KeptFinding, ReviewPrepared
from tools.tool import ToolError
from tools.toolbox import Cited

NOW = datetime(2026, 1, 2, tzinfo=UTC)
SQL = KeptFinding(
    id="1", path="app/search.py", line=3, end_line=4, severity="high", title="SQL built from *input*",
    rule="sql-from-input", state="open",
)  # fmt: skip
KEY = SQL.model_copy(update={"id": "2", "line": 9, "severity": "critical", "title": "Hard-coded key"})
TEST = SQL.model_copy(update={"id": "3", "line": 1, "severity": "low", "title": "No test"})
PULL = PullDetail(
    number=42, title="Add refund search", author="jonas", state="open", branch="search", base="main",
    created_at=NOW, updated_at=NOW, url="https://g/42", head_sha="c" * 40, base_sha="b" * 40,
    files=[ChangedFile(path="app/search.py", status="modified", additions=12, deletions=2)],
)  # fmt: skip
SKIPPED = {"failed": ["dataflow"], "skipped": {"a.png": "it is binary"}, "more": 3}


def said(*new: KeptFinding, boards: bool, pull: bool = True, **more: Any) -> Draft:
    """The playbook's draft, given what the tools would find."""
    prepared = ReviewPrepared(
        repository="larkfield/payments", number=42, head="c" * 40, review="7", new=list(new), **more
    )
    detail = PullResult(source="github", repository="larkfield/payments", pull_request=PULL)
    about = Cited(2, detail, "pull", "pull", ()) if pull else ToolError("no")
    names = Names(repository="larkfield/payments", pull_request=42)
    script = review(Case("review payments#42", NOW, names, boards=boards))
    next(script)
    with pytest.raises(StopIteration) as ended:
        script.send([Cited(1, prepared, "review", prepared.content(), ()), about])
    draft: Draft = ended.value.value
    return draft


def test_with_a_list_below_it_the_verdict_is_one_line() -> None:
    draft = said(SQL, KEY, boards=True, coverage=SKIPPED)
    verdict, people = draft.text.split("\n\n")
    assert verdict == (
        "**2 findings**, 2 serious ones, in larkfield/payments#42 “Add refund search” (1 file, +12 −2 [E2]) "
        "[E1]. Risk: **high**. Look first at `app/search.py:9`: Hard-coded key [E1]. "
        ":warning: Did not (fully) run: dataflow [E1]."
    )
    assert people == "Approved by nobody yet [E2]."
    assert "SQL built from *input*" in draft.details


def test_without_one_the_findings_follow_the_worst_first() -> None:
    draft = said(TEST, SQL, KEY, boards=False, coverage=SKIPPED)
    verdict, findings, _ = draft.text.split("\n\n")
    assert "Risk: **high**." in verdict
    assert "Look first" not in verdict
    assert "3 more are left out of it [E1]. Not looked at: 1 file [E1]." in verdict
    assert findings.split("\n") == [
        "- 🔴 `app/search.py:9` Hard-coded key [E1]",
        r"- 🟠 `app/search.py:3` SQL built from \*input\* [E1]",
        "- 🔵 `app/search.py:1` No test [E1]",
    ]


@pytest.mark.parametrize(("worst", "risk"), [(KEY, "high"), (SQL, "high"), (TEST, "low")])
def test_the_risk_is_that_of_the_worst(worst: KeptFinding, risk: str) -> None:
    assert f"Risk: **{risk}**." in said(worst, boards=True, pull=False).text


def test_nothing_found_shows_no_list_and_says_what_was_not_looked_at() -> None:
    text = said(boards=True, coverage=SKIPPED).text
    assert text.startswith("**No findings** in larkfield/payments#42 “Add refund search”")
    assert "Risk" not in text
    assert "Not looked at: 1 file [E1]." in text


def test_what_stands_already_is_counted_and_what_the_model_says_of_the_change_is_told() -> None:
    known = KEY.model_copy(update={"state": FindingState.PUBLISHED})
    text = said(TEST, boards=True, known=[known], gone=2, summary="It adds a *search*.").text
    assert "**1 new finding**, none of them serious, in" in text
    assert "Risk: **high**. Look first at `app/search.py:9`: Hard-coded key [E1]." in text
    assert "1 of those at the pull request is still there [E1]. 2 are gone from the code [E1]." in text
    assert r"It adds a \*search\*. [E1]" in text
