from pathlib import Path

import pytest

from tools.analysis.evaluation import LabelledPull, LabelsError, evaluate, read_pulls
from tools.analysis.evaluation.pulls import changed_lines

EVAL = """# Totals, as they are asked for.


def total(text: str) -> float:
    return eval(text)
"""
CLEAN = "def total(prices: list[int]) -> int:\n    return sum(prices)\n"
TEST = "from shop.total import total\n\n\ndef test_total():\n    assert total('1') == 1\n"


def pull(name: str, after: str, expected: list[dict[str, str]], **more: object) -> LabelledPull:
    files = {
        "shop/total.py": {"before": "", "after": after},
        "tests/test_total.py": {"before": "", "after": TEST},
    }
    return LabelledPull.model_validate(
        {"id": name, "title": name, "files": files, "expected": expected, **more}
    )


AT = {"path": "shop/total.py", "at": "return eval(text)", "class": "code-injection", "cwe": "CWE-95"}


def test_what_is_found_and_what_is_not_is_counted_once() -> None:
    nowhere = {"path": "shop/total.py", "at": "# Totals", "class": "dead-code"}
    report = evaluate([pull("bad", EVAL, [AT, nowhere]), pull("clean", CLEAN, [])])
    assert (report.pulls, report.clean, report.problems) == (2, 1, 2)
    assert (report.precision, report.recall, report.comments_per_clean_pr) == (1.0, 0.5, 0.0)
    assert report.by_class["code-injection"].found == 1
    assert [miss.what for miss in report.missed] == ["dead-code"]
    assert report.by_analyser["ruff"].recall == 0.5
    assert report.by_analyser["licences"].comments == 0


def test_a_comment_where_nothing_is_wrong_counts_against_it() -> None:
    report = evaluate([pull("not clean at all", EVAL, [])])
    assert report.comments_per_clean_pr >= 1
    assert report.precision == 0
    assert report.wrong[0].pull == "not clean at all"


def test_a_comment_about_another_weakness_is_not_right() -> None:
    report = evaluate([pull("bad", EVAL, [{**AT, "cwe": "CWE-89"}])])
    assert (report.recall, report.precision) == (0, 0)


def test_our_own_set_is_what_it_says() -> None:
    pulls = read_pulls()
    endings = {Path(path).suffix for one in pulls for path in one.files}
    assert {".py", ".js", ".ts", ".go", ".java", ".rb", ".cs", ".php", ".rs", ".kt"} <= endings
    assert len(pulls) >= 60
    assert sum(not one.expected for one in pulls) * 3 >= len(pulls)


def test_changed_lines_are_those_that_were_not_there() -> None:
    assert changed_lines("a\nb\nc\n", "a\nx\nc\nd\n") == {2, 4}
    assert changed_lines("", "a\nb\n") == {1, 2}


NOWHERE = """
- id: x
  title: x
  files: {a.py: {before: "", after: b}}
  expected: [{path: a.py, at: c, class: d}]
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {", "broken.yml"),
        ("just text", "list of pull requests"),
        ("- {id: x, title: x, files: {}, expected: []}", "files"),
        (NOWHERE, "once"),
    ],
)
def test_a_file_that_can_not_be_used_says_where_and_why(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "broken.yml").write_text(text, "utf-8")
    with pytest.raises(LabelsError, match=said):
        read_pulls(tmp_path)
