"""Names that a change took out, and who still has them."""

from tests.tools.analysis.analysers.looking import added, altered
from tools.analysis.names import lost_names, named_in, taken_out, words_of


def test_words_stand_in_code_comments_and_texts() -> None:
    words = words_of("total = rate(1)  # the rate\nprint('\\\\nrate', f'{total_2}')\n")
    assert (words["rate"], words["total"], words["total_2"], words["nrate"]) == (3, 1, 1, 0)


def test_names_that_lost_a_use_and_are_only_defined_any_more() -> None:
    cart = {"cart.py": "def total():\n    pass\n\n\ndef other():\n    pass\n"}
    user = altered("total()\nother()\nother()\nmissing()\n", "other()\n", "main.py")
    assert lost_names([user], {}, cart) == {"total"}
    assert lost_names([user], {}, cart | {"page.html": "total"}) == frozenset()
    assert lost_names([], {"main.py": "total()\n"}, cart) == {"total"}
    assert lost_names([], {"main.md": "total()\n"}, cart) == frozenset()
    assert lost_names([added("total()\n", "main.py")], {}, cart) == frozenset()
    shops = {
        "a.ts": "export const rate = () => 1\n",
        "b.go": "func (c Cart) Total() {}\n",
        "c.py": "LIMIT: int = 3\n",
    }
    gone = {"d.py": "rate(LIMIT, Total)\n"}
    assert lost_names([], gone, shops) == {"rate", "Total", "LIMIT"}


def test_a_name_that_moved_is_not_taken_out() -> None:
    out = taken_out([altered("total()\n", "x = 1\n", "a.py"), altered("y = 1\n", "total()\n", "b.py")], {})
    assert out["total"] == 0
    assert out["y"] == 1


def test_who_has_a_name() -> None:
    files = {"a.py": b"total(totals)\n", "b.yml": "größe: total\n".encode(), "c.bin": b"\xff\xfetotals\x00"}
    assert named_in(files, ["total", "größe", "none"]) == {
        "total": frozenset({"a.py", "b.yml"}),
        "größe": frozenset({"b.yml"}),
        "none": frozenset(),
    }
    assert named_in(files, []) == {}
