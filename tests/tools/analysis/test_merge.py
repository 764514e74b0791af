from tools.analysis.analysers.ruff import RuffAnalyser
from tools.analysis.change import Change, SourceFile
from tools.analysis.merge import merged
from tools.findings import Finding, Severity


def finding(rule: str, line: int, analyser: str = "patterns", **values: object) -> Finding:
    return Finding.model_validate(
        {
            "title": rule,
            "severity": "medium",
            "rule": rule,
            "path": "a.py",
            "line": line,
            "analyser": analyser,
            **values,
        }
    )


def change(text: str, changed: set[int], path: str = "a.py", added: bool = False) -> Change:
    return Change((SourceFile(path, text, frozenset(changed), added),), (path,))


TEXT = "\n".join(f"line {number}" for number in range(1, 21))


def test_two_analysers_that_say_the_same_are_one_finding_and_surer() -> None:
    found = merged(
        [finding("S608", 3, "ruff", confidence=0.7), finding("sql-from-input", 3, confidence=0.9)],
        change(TEXT, {3}),
    )
    assert [(item.rule, item.analyser, item.confidence) for item in found] == [
        ("sql-from-input", "patterns, ruff", 0.95)
    ]


def test_two_problems_at_one_line_stay_two() -> None:
    found = merged([finding("S608", 3, "ruff"), finding("weak-hash", 3)], change(TEXT, {3}))
    assert {item.rule for item in found} == {"S608", "weak-hash"}


def test_lines_that_did_not_change_do_not_count() -> None:
    assert merged([finding("eval", 4), finding("eval", 9)], change(TEXT, {5})) == []
    assert len(merged([finding("eval", 4, end_line=6)], change(TEXT, {5}))) == 1


def test_parts_of_one_query_are_one_finding() -> None:
    parts = [finding("sql-from-input", 3), finding("sql-from-input", 5), finding("sql-from-input", 15)]
    found = merged(parts, change(TEXT, {3, 5, 15}))
    assert [(item.line, item.end_line) for item in found] == [(3, 5), (15, None)]


def test_the_worst_comes_first() -> None:
    found = merged(
        [
            finding("a", 1, severity="low"),
            finding("b", 2, severity="critical"),
            finding("c", 3, confidence=0.2),
        ],
        change(TEXT, {1, 2, 3}),
    )
    assert [item.severity for item in found] == [Severity.CRITICAL, Severity.MEDIUM, Severity.LOW]


def test_ruff_reports_bugs_and_syntax_errors_with_their_line() -> None:
    text = "def f(a, b=[]):\n    return undefined_name\n"
    found = RuffAnalyser().analyse(change(text, {1, 2}))
    rules = {(item.rule, item.line) for item in found if isinstance(item, Finding)}
    assert {("B006", 1), ("F821", 2)} <= rules
    broken = list(RuffAnalyser().analyse(change("def f(:\n", {1})))
    assert {item.severity for item in broken if isinstance(item, Finding)} == {Severity.HIGH}


def test_ruff_reads_no_path_from_outside() -> None:
    for path in ("../../../tmp/evil.py", "/etc/evil.py", "a/../../b.py"):
        assert [item.path for item in RuffAnalyser().analyse(change("eval(x)\n", {1}, path))] == [path] * 2


def test_ruff_has_nothing_to_do_without_python() -> None:
    assert list(RuffAnalyser().analyse(change("eval(x)", {1}, "a.js"))) == []


def test_a_flow_and_what_patterns_say_of_its_lines_are_one_finding() -> None:
    steps = [{"path": "a.py", "line": 3}, {"path": "a.py", "line": 9}]
    flow = finding("sql-injection", 9, "dataflow", cwe="CWE-89", steps=steps, confidence=0.9)
    query = finding("sql-from-input", 3, cwe="CWE-89", suggestion="Pass it as a parameter.")
    test = finding("bandit/B608", 9, "bandit", cwe="CWE-89", severity="high")
    (found,) = merged([flow, query, test], change(TEXT, {3, 9}))
    assert (found.rule, found.line, found.analyser) == ("sql-injection", 9, "bandit, dataflow, patterns")
    assert (found.severity, found.suggestion) == (Severity.HIGH, "Pass it as a parameter.")


def test_one_weakness_at_two_places_stays_two() -> None:
    two = [finding("bandit/B324", 3, "bandit", cwe="CWE-328"), finding("weak-hash", 4, cwe="CWE-328")]
    assert len(merged(two, change(TEXT, {3, 4}))) == 2
