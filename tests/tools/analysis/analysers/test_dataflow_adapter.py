"""Flows become findings, and have the last word about what patterns report."""

from tests.tools.analysis.analysers.looking import added, every, look
from tools.analysis.analysers import ANALYSERS
from tools.analysis.analysers.dataflow import DataflowAnalyser
from tools.analysis.assess import assess
from tools.analysis.change import Change, Unread
from tools.analysis.workers import Workers
from tools.findings import Place

APP = """import sqlite3

from flask import Flask, request

app = Flask(__name__)


@app.route("/bad")
def bad():
    name = request.args["name"]
    cursor = sqlite3.connect("x").cursor()
    cursor.execute("SELECT * FROM a WHERE b = '" + name + "'")
    return "done"


@app.route("/good")
def good():
    table = "a"
    cursor = sqlite3.connect("x").cursor()
    cursor.execute("SELECT * FROM " + table)
    return "done"
"""


def test_a_flow_has_its_way_and_its_weakness() -> None:
    (found,) = look(DataflowAnalyser(), added(APP, "app.py"))
    assert (found.path, found.line, found.cwe, found.analyser) == ("app.py", 12, "CWE-89", "dataflow")
    assert found.steps[0] == Place(path="app.py", line=10)


def test_tests_and_other_languages_are_left_alone() -> None:
    assert look(DataflowAnalyser(), added(APP, "tests/test_app.py"), added("x", "a.rb")) == []


def test_what_does_not_parse_is_named() -> None:
    found = every(DataflowAnalyser(), added("def f(:\n", "broken.py"), added(APP, "app.py"))
    assert [item.path for item in found if isinstance(item, Unread)] == ["broken.py"]
    assert len(found) == 2


async def test_in_a_tree_only_what_a_flow_confirms_is_shown(workers: Workers) -> None:
    names = {"dataflow", "patterns", "ruff", "bandit"}
    analysers = [analyser for analyser in ANALYSERS if analyser.name in names]
    tree = Change((added(APP, "app.py"),), whole=True)
    result = await assess(tree, seconds=60, workers=workers, analysers=analysers)
    assert [(item.line, item.cwe) for item in result.findings] == [(12, "CWE-89")]
    assert result.findings[0].analyser.startswith("bandit, dataflow")
    without = [analyser for analyser in analysers if analyser.name != "dataflow"]
    coarse = await assess(tree, seconds=60, workers=workers, analysers=without)
    assert 20 in {item.line for item in coarse.findings}


def test_what_comes_first_is_followed_first_and_the_rest_is_named() -> None:
    """Four seconds are too short for so many files: the first has its flow, others are named."""
    assert look(DataflowAnalyser(), added(APP, "app.py"))
    others = [added(APP.replace("/bad", f"/{number}"), f"a{number}.py") for number in range(6_000)]
    change = Change((added(APP, "z.py"), *others), seconds=4)
    found = list(DataflowAnalyser().analyse(change))
    unread = [item for item in found if isinstance(item, Unread)]
    assert "z.py" in {item.path for item in found if not isinstance(item, Unread)}
    assert any(item.path is None for item in unread)
    assert "z.py" not in {item.path for item in unread}
