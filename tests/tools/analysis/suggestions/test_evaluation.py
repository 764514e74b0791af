from pathlib import Path

import pytest

from tools.analysis.suggestions.evaluation import Case, CasesError, evaluate, read_cases

pytestmark = pytest.mark.timeout(600)


async def test_every_patch_of_our_own_set_parses_and_removes_its_finding() -> None:
    cases = read_cases()
    report = await evaluate(cases)
    assert report.cases >= 90
    assert report.refused >= 30
    assert (report.trouble, report.wrongly_offered) == ([], [])
    assert report.offered == report.parse == report.removed == report.cases
    assert report.new_findings == 0


async def test_what_is_not_found_or_not_patched_is_named() -> None:
    clean = Case(id="clean", path="a.py", rule="eval", text="def total(x: int) -> int:\n    return x\n")
    no_patch = Case(id="open", path="b.py", rule="eval", text="def run(code: str) -> None:\n    exec(code)\n")
    report = await evaluate([clean, no_patch])
    assert (report.cases, report.offered, report.parse, report.removed) == (2, 0, 0, 0)
    assert [(one.id, one.found) for one in report.trouble] == [("clean", False), ("open", True)]


def test_a_set_with_a_mistake_says_where(tmp_path: Path) -> None:
    with pytest.raises(CasesError, match="no cases"):
        read_cases(tmp_path)
    (tmp_path / "a.yml").write_text("- id: a\n  path: a.py\n  rules: eval\n  text: x\n")
    with pytest.raises(CasesError, match=r"a\.yml"):
        read_cases(tmp_path)
    (tmp_path / "a.yml").write_text("- {id: a, path: a.py, rule: eval, text: x}\n" * 2)
    with pytest.raises(CasesError, match="More than one is called a"):
        read_cases(tmp_path)
