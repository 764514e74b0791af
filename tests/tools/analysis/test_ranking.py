from tests.tools.analysis.odd_analysers import found
from tools.analysis.ranking import ranked
from tools.findings import Finding, Severity


def finding(
    rule: str, severity: Severity = Severity.LOW, confidence: float = 0.8, path: str = "a.py"
) -> Finding:
    values = {"rule": rule, "severity": severity, "confidence": confidence, "path": path}
    return found("x").model_copy(update=values)


def test_the_worst_and_surest_come_first_and_the_rest_is_kept_apart() -> None:
    every = [
        finding("a"),
        finding("b", Severity.HIGH),
        finding("c", confidence=0.9),
        finding("d", Severity.INFO),
    ]
    chosen, more = ranked(every, 3, 10)
    assert [item.rule for item in chosen] == ["b", "c", "a"]
    assert [item.rule for item in more] == ["d"]


def test_one_file_does_not_fill_a_review() -> None:
    every = [finding("a", Severity.HIGH) for _ in range(9)] + [finding("b", path="b.py")]
    chosen, more = ranked(every, 20, 3)
    assert [item.rule for item in chosen] == ["a", "a", "a", "b"]
    assert len(more) == 6


def test_a_rule_that_people_dismiss_goes_back_and_then_away() -> None:
    every = [finding("doubted", confidence=0.9), finding("trusted", confidence=0.85)]
    assert [item.rule for item in ranked(every, 9, 9)[0]] == ["doubted", "trusted"]
    once = ranked(every, 9, 9, {"doubted": (1, 4)})
    assert [item.rule for item in once[0]] == ["trusted", "doubted"]
    often = ranked(every, 9, 9, {"doubted": (6, 7)})
    assert ([item.rule for item in often[0]], [item.rule for item in often[1]]) == (["trusted"], ["doubted"])
