"""`quarterdeck knowledge add`, `pause`, `resume` and `remove`, as people type them."""

from pathlib import Path

import pytest

from tests.bot.test_command_line import quarterdeck


def test_a_folder_is_added_paused_resumed_and_removed(tmp_path: Path, database_url: str) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "pump.md").write_text("# Restart the pump\n\nPress the green knob twice.\n", "utf-8")
    (docs / "broken.pdf").write_bytes(b"not one")
    added = quarterdeck(
        tmp_path, "knowledge", "add", "docs", "--name", "plant", "--audience", "channel:C1", "--audience",
        "channel:C2", DATABASE_URL=database_url,
    )  # fmt: skip
    assert added.returncode == 0
    said = " ".join(added.stderr.split())
    assert "Adding plant (a folder, for channels C1, C2, looked at by */10 * * * *)" in said
    assert "1 new, 0 changed" in said
    assert "broken.pdf: it is damaged, or not a PDF" in said
    for command, told in (("pause", "is not read until"), ("resume", "is read again"), ("remove", "is gone")):
        done = quarterdeck(tmp_path, "knowledge", command, "plant", DATABASE_URL=database_url)
        assert (done.returncode, told in done.stderr) == (0, True), done.stderr
    again = quarterdeck(tmp_path, "knowledge", "pause", "plant", DATABASE_URL=database_url)
    assert again.returncode == 1
    assert "There is no source called plant. There are: none." in again.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nowhere",), "no folder here, no repository and no address"),
        ((".", "--audience", "nobody"), "--audience is nobody"),
        ((".", "--audience", "everyone", "--audience", "channel:C1"), "--audience is everyone channel:C1"),
        ((".", "--schedule", "often"), "--schedule is 'often'; it is a cron line"),
        ((".", "--kind", "joke"), "--kind is 'joke'"),
        (("https://user:word@wiki.example/",), "may not hold a user or a password"),
        (("https://wiki.example/?key=ghp_" + "a1B2" * 9,), "holds a secret"),
    ],
)
def test_what_can_not_be_added_is_said_plainly(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    done = quarterdeck(tmp_path, "knowledge", "add", *arguments)
    assert done.returncode == 1
    assert says in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
