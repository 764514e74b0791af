import json

from tools.analysis.anchors import Anchors
from tools.analysis.change import Change, SourceFile
from tools.analysis.judging import MODEL
from tools.analysis.merge import merged
from tools.analysis.traces import Trace, still_said, traces_of
from tools.findings import Finding, Place

TEXT = "def f(a):\n" + "".join(f"    line_{number}(a)\n" for number in range(2, 30))
CHANGE = Change((SourceFile("a.py", TEXT, frozenset(range(1, 30))),), ("a.py",))
ANCHORS = Anchors(CHANGE)


def finding(rule: str, line: int, analyser: str, cwe: str | None = None, **values: object) -> Finding:
    return Finding.model_validate(
        {"title": "t", "severity": "high", "path": "a.py", "rule": rule, "line": line, "cwe": cwe,
         "analyser": analyser, **values}
    )  # fmt: skip


def trace(rule: str, line: int, analyser: str, cwe: str | None = None, **values: object) -> Trace:
    return Trace.of(finding(rule, line, analyser, cwe, **values), ANCHORS)


def test_two_are_the_same_where_one_run_would_make_one_finding_of_them() -> None:
    """Both ways round, and as `merged` has it."""
    way = [Place(path="a.py", line=5), Place(path="a.py", line=20)]
    pairs = [
        (finding("S608", 5, "ruff"), finding("sql-from-input", 5, "patterns"), True),
        (finding("S608", 5, "ruff"), finding("sql-from-input", 9, "patterns"), True),
        (finding("S608", 5, "ruff"), finding("sql-from-input", 10, "patterns"), False),
        (finding("S324", 5, "ruff", "CWE-328"), finding("weak-hash", 6, "patterns", "CWE-328"), False),
        (finding("x", 5, "ruff", "CWE-95"), finding("y", 5, "patterns", "CWE-94"), True),
        (finding("x", 5, "ruff", "CWE-95"), finding("y", 5, "ruff", "CWE-94"), False),
        (finding("x", 5, "ruff"), finding("y", 5, "patterns"), False),
        (finding("flow", 20, "dataflow", "CWE-89", steps=way), finding("x", 5, "bandit", "CWE-89"), True),
        (finding("flow", 20, "dataflow", "CWE-89", steps=way), finding("x", 6, "bandit", "CWE-89"), False),
    ]
    for one, other, same in pairs:
        first, second = Trace.of(one, ANCHORS), Trace.of(other, ANCHORS)
        assert (first.is_same(second), second.is_same(first)) == (same, same), (one, other)
        assert (len(merged([one, other], CHANGE)) == 1) is same, (one, other)


def test_a_model_counts_lines_by_itself_and_may_not_know_the_weakness() -> None:
    known = trace("sql-from-input", 5, "patterns", "CWE-89")
    assert trace(MODEL, 7, MODEL, "CWE-89").is_same(known)
    assert not trace(MODEL, 8, MODEL, "CWE-89").is_same(known)
    assert trace(MODEL, 5, MODEL).is_same(known)
    assert not trace(MODEL, 6, MODEL).is_same(known)
    assert not trace(MODEL, 5, MODEL, "CWE-79").is_same(known)


def test_a_finding_has_one_for_each_analyser_that_agrees_and_they_are_kept_as_they_are() -> None:
    (joined,) = merged([finding("S608", 5, "ruff"), finding("sql-from-input", 6, "patterns")], CHANGE)
    traces = traces_of(joined, ANCHORS)
    assert {one.analyser for one in traces} == {"patterns", "ruff"}
    assert tuple(Trace.load(json.loads(json.dumps(one.dump()))) for one in traces) == traces
    assert "parts" not in joined.model_dump()


def test_what_was_said_before_stays_only_where_who_said_it_could_not_look() -> None:
    now, bandit, ruff = (trace("eval", 5, name) for name in ("patterns", "bandit", "ruff"))
    moved = trace("eval", 7, "patterns")
    assert still_said([bandit, ruff, moved], [now], {"bandit", "patterns"}) == (now, bandit)
