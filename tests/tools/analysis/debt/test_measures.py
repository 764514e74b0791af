from tools.analysis.debt.apart import measure_all
from tools.analysis.debt.measures import measure

BRANCHED = b"""def price(kind, count):
    if kind == "new":
        return count
    for one in range(count):
        if one % 2 and kind:
            return one
    return 0
"""


def test_ways_through_functions_are_counted() -> None:
    tree = measure({"shop/price.py": BRANCHED, "shop/empty.py": b""})
    (function,) = tree.files["shop/price.py"].functions
    assert (function.name, function.line, function.end_line) == ("price", 1, 7)
    assert function.complexity == 5  # if, for, if, and: one more than the branches
    assert tree.lines == 7


def test_what_nobody_wrote_or_tests_is_left_out() -> None:
    tree = measure(
        {
            "tests/test_price.py": BRANCHED,
            "node_modules/x/index.js": b"let a = 1;",
            "logo.png": b"\x89PNG\0",
            "data.py": b"x = 1\0",
            "README.md": b"# Shop",
        }
    )
    assert not tree.files
    assert set(tree.unread) == {"node_modules/x/index.js", "data.py"}


async def test_it_runs_in_a_process_of_its_own() -> None:
    trees = await measure_all({"old": {"a.py": b"def f():\n    pass\n"}, "new": {"a.py": BRANCHED}})
    assert (trees["old"].complexity, trees["new"].complexity) == (1, 5)


def test_whatever_stands_in_a_file_is_measured_or_named() -> None:
    strange = {
        "deep.py": b"(" * 40_000,
        "half.js": b"function (",
        "long.go": b"x" * 600_000,
        "wild.rs": bytes(range(1, 256)),
    }
    tree = measure(strange)
    assert set(tree.files) | set(tree.unread) == set(strange)
