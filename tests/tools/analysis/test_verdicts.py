"""Where the data was followed, it has the last word about what a pattern reports."""

from dataclasses import replace

from tests.tools.analysis.odd_analysers import found
from tools.analysis.change import Change, SourceFile, Unread
from tools.analysis.review_settings import ReviewSettings
from tools.analysis.verdicts import weighed
from tools.findings import Finding, Place

TREE = Change(
    (SourceFile("a.py", "x\n" * 40, frozenset({1})), SourceFile("a.go", "x\n" * 40, frozenset({1}))),
    whole=True,
)


def pattern(cwe: str | None = "CWE-89", line: int = 10, path: str = "a.py") -> Finding:
    return found("patterns", line).model_copy(update={"cwe": cwe, "path": path, "confidence": 0.9})


def flow(line: int, cwe: str = "CWE-89", steps: tuple[Place, ...] = ()) -> Finding:
    return found("dataflow", line).model_copy(update={"cwe": cwe, "steps": steps})


def confidence(*findings: Finding, change: Change = TREE, unread: tuple[Unread, ...] = ()) -> float:
    """Of the first."""
    return next(iter(weighed(findings, change, unread))).confidence


def test_what_no_flow_reaches_is_not_shown_in_a_tree() -> None:
    assert confidence(pattern()) < ReviewSettings().review.least_confidence


def test_a_flow_at_the_place_or_through_it_confirms_it() -> None:
    assert confidence(pattern(), flow(10)) == 0.9
    assert confidence(pattern(), flow(12)) == 0.9
    assert confidence(pattern(), flow(30, steps=(Place(path="a.py", line=10),))) == 0.9
    assert confidence(pattern(), flow(30)) < 0.5


def test_a_flow_of_another_weakness_or_file_confirms_nothing() -> None:
    assert confidence(pattern(), flow(10, "CWE-79")) < 0.5
    other = flow(10).model_copy(update={"path": "b.py"})
    assert confidence(pattern(), other) < 0.5


def test_kinds_of_a_weakness_are_one() -> None:
    assert confidence(pattern("CWE-95"), flow(10, "CWE-94")) == 0.9


def test_what_it_does_not_decide_or_did_not_read_stays_as_it_was() -> None:
    assert confidence(pattern("CWE-798")) == 0.9
    assert confidence(pattern(None)) == 0.9
    assert confidence(pattern(path="a.go")) == 0.9
    assert confidence(pattern(), unread=(Unread("it does not parse", "a.py"),)) == 0.9
    assert confidence(pattern(), unread=(Unread("it took too long"),)) == 0.9
    assert confidence(pattern(), unread=(Unread("it does not parse", "b.py"),)) < 0.5


def test_a_change_is_seen_without_its_callers_and_weighed_less() -> None:
    assert confidence(pattern(), change=replace(TREE, whole=False)) == 0.81


def test_the_flow_itself_is_left_alone() -> None:
    assert confidence(flow(10)) == flow(10).confidence
