"""`quarterdeck review` and `quarterdeck scan` on what strange and hostile changes bring along."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.bad_input import REASONS, STRANGE_NAME, git, plant
from tests.bot.test_scan_and_review import quarterdeck
from tools.analysis.change import CONTROL, shown


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose last commit brings all of it."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    (folder / "README.md").write_text("# Before\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "before")
    plant(folder)
    git(folder, "commit", "-q", "-m", "after")
    return folder


def printed(done: "subprocess.CompletedProcess[str]") -> str:
    """All that it printed, without the ends of lines."""
    return (done.stdout + done.stderr).replace("\n", "")


def test_a_review_survives_it_and_names_what_it_did_not_look_at(repository: Path) -> None:
    done = quarterdeck(repository, "review", "--base", "HEAD~1", "--head", "HEAD", "--json")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    found = json.loads(done.stdout)
    assert (STRANGE_NAME, 5) in {(one["path"], one["line"]) for one in found}
    for path, why in REASONS.items():
        (line,) = [one for one in done.stderr.splitlines() if one.startswith(f"not looked at: {path}: ")]
        assert why in line
    assert CONTROL.search(printed(done)) is None
    assert "dataflow could not read app/half.py" in done.stderr


def test_it_is_shown_without_what_moves_a_cursor(repository: Path) -> None:
    done = quarterdeck(repository, "review", "--base", "HEAD~1", "--head", "HEAD")
    assert done.returncode == 0, done.stderr
    assert f"{shown(STRANGE_NAME)}:5: " in done.stdout
    assert CONTROL.search(printed(done)) is None


def test_a_base_that_is_gone_is_said(repository: Path) -> None:
    done = quarterdeck(repository, "review", "--base", "gone", "--head", "HEAD")
    assert done.returncode == 1
    assert "gone" in done.stderr
    assert "Traceback" not in done.stderr
