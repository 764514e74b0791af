"""The adapters of programs: each reports real problems at their lines, and leaves clean files alone."""

from pathlib import Path

import pytest

from tests.tools.analysis.analysers.looking import added, every, look, rules
from tools.analysis.analysers.bandit import BanditAnalyser
from tools.analysis.analysers.dead_code import DeadCodeAnalyser
from tools.analysis.analysers.hadolint import HadolintAnalyser
from tools.analysis.analysers.program import run_program
from tools.analysis.analysers.ruff import RuffAnalyser
from tools.analysis.analysers.shellcheck import ShellCheckAnalyser
from tools.analysis.analysers.sqlfluff import SqlfluffAnalyser
from tools.analysis.analysers.zizmor import ZizmorAnalyser
from tools.analysis.change import Analyser, Unread
from tools.findings import Finding, Severity
from tools.tool import ToolError

WORKFLOW = """\
on: pull_request
permissions: {}
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: echo "$TITLE"
        env:
          TITLE: ${{ github.event.pull_request.title }}
"""
CLEAN = {
    "app/load.py": """import json


def load(path):
    with open(path) as file:
        return json.load(file)
""",
    "run.sh": '#!/bin/sh\nset -eu\nfor file in *.txt; do\n  echo "$file"\ndone\n',
    "Dockerfile": """FROM debian:12.5
COPY . /app
RUN apt-get update && apt-get install -y git
USER 1000
CMD ["/app/run"]
""",
    ".github/workflows/ci.yml": WORKFLOW,
    "schema.sql": """CREATE TABLE a (id int PRIMARY KEY);
DELETE FROM a WHERE id = 1;
UPDATE a SET id = 2 WHERE id = 3;
""",
}
EVERY = (
    BanditAnalyser(),
    HadolintAnalyser(),
    RuffAnalyser(),
    ShellCheckAnalyser(),
    SqlfluffAnalyser(),
    ZizmorAnalyser(),
)


@pytest.mark.parametrize("analyser", EVERY, ids=lambda analyser: analyser.name)
def test_a_clean_change_gets_nothing(analyser: Analyser) -> None:
    sure = [
        item
        for item in look(analyser, *(added(text, path) for path, text in CLEAN.items()))
        if item.confidence >= 0.5
    ]
    assert sure == []


@pytest.mark.parametrize("analyser", EVERY, ids=lambda analyser: analyser.name)
def test_odd_names_lead_nowhere(analyser: Analyser) -> None:
    for folder in ("../../..", "/etc", "a/../.."):
        files = [added(text, f"{folder}/{path}") for path, text in CLEAN.items()]
        files += [added("x=\n", f"{folder}/-rf\x1b\n.py"), added("#!/bin/sh\n", f"{folder}/--version")]
        assert {item.path for item in look(analyser, *files)} <= {file.path for file in files}


def test_bandit() -> None:
    text = "import hashlib\nimport yaml\n\nhashlib.md5(b'')  # nosec\nyaml.load(input())\n"
    found = look(BanditAnalyser(), added(text, "a.py"))
    assert [(item.rule, item.line, item.cwe) for item in found] == [
        ("bandit/B324", 4, "CWE-328"),
        ("bandit/B506", 5, "CWE-502"),
    ]
    assert look(BanditAnalyser(), added(text, "tests/test_a.py")) == []
    assert [item for item in every(BanditAnalyser(), added("def f(:\n", "b.py")) if isinstance(item, Unread)]


def test_ruff_gives_the_weakness_and_its_own_safe_fix() -> None:
    text = """import hashlib


def f(a, b):
    hashlib.md5(a)
    return not a in b, f'x'


def g(k):
    return getattr(k, 'x')
"""
    found = {item.rule: item for item in look(RuffAnalyser(), added(text, "a.py"))}
    assert found["S324"].cwe == "CWE-328"
    patch = found["B009"].patch
    assert patch is not None
    assert (patch.line, patch.end_line, patch.text) == (10, 10, "    return k.x")
    assert found["F541"].patch is not None
    assert found["F541"].patch.text == "    return not a in b, 'x'"


def test_in_tests_ruff_looks_for_mistakes_alone() -> None:
    text = "import hashlib\n\n\ndef test_a(a=[]):\n    hashlib.md5(missing)\n"
    assert rules(RuffAnalyser(), added(text, "tests/test_a.py")) == [("B006", 4), ("F821", 5)]


def test_shellcheck() -> None:
    script = '#!/bin/bash\ncd "$1"\nrm -rf "$X/"*\nfor f in $(ls *.x); do\n  echo "$f"\ndone\n'
    found = {item.rule: item for item in look(ShellCheckAnalyser(), added(script, "deploy"))}
    assert {(rule, item.line) for rule, item in found.items()} == {
        ("SC2164", 2),
        ("SC2115", 3),
        ("SC2045", 4),
    }
    assert found["SC2115"].severity is Severity.HIGH
    assert (
        look(ShellCheckAnalyser(), added("cd $1\n", "notes"), added("#!/usr/bin/env python\n", "tool")) == []
    )


def test_hadolint() -> None:
    text = "FROM debian:latest\nADD . /app\nRUN sudo make\nUSER root\n"
    assert rules(HadolintAnalyser(), added(text, "deploy/Dockerfile.web")) == [
        ("DL3002", 4),
        ("DL3004", 3),
        ("DL3007", 1),
        ("DL3020", 2),
    ]


def test_zizmor() -> None:
    text = WORKFLOW.replace('echo "$TITLE"', 'echo "${{ github.event.pull_request.title }}"')
    (found,) = [
        item
        for item in look(ZizmorAnalyser(), added(text, ".github/workflows/ci.yml"))
        if item.confidence >= 0.5
    ]
    assert (found.rule, found.line, found.cwe) == ("zizmor/template-injection", 7, "CWE-94")
    assert look(ZizmorAnalyser(), added(text, "docs/ci.yml")) == []
    broken = added("on: [\n", ".github/workflows/broken.yml")
    both = every(ZizmorAnalyser(), broken, added(text, ".github/workflows/ci.yml"))
    assert [item.path for item in both if isinstance(item, Unread)] == [".github/workflows/broken.yml"]
    assert any(isinstance(item, Finding) and item.line == 7 for item in both)


def test_sqlfluff_reports_what_no_database_reads_and_what_hits_every_row() -> None:
    text = """SELECT 1;

-- tidy up; really
DELETE FROM orders;
UPDATE orders
SET paid = true;
UPDATE a SET b = ';' WHERE c = 1;
"""
    assert rules(SqlfluffAnalyser(), added(text, "a.sql")) == [
        ("sql-without-where", 4),
        ("sql-without-where", 5),
    ]
    broken = "CREATE TABLE a (id int);\nSELEC id FRM a;\n"
    assert rules(SqlfluffAnalyser(), added(broken, "a.sql")) == [("sql-unparsable", 2)]
    for dialect in (
        "CREATE TABLE a (id INT AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;\n",
        "CREATE INDEX CONCURRENTLY b ON a (id);\n",
        "SELECT TOP 5 [id] FROM [a];\n",
        "SELECT * FROM {{ ref('a') }} WHER;\n",
    ):
        assert rules(SqlfluffAnalyser(), added(dialect, "a.sql")) == [], dialect


def test_a_program_that_is_missing_stuck_or_broken_is_said(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="no-such-linter is not installed"):
        run_program("no-such-linter", [], tmp_path, 5)
    with pytest.raises(ToolError, match="took longer"):
        run_program("python", ["-c", "import signal; signal.pause()"], tmp_path, 0.5)
    with pytest.raises(ToolError, match="failed: it exploded"):
        run_program("python", ["-c", "raise SystemExit('it exploded')"], tmp_path, 20)
    with pytest.raises(ToolError, match="nonsense"):
        run_program("python", ["-c", "print('hello')"], tmp_path, 20)


@pytest.mark.parametrize(
    ("analyser", "path", "hostile", "good"),
    [
        (RuffAnalyser(), "deep.py", "x = " + "-" * 18_000 + "1\n", ("a.py", "def f(a=[]): ...\n")),
        (
            DeadCodeAnalyser(),
            "deep.py",
            "x = " + "-" * 18_000 + "1\n",
            ("a.py", "def f():\n    return\n    x\n"),
        ),
    ],
)
def test_one_file_that_is_too_much_does_not_hide_the_others(
    analyser: Analyser, path: str, hostile: str, good: tuple[str, str]
) -> None:
    found = every(analyser, added(hostile, path), added(good[1], good[0]))
    assert {item.path for item in found if isinstance(item, Finding)} == {good[0]}
