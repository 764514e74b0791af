"""A change made of what stands on this machine, whatever stands there."""

import os
import subprocess
from pathlib import Path

import pytest

from tools.analysis.change import Change, SourceFile
from tools.analysis.local import load_revisions, load_tree, settings_of
from tools.tool import ToolError


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit, tagged `before`."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    (folder / "app").mkdir()
    (folder / "app" / "cart.py").write_text("import json\n\n\ndef total(cart):\n    return 1\n")
    (folder / "app" / "prices.py").write_text("def price():\n    return 2\n")
    (folder / "app" / "other.py").write_text("from app import cart\n\ncart.total({})\n")
    (folder / ".quarterdeck.toml").write_text('[rules]\noff = ["missing-test"]\n')
    commit(folder, "before")
    return folder


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=Tom", "-c", "user.email=tom@example.com", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def commit(folder: Path, tag: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", tag)
    git(folder, "tag", tag)


def file(change: Change, path: str) -> SourceFile:
    found = change.file(path)
    assert found is not None, [one.path for one in change.files]
    return found


async def test_two_revisions_with_the_new_lines_and_the_text_before(repository: Path) -> None:
    (repository / "app" / "cart.py").write_text(
        "import json\n\n\ndef total(cart):\n    x = 2\n    return x\n"
    )
    git(repository, "mv", "app/prices.py", "app/costs.py")
    (repository / "app" / "costs.py").write_text("def price():\n    return 2\n\n\nprice()\n")
    (repository / "new.sh").write_text("ls\n")
    (repository / ".quarterdeck.toml").write_text("[review]\nenabled = false\n")
    commit(repository, "after")
    change, settings, old, new = await load_revisions(repository, "before", "after")
    cart, costs, new_file = file(change, "app/cart.py"), file(change, "app/costs.py"), file(change, "new.sh")
    assert (set(cart.changed), cart.added) == ({5, 6}, False)
    assert cart.before == "import json\n\n\ndef total(cart):\n    return 1\n"
    assert (costs.previous_path, set(costs.changed)) == ("app/prices.py", {3, 4, 5})
    assert (set(new_file.changed), new_file.added, new_file.before) == ({1}, True, None)
    assert "app/other.py" in change.context
    assert (len(old), len(new)) == (40, 40)
    # A change can't switch its own review off.
    assert settings.review.enabled
    assert settings.rules.off == ["missing-test"]


async def test_the_work_tree_with_what_is_not_committed(repository: Path) -> None:
    (repository / "app" / "cart.py").write_text("import json\n\n\ndef total(cart):\n    return 3\n")
    (repository / "untracked.py").write_text("a = 1\nb = 2\n")
    (repository / ".gitignore").write_text("*.log\n")
    (repository / "a.log").write_text("not looked at\n")
    (repository / "out.py").symlink_to("/etc/passwd")
    change, _, _, _ = await load_revisions(repository, "HEAD")
    assert file(change, "app/cart.py").changed == {5}
    new = file(change, "untracked.py")
    assert (set(new.changed), new.added) == ({1, 2}, True)
    assert change.skipped["out.py"] == "it is a symbolic link"
    assert change.file("a.log") is None
    assert change.root == repository


async def test_what_is_gone_and_who_still_has_a_name_that_lost_a_use(repository: Path) -> None:
    (repository / "app" / "cart.py").write_text(
        "from app.prices import price\n\n\ndef total():\n    return price()\n"
    )
    (repository / "README.txt").write_text("price is a function\n")
    commit(repository, "uses")
    (repository / "app" / "cart.py").write_text("def total():\n    return 2\n")
    git(repository, "rm", "-q", "app/other.py")
    (repository / "new.py").write_text("x = 1\n")
    for head in (None, "HEAD"):
        if head:
            commit(repository, "after")
        change, _, _, _ = await load_revisions(repository, "uses", head)
        assert change.gone == {"app/other.py": "from app import cart\n\ncart.total({})\n"}
        assert {"app/cart.py", "app/prices.py", "new.py"} <= change.tree
        assert "app/other.py" not in change.tree
        assert "app/prices.py" in change.context
        assert change.named == {
            "price": frozenset({"app/prices.py", "README.txt"}),
            "total": frozenset({"app/cart.py"}),
        }
        assert change.file("app/other.py") is None


async def test_what_nobody_can_review_is_named_with_the_reason(repository: Path) -> None:
    (repository / "logo.png").write_bytes(b"\x89PNG\x00" * 10)
    (repository / "huge.js").write_text("x" * 5_000_000)
    (repository / "app.min.js").write_text("a\n")
    (repository / "long.js").write_text("a" * 6_000)
    (repository / "vendor").mkdir()
    (repository / "vendor" / "lib.go").write_text("package lib\n")
    (repository / "api.go").write_text("// Code generated by protoc. DO NOT EDIT.\npackage api\n")
    (repository / "link.py").symlink_to("/etc/passwd")
    (repository / "bad\x1b[2J\nname.py").write_text("eval(x)\n")
    (repository / os.fsdecode(b"latin-\xe9.py")).write_text("eval(x)\n")
    (repository / "poetry.lock").write_text('[[package]]\nname = "a"\nversion = "1"\n')
    inner = repository / "module"
    inner.mkdir()
    git(inner, "init", "-q")
    (inner / "a.py").write_text("eval(x)\n")
    commit(inner, "inner")
    commit(repository, "after")
    change, _, _, _ = await load_revisions(repository, "before", "after")
    assert {one.path for one in change.files} == {"bad\x1b[2J\nname.py", "latin-\\xe9.py", "poetry.lock"}
    assert dict(change.skipped) == {
        "logo.png": "it is binary",
        "huge.js": "it is larger than 500 kB",
        "app.min.js": "it is generated",
        "long.js": "it is minified",
        "vendor/lib.go": "it is vendored",
        "api.go": "it is generated",
        "link.py": "it is a symbolic link",
        "module": "it is a submodule",
    }


async def test_a_change_of_hundreds_of_files(repository: Path) -> None:
    for number in range(450):
        (repository / f"part{number}.py").write_text(f"x = {number}\n" * 20)
    commit(repository, "after")
    change, _, _, _ = await load_revisions(repository, "before", "after")
    assert len(change.files) == 450
    assert all(len(one.changed) == 20 for one in change.files)


async def test_what_is_no_repository_or_no_revision_is_said(repository: Path, tmp_path: Path) -> None:
    for folder, base, head in (
        (tmp_path, "main", "main"),
        (tmp_path / "nowhere", "main", "main"),
        (repository, "no-such", "main"),
        (repository, "main", "--output=/tmp/x"),
    ):
        with pytest.raises(ToolError):
            await load_revisions(folder, base, head)


async def test_a_tree_without_what_leads_out_of_it(repository: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.py").write_text("eval(x)\n")
    (repository / "folder").symlink_to(outside)
    (repository / "file.py").symlink_to(outside / "secret.py")
    os.mkfifo(repository / "pipe.py")
    change = await load_tree(repository)
    assert [one.path for one in change.files] == [
        ".quarterdeck.toml",
        "app/cart.py",
        "app/other.py",
        "app/prices.py",
    ]
    assert change.whole
    assert file(change, "app/cart.py").changed == {1, 2, 3, 4, 5}
    assert change.skipped == {
        "folder": "it is a symbolic link",
        "file.py": "it is a symbolic link",
        "pipe.py": "it is not a file",
    }
    assert (await settings_of(repository)).rules.off == ["missing-test"]


async def test_one_file_and_none(repository: Path) -> None:
    change = await load_tree(repository / "app" / "cart.py")
    assert [one.path for one in change.files] == ["cart.py"]
    with pytest.raises(ToolError):
        await load_tree(repository / "nothing")


async def test_callers_anywhere_in_the_tree_are_in_sight(repository: Path) -> None:
    (repository / "far" / "away").mkdir(parents=True)
    (repository / "far" / "away" / "main.py").write_text("import app.cart\n\napp.cart.total(1)\n")
    commit(repository, "caller")
    (repository / "app" / "cart.py").write_text("def total(cart, rate):\n    return 1\n")
    commit(repository, "after")
    change, _, _, _ = await load_revisions(repository, "caller", "after")
    assert {"app/other.py", "far/away/main.py"} <= set(change.context)
