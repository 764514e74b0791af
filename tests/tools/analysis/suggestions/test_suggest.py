"""Patches are offered where they are proven, and nowhere else."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.tools.analysis.analysers.looking import added
from tools.analysis.analysers import ANALYSERS
from tools.analysis.assess import Assessment, assess
from tools.analysis.change import Analyser, Change, SourceFile
from tools.analysis.fingerprint import fingerprints
from tools.analysis.review_settings import ReviewSettings, ReviewTable
from tools.analysis.running import Heard, run_apart
from tools.analysis.suggestions import suggest
from tools.analysis.workers import Workers, passing
from tools.findings import Finding, Patch, Severity
from tools.stages import Stage

RUFF: tuple[Analyser, ...] = tuple(item for item in ANALYSERS if item.name == "ruff")


class Wrong:
    """Finds `eval`, and has a patch for it that is no good."""

    name = "patterns"

    def __init__(self, text: str) -> None:
        self.text = text

    def analyse(self, change: Change) -> Iterator[Finding]:
        for file in change.files:
            for number, line in enumerate(file.lines, 1):
                if "eval(" in line or "exec(" in line:
                    patch = Patch(path=file.path, line=number, end_line=number, text=self.text)
                    rule = "eval" if "eval(" in line else "exec"
                    yield Finding(
                        title="Runs text",
                        severity=Severity.HIGH,
                        rule=rule,
                        path=file.path,
                        line=number,
                        end_line=number,
                        analyser=self.name,
                        patch=patch,
                    )


@pytest.fixture(scope="module")
async def workers() -> AsyncIterator[Workers]:
    async with passing() as some:
        yield some


async def review(
    workers: Workers, *files: SourceFile, analysers: tuple[Analyser, ...] = ANALYSERS
) -> list[Finding]:
    """The findings of a review of these files."""
    change = Change(files, tuple(file.path for file in files))
    settings = ReviewSettings().without_limits(50)
    found = await assess(change, settings, seconds=90, workers=workers, analysers=analysers, suggestions=True)
    return found.findings


@pytest.mark.parametrize(
    "text",
    [
        "    return int(",  # does not parse
        "    return eval(x)  # better",  # the finding stays
        "    return exec(x)",  # another one comes
        "    return int(x)" + " + 0" * 40,  # a line that is too long
    ],
)
async def test_a_patch_that_does_harm_is_not_offered(workers: Workers, text: str) -> None:
    file = added("def f(x):\n    return eval(x)\n", "a/b.py")
    found = await review(workers, file, analysers=(Wrong(text),))
    assert [(item.rule, item.patch) for item in found] == [("eval", None)]


async def test_what_people_have_taken_in_gets_a_patch_like_what_is_shown(workers: Workers) -> None:
    file = added("def f(x):\n    return eval(x)\n\n\ndef g(y):\n    return eval(y)\n", "a/b.py")
    change = Change((file,), (file.path,))
    settings = ReviewSettings(review=ReviewTable(most_comments=1))
    told: list[Stage] = []

    async def tell(stage: Stage) -> None:
        told.append(stage)

    async def look(taken: frozenset[str]) -> Assessment:
        return await assess(
            change, settings, seconds=90, workers=workers, analysers=(Wrong("    return int(0)"),),
            suggestions=True, taken=taken, tell=tell,
        )  # fmt: skip

    first = await look(frozenset())
    (left_out,) = first.more
    assert left_out.patch is None
    assert told[-1] == Stage("fixes", "1 fix tried, 1 kept", "complete")
    _, mark = fingerprints([*first.findings, left_out], change.files)
    again = await look(frozenset({mark}))
    assert [one.patch is not None for one in (*again.findings, *again.more)] == [True, True]
    assert again.more[0].line == left_out.line
    assert told[-1] == Stage("fixes", "2 fixes tried, 2 kept", "complete")


async def test_a_patch_that_does_what_it_should_is_offered(workers: Workers) -> None:
    file = added("def f(x):\n    return eval(x)\n", "a/b.py")
    (found,) = await review(workers, file, analysers=(Wrong("    return int(x)"),))
    assert found.patch == Patch(path="a/b.py", line=2, end_line=2, text="    return int(x)")


async def test_nothing_is_offered_without_time_or_without_being_asked(workers: Workers) -> None:
    file = added("def f(x):\n    return eval(x)\n", "a/b.py")
    change = Change((file,), (file.path,))
    analyser = Wrong("    return int(x)")
    heard = {analyser.name: Heard()}
    await run_apart((analyser,), change, 30, heard, workers)
    found = heard[analyser.name].findings
    assert found[0].patch is not None
    late = await suggest(found, change, heard, (analyser,), 0.5, workers)
    assert [item.patch for item in late] == [None]
    unasked = await assess(change, seconds=60, workers=workers, analysers=(analyser,))
    assert [item.patch for item in unasked.findings] == [None]


async def test_another_problem_on_the_same_line_stays_and_does_not_count_as_new(workers: Workers) -> None:
    text = "import requests\n\n\ndef get(url):\n    return requests.get(url, verify=False)\n"
    found = {item.rule: item.patch for item in await review(workers, added(text, "shop/get.py"))}
    verified, timed = found["tls-not-verified"], found["no-timeout"]
    assert verified is not None
    assert timed is not None
    assert "verify=False" not in verified.text
    assert "timeout" not in verified.text
    assert timed.text == "    return requests.get(url, verify=False, timeout=10)"


async def test_a_fix_that_wants_a_far_import_is_said_in_words(workers: Workers) -> None:
    rows = "".join(f"A{number} = {number}\n" for number in range(20))
    text = f"import csv\n\n{rows}\n\ndef read(row):\n    return csv, eval(row['tags'])\n"
    (found,) = [item for item in await review(workers, added(text, "shop/far.py")) if item.rule == "eval"]
    assert found.patch is None
    assert found.suggestion == "Write `return csv, ast.literal_eval(row['tags'])` and `import ast`."


@pytest.mark.parametrize(("between", "offered"), [(0, True), (5, False)])
async def test_lines_outside_of_the_diff_are_not_replaced(
    workers: Workers, between: int, offered: bool
) -> None:
    head, remarks = "def add(item, basket=[]):\n", "    # why\n" * between
    text = f"{head}{remarks}    basket.append(item)\n    return basket\n"
    file = SourceFile("shop/a.py", text, frozenset({1}), before="x = 1\n")
    found = [item for item in await review(workers, file, analysers=RUFF) if item.rule == "B006"]
    assert [item.patch is not None for item in found] == [offered]


async def test_a_patch_is_formatted_where_the_file_is(workers: Workers) -> None:
    neat = added("def f(x):\n    return eval(x)\n", "a/b.py")
    (found,) = await review(workers, neat, analysers=(Wrong("    return int( x ) "),))
    assert found.patch is not None
    assert found.patch.text == "    return int(x)"
    loose = added("def f( x ):\n    return eval( x )\n", "a/b.py")
    (found,) = await review(workers, loose, analysers=(Wrong("    return int( x )"),))
    assert found.patch is not None
    assert found.patch.text == "    return int( x )"
    (found,) = await review(workers, loose, analysers=(Wrong("    return int( x ) "),))
    assert found.patch is None


async def test_tabs_and_a_missing_last_line_break_are_kept(workers: Workers) -> None:
    text = "import requests\n\n\ndef get(url):\n\tif url:\n\t\treturn requests.get(url)"
    (found,) = [
        item for item in await review(workers, added(text, "shop/tabs.py")) if item.rule == "no-timeout"
    ]
    assert found.patch is not None
    assert found.patch.text == "\t\treturn requests.get(url, timeout=10)"


async def test_a_flow_into_another_file_is_followed_again(workers: Workers) -> None:
    view = (
        "from flask import Flask, request\nfrom shop.orders import find\n\napp = Flask(__name__)\n\n\n"
        "@app.route('/orders')\ndef orders():\n    return str(find(request.args['customer']))\n"
    )
    orders = (
        "import sqlite3\n\n\ndef find(customer):\n    db = sqlite3.connect('shop.db')\n"
        "    return db.execute(f\"SELECT id FROM orders WHERE customer = '{customer}'\").fetchall()\n"
    )
    found = await review(workers, added(view, "shop/views.py"), added(orders, "shop/orders.py"))
    (sql,) = [item for item in found if item.cwe == "CWE-89"]
    assert "dataflow" in sql.analyser
    assert sql.patch is not None
    assert "customer = ?" in sql.patch.text


async def test_strange_files_break_nothing(workers: Workers) -> None:
    deep = "x = " + "(" * 5_000 + "1" + ")" * 5_000 + "\n"
    long = "import requests\nrequests.get('" + "a" * 200_000 + "')\n"
    broken = "def f(:\n    return eval(x\n"
    good = "import requests\n\n\ndef get(url):\n    return requests.get(url)\n"
    files = [
        added(text, f"odd/{name}.py")
        for name, text in {"deep": deep, "long": long, "broken": broken, "good": good}.items()
    ]
    found = await asyncio.wait_for(review(workers, *files), 110)
    offered = [item.path for item in found if item.patch is not None and item.rule == "no-timeout"]
    assert "odd/good.py" in offered
