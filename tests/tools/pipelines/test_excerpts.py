"""Which lines of a log are shown."""

from hypothesis import given
from hypothesis import strategies as st

from tools.pipelines import find_excerpts
from tools.pipelines.excerpts import deciding_line

NPM = """\
> storefront@3.9.0 test
 ✓ src/format/money.test.ts (1 test) 3ms
   × cart drawer opens 5010ms
     → Test timed out in 5000ms.
 FAIL  src/cart/drawer.test.ts > cart drawer opens
Error: Test timed out in 5000ms.
 Test Files  1 failed | 1 passed (2)
##[error]Process completed with exit code 1."""

GO = """\
=== RUN   TestReserve
    stock_test.go:14: got 2 pieces, want 1
--- FAIL: TestReserve (0.00s)
FAIL
FAIL\tlarkfield.example/inventory/stock\t0.003s
exit status 1"""


def test_npm() -> None:
    (excerpt,) = find_excerpts(NPM)
    assert excerpt.deciding == "Error: Test timed out in 5000ms."
    assert "cart drawer opens" in excerpt.text


def test_go() -> None:
    (excerpt,) = find_excerpts(GO)
    assert excerpt.deciding == "--- FAIL: TestReserve (0.00s)"
    assert "want 1" in excerpt.text


def test_far_apart_places_are_shown_apart() -> None:
    quiet = "fine\n" * 100
    log = f"{quiet}ValueError: first\n{quiet}KeyError: second\n{quiet}"
    excerpts = find_excerpts(log)
    assert [excerpt.deciding for excerpt in excerpts] == ["ValueError: first", "KeyError: second"]
    assert [excerpt.first_line for excerpt in excerpts] == [95, 196]
    assert all("fine" in excerpt.text for excerpt in excerpts)


def test_the_stage_that_failed_counts_more() -> None:
    log = (
        "[Pipeline] { (Lint)\nerror: this was ignored\n[Pipeline] }\n[Pipeline] // stage\n" + "fine\n" * 90
        + "[Pipeline] { (Test)\nerror: this was not\n[Pipeline] }\n[Pipeline] // stage\n"
    )  # fmt: skip
    assert deciding_line(find_excerpts(log, stage="Test")) == "error: this was not"
    assert deciding_line(find_excerpts(log, stage="Lint")) == "error: this was ignored"


def test_noise() -> None:
    (excerpt,) = find_excerpts("warning: deprecated error handling\n0 errors, 0 failed\nthe end")
    assert (excerpt.deciding, excerpt.weight) == ("the end", 0)
    assert find_excerpts("") == []


def test_long_lines_are_cut() -> None:
    (excerpt,) = find_excerpts("ValueError: " + "x" * 1_000_000)
    assert len(excerpt.text) == 500


@given(st.text(max_size=3_000), st.integers(1, 80))
def test_any_text(text: str, most: int) -> None:
    excerpts = find_excerpts(text, most)
    lines = text.splitlines()
    for excerpt in excerpts:
        assert 1 <= excerpt.first_line <= excerpt.last_line <= len(lines)
        assert excerpt.deciding in excerpt.text
