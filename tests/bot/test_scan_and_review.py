"""`quarterdeck scan` and `quarterdeck review`, as processes of their own without any configuration."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).parent / "quarterdeck"
KEYS = ["path", "line", "end_line", "rule", "cwe", "severity", "confidence", "title", "analyser"]


def quarterdeck(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the program, as a person would in that folder."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [PROGRAM, *arguments],
        cwd=folder,
        env=kept | {"QUARTERDECK_HOME": str(folder / "home")},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder with a hole in it, and with what nobody can read."""
    folder = tmp_path / "tree"
    (folder / "app").mkdir(parents=True)
    (folder / "app" / "load.py").write_text(
        "import yaml\n\n\ndef load(text):\n    return yaml.load(text)  # nosec\n"
    )
    (folder / "app" / "run.sh").write_text('#!/bin/sh\ncd /srv || exit\nrm -rf "$1/"*\n')
    (folder / "logo.png").write_bytes(b"\x89PNG\x00")
    (folder / "broken.py").write_text("def f(:\n")
    # A folder of this name must not stand in for ours.
    (folder / "tools").mkdir()
    (folder / "tools" / "__init__.py").write_text("raise SystemExit('not ours')\n")
    return folder


def test_scan_prints_findings_alone_and_says_the_rest_elsewhere(tree: Path) -> None:
    done = quarterdeck(tree, "scan", ".", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert all(list(item) == KEYS for item in found)
    places = {(item["path"], item["line"], item["cwe"]) for item in found}
    assert ("app/run.sh", 3, "CWE-22") in places
    assert ("broken.py", 1) in {(path, line) for path, line, _ in places}
    assert "not looked at: logo.png: it is binary" in done.stderr
    assert "bandit could not read broken.py: " in done.stderr
    assert not (tree / "home").exists()


def test_scan_fails_where_it_is_told_to(tree: Path) -> None:
    assert quarterdeck(tree, "scan", "app/run.sh", "--fail-on", "high").returncode == 1
    wrong = quarterdeck(tree, "scan", "app", "--fail-on", "awful")
    assert (wrong.returncode, "--fail-on is one of critical" in wrong.stderr) == (1, True)
    nothing = quarterdeck(tree, "scan", "nowhere")
    assert (nothing.returncode, "There is no nowhere" in nothing.stderr) == (1, True)


def test_review_looks_at_what_changed(tree: Path) -> None:
    def git(*arguments: str) -> None:
        command = ["git", "-c", "user.name=Tom", "-c", "user.email=tom@example.com", *arguments]
        subprocess.run(command, cwd=tree, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-q", "-m", "first")
    (tree / "app" / "run.sh").write_text("#!/bin/sh\ncd /srv || exit\n")
    (tree / "deploy.sh").write_text('#!/bin/sh\nrm -rf "$1/"*\n')
    git("add", "-A")
    git("commit", "-q", "-m", "second")
    done = quarterdeck(tree, "review", "--repo", ".", "--base", "HEAD~1", "--head", "HEAD", "--json")
    assert done.returncode == 0, done.stderr
    (found,) = json.loads(done.stdout)
    assert list(found) == KEYS
    assert (found["path"], found["line"], found["rule"]) == ("deploy.sh", 2, "SC2115")
    (tree / "more.sh").write_text('#!/bin/sh\nrm -rf "$2/"*\n')
    uncommitted = quarterdeck(tree, "review", "--fail-on", "high")
    assert (uncommitted.returncode, uncommitted.stdout.count("\n")) == (1, 1)
    assert uncommitted.stdout.startswith("more.sh:2: high: ")
