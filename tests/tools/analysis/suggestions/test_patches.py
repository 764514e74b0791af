from hypothesis import given
from hypothesis import strategies as st

from tools.analysis.suggestions.patches import applied, edited, fits, in_words, patch_between, reaching
from tools.analysis.suggestions.source import Draft, Edit
from tools.findings import Finding, Patch, Severity

FOUND = Finding(title="A", severity=Severity.LOW, rule="a", path="a.py", line=10, end_line=12)
LINES = st.lists(st.sampled_from(["", "a", "b", " c"]), max_size=6).map("\n".join)


@given(LINES, LINES)
def test_a_patch_between_two_texts_makes_one_of_the_other(before: str, after: str) -> None:
    patch = patch_between("a.py", before, after)
    if patch is not None and before.split("\n")[-1]:
        result = applied(before, patch)
        assert result is None or result.rstrip("\n") == after.rstrip("\n")


def test_the_end_of_a_file_stays_as_it_is() -> None:
    patch = Patch(path="a", line=2, end_line=2, text="B")
    assert applied("a\nb\n", patch) == "a\nB\n"
    assert applied("a\nb", patch) == "a\nB"


def test_an_empty_text_deletes_lines_and_an_empty_line_does_not() -> None:
    assert applied("a\nb\nc\n", Patch(path="a", line=2, end_line=2, text="")) == "a\nc\n"
    blank = patch_between("a", "a\nb\nc\n", "a\n\nc\n")
    assert blank is not None
    assert applied("a\nb\nc\n", blank) == "a\n\nc\n"


def test_a_patch_for_lines_that_are_not_there_is_not_applied() -> None:
    assert applied("a\n", Patch(path="a", line=2, end_line=2, text="x")) is None
    assert applied("a\n", Patch(path="a", line=0, end_line=1, text="x")) is None
    assert applied("a\r\nb\r\n", Patch(path="a", line=1, end_line=1, text="x")) is None


def test_edits_that_overlap_make_nothing() -> None:
    assert edited("abcd", Draft((Edit(0, 2, "x"), Edit(1, 3, "y")))) is None
    assert edited("abcd", Draft((Edit(2, 3, "y"), Edit(0, 1, "x")))) == "xbyd"


def test_an_import_goes_where_it_belongs() -> None:
    wants = Draft((Edit(0, 0, ""),), wants="import ast")
    assert edited("import csv\nimport os\n", wants) == "import ast\nimport csv\nimport os\n"
    assert edited("import abc\n", wants) == "import abc\nimport ast\n"
    assert edited("import ast\n", wants) == "import ast\n"
    assert edited("from os import path\n", wants) == "import ast\nfrom os import path\n"
    assert edited("x = 1\n", wants) is None


def test_a_patch_fits_that_is_small_near_and_in_the_diff() -> None:
    changed = range(5, 30)
    assert fits(Patch(path="a", line=10, end_line=12, text="x"), FOUND, changed)
    assert fits(Patch(path="a", line=7, end_line=9, text="x"), FOUND, changed)
    assert not fits(Patch(path="a", line=5, end_line=8, text="x"), FOUND, changed)
    assert not fits(Patch(path="a", line=10, end_line=22, text="x"), FOUND, changed)
    assert not fits(Patch(path="a", line=10, end_line=10, text="x\n" * 12), FOUND, changed)
    assert not fits(Patch(path="a", line=10, end_line=12, text="x"), FOUND, [6])


def test_a_patch_that_does_not_fit_is_said_in_words() -> None:
    patch = Patch(path="a", line=1, end_line=3, text="import ast\nimport csv\n\nx = ast.literal_eval(y)")
    assert (
        in_words("import csv\n\nx = eval(y)\n", patch) == "Write `x = ast.literal_eval(y)` and `import ast`."
    )
    alone = Patch(path="a", line=3, end_line=3, text="x = int(y)")
    assert in_words("import csv\n\nx = eval(y)\n", alone) is None


def test_a_patch_reaches_its_finding_over_lines_that_stay() -> None:
    text = "a(\n  b,\n  c,\n)\n"
    found = FOUND.model_copy(update={"line": 1, "end_line": 1})
    reached = reaching(Patch(path="a", line=4, end_line=4, text="  d,\n)"), found, text)
    assert (reached.line, reached.end_line) == (2, 4)
    assert applied(text, reached) == "a(\n  b,\n  c,\n  d,\n)\n"
    late = found.model_copy(update={"line": 4, "end_line": 4})
    reached = reaching(Patch(path="a", line=1, end_line=1, text="A("), late, text)
    assert (reached.line, reached.end_line, reached.text) == (1, 3, "A(\n  b,\n  c,")
