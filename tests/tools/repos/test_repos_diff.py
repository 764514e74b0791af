"""Patches as lines: the numbers are those of the files."""

import subprocess
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tools.repos.diff import patch_lines, read_changes

TEXTS = st.lists(st.text("ab +-@\\", max_size=4), max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS, TEXTS)
def test_a_patch_of_git_turns_the_old_lines_into_the_new(
    tmp_path: Path, old: list[str], new: list[str]
) -> None:
    for name, lines in (("old", old), ("new", new)):
        (tmp_path / name).write_text("".join(f"{line}\n" for line in lines))
    command = ["git", "diff", "--no-index", "-M", "--no-color"]
    outputs = [
        subprocess.run(
            [*command, *options, "old", "new"], cwd=tmp_path, capture_output=True, check=False
        ).stdout
        for options in (("--raw", "--numstat", "-z", "--abbrev=40"), ("-p",))
    ]
    changes = read_changes(outputs[0], outputs[1])
    assert len(changes) == (old != new)
    for change in changes:
        shown = list(patch_lines(change.patch))
        assert all(old[line.old - 1] == line.text for line in shown if line.old)
        assert all(new[line.new - 1] == line.text for line in shown if line.new)
        assert change.additions == sum(line.kind == "added" for line in shown)
        assert len(new) - len(old) == change.additions - change.deletions


def test_no_patch_has_no_lines() -> None:
    assert list(patch_lines(None)) == []
