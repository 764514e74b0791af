"""Plain git repositories, also odd and hostile ones."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import RepositoryEntry
from tests.tools.repos.conftest import Connect, Workshop
from tools.repos import changes_since, compare, find_owners, get_commit, list_commits, read_file, search_code
from tools.repos.git import GitProvider
from tools.repos.git_command import GitCommand
from tools.repos.remote import web_address
from tools.tool import ToolError


@pytest.fixture
def provider(workshop: Workshop) -> GitProvider:
    """The workshop's repository."""
    return GitProvider(workshop.entry)


async def test_commits_and_their_changes(workshop: Workshop, provider: GitProvider) -> None:
    first = workshop.commit("Plant a rose", {"garden/rose.py": "red = 1\n"})
    second = workshop.commit("Make it white\n\nFor the neighbour.", {"garden/rose.py": "white = 1\n"})
    newest, oldest = await provider.list_commits("shop")
    assert (newest.sha, oldest.sha) == (second, first)
    assert newest.message == "Make it white\n\nFor the neighbour."
    assert newest.author == "Ada Byron"
    detail = await provider.get_commit("shop", "HEAD")
    assert detail.parents == [first]
    assert detail.files[0].patch == "@@ -1 +1 @@\n-red = 1\n+white = 1"
    root = await provider.get_commit("shop", first[:10])
    assert (root.files[0].status, root.files[0].additions) == ("added", 1)


async def test_filters(workshop: Workshop, provider: GitProvider) -> None:
    workshop.commit("one", {"a.txt": "1"})
    workshop.commit("two", {"b/c.txt": "2"})
    assert [one.subject for one in await provider.list_commits("shop", path="b")] == ["two"]
    assert [one.subject for one in await provider.list_commits("shop", author="ada")] == ["two", "one"]
    assert await provider.list_commits("shop", author="grace") == []
    assert await provider.list_commits("shop", since=datetime.now(UTC) + timedelta(hours=1)) == []
    assert len(await provider.list_commits("shop", limit=1)) == 1


async def test_compare_and_renames(workshop: Workshop, provider: GitProvider) -> None:
    base = workshop.commit("base", {"old name.py": "x = 1\n" * 20})
    workshop.git("mv", "old name.py", "new\tname.py")
    workshop.commit("move", {"more.py": "y = 2\n"})
    found = await provider.compare("shop", base, "main")
    assert (found.ahead, found.behind) == (1, 0)
    assert {(file.status, file.previous, file.path) for file in found.files} == {
        ("added", None, "more.py"),
        ("renamed", "old name.py", "new\tname.py"),
    }


@pytest.mark.parametrize(
    "ref",
    [
        "--upload-pack=touch x",
        "-n1",
        "--output=stolen",
        "",
        " ",
        "a b",
        "main;id",
        "nope",
        "HEAD~99",
        "x" * 300,
    ],
)
async def test_hostile_and_unknown_refs(workshop: Workshop, provider: GitProvider, ref: str) -> None:
    workshop.commit("one", {"a.txt": "1"})
    for call in (
        lambda: provider.get_commit("shop", ref or "--all"),
        lambda: provider.compare("shop", "main", ref or "--all"),
        lambda: provider.read_file("shop", "a.txt", ref or "--all"),
    ):
        with pytest.raises(ToolError):
            await call()
    assert not (workshop.folder / "stolen").exists()


@pytest.mark.parametrize(
    "path", ["--help", "../../etc/passwd", "/etc/passwd", ":(top)a.txt", "*.txt", "nope"]
)
async def test_hostile_paths(workshop: Workshop, provider: GitProvider, path: str) -> None:
    workshop.commit("one", {"a.txt": "1"})
    with pytest.raises(ToolError):
        await provider.read_file("shop", path)


async def test_an_empty_repository(provider: GitProvider) -> None:
    for call in (
        lambda: provider.list_commits("shop"),
        lambda: provider.list_files("shop"),
        lambda: provider.snapshot("shop"),
        lambda: provider.check(),
    ):
        with pytest.raises(ToolError, match="has no commits yet"):
            await call()


async def test_a_folder_that_is_no_repository(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        provider = GitProvider(RepositoryEntry(name="none", provider="git", path=path))
        with pytest.raises(ToolError, match="must be a git repository"):
            await provider.list_commits("none")


async def test_binary_huge_and_foreign_text(workshop: Workshop, connect: Connect) -> None:
    big = b"x" * 5_000_001
    latin = "Gr\xfc\xdfe\n".encode("latin-1")
    workshop.commit("odd", {"logo.png": b"\x89PNG\0\0\1", "latin.txt": latin, "big.bin": big})
    connections = connect(extra=workshop.entry)
    assert (await read_file.function(connections, "shop", "logo.png")).binary
    assert (await read_file.function(connections, "shop", "latin.txt")).text == "Gr\ufffd\ufffde"
    with pytest.raises(ToolError, match="too large to read"):
        await read_file.function(connections, "shop", "big.bin")
    detail = (await get_commit.function(connections, "shop", "HEAD")).commit
    patches = {file.path: file.patch for file in detail.files}
    assert patches["logo.png"] is None
    assert patches["big.bin"] is None


async def test_snapshot_leaves_out_what_is_too_large(workshop: Workshop, provider: GitProvider) -> None:
    workshop.commit(
        "all", {"a.txt": "one\n", "empty": b"", "big.bin": b"y" * 1_000_001, "ü/ö.bin": b"\0\n\n"}
    )
    snapshot = await provider.snapshot("shop")
    assert snapshot.files == {"a.txt": b"one\n", "empty": b"", "ü/ö.bin": b"\0\n\n"}
    assert list(snapshot.skipped) == ["big.bin"]


async def test_settings_of_the_repository_start_no_program(workshop: Workshop, provider: GitProvider) -> None:
    trap = workshop.folder.parent / "trapped"
    program = f"touch {trap}; cat"
    for name in ("core.fsmonitor", "diff.external", "diff.trap.textconv", "filter.trap.smudge", "core.pager",
                 "diff.trap.command"):  # fmt: skip
        workshop.git("config", name, program)
    (workshop.folder / ".git" / "info" / "attributes").write_text("*.txt diff=trap filter=trap\n")
    workshop.git("config", "--unset", "core.fsmonitor")
    workshop.commit("one", {"a.txt": "1\n"})
    workshop.commit("two", {"a.txt": "2\n"})
    trap.unlink(missing_ok=True)
    workshop.git("config", "core.fsmonitor", program)
    await provider.get_commit("shop", "HEAD")
    await provider.snapshot("shop")
    await provider.search_code("shop", "2")
    await provider.read_file("shop", "a.txt")
    assert not trap.exists()


async def test_search(workshop: Workshop, connect: Connect) -> None:
    workshop.commit(
        "one", {"a.py": "def Water(): ...\n\nwater = 1\n", "b/c.py": "water()\n", "logo": b"\0water"}
    )
    connections = connect(extra=workshop.entry)
    found = (await search_code.function(connections, "shop", "water")).matches
    assert [(one.path, one.line) for one in found] == [("a.py", 1), ("a.py", 3), ("b/c.py", 1)]
    assert [one.path for one in (await search_code.function(connections, "shop", "water", "b")).matches] == [
        "b/c.py"
    ]
    assert (await search_code.function(connections, "shop", "--help")).matches == []
    assert (await search_code.function(connections, "shop", "[a-z")).matches == []


async def test_the_tools_on_a_plain_repository(workshop: Workshop, connect: Connect) -> None:
    workshop.commit("Start", {"CODEOWNERS": "* @ada\n/docs/ grace@example.com\n", "docs/a.md": "# A\n"})
    workshop.git("remote", "add", "origin", "git@github.com:garden/shop.git")
    sha = workshop.commit("Write more", {"docs/a.md": "# A\n\nMore.\n"})
    connections = connect(extra=workshop.entry)
    changes = await changes_since.function(connections, "shop", "1h")
    assert [one.subject for one in changes.commits] == ["Write more", "Start"]
    assert (changes.pull_requests, changes.deployments, changes.source) == ([], [], "git")
    assert changes.url == f"https://github.com/garden/shop/commit/{sha}"
    assert (await list_commits.function(connections, "shop", limit=1)).more
    assert (await find_owners.function(connections, "shop", "docs/a.md")).code_owners == ["grace@example.com"]
    assert (await compare.function(connections, "shop", "HEAD~1", "HEAD")).comparison.ahead == 1
    with pytest.raises(ToolError, match="has no pull requests"):
        await GitProvider(workshop.entry).get_pull_request("shop", 1)


async def test_too_much_output_is_cut_off(workshop: Workshop) -> None:
    workshop.commit("one", {"a.txt": "line\n" * 1000})
    with pytest.raises(ToolError, match="too long"):
        await GitCommand(workshop.folder).run("show", "HEAD", limit=100)


@pytest.mark.parametrize(
    ("remote", "page"),
    [
        ("git@github.com:garden/shop.git", "https://github.com/garden/shop"),
        ("https://user:secret@gitlab.example.com/a/b/shop.git", "https://gitlab.example.com/a/b/shop"),
        ("ssh://git@codeberg.org:22/garden/shop", "https://codeberg.org/garden/shop"),
        ("/srv/git/shop.git", None),
        ("file:///srv/git/github.git", None),
        ("https://example.com/shop.git", None),
        ("", None),
    ],
)
def test_pages_of_remotes(remote: str, page: str | None) -> None:
    assert web_address(remote) == page


async def test_parallel_reads(workshop: Workshop, provider: GitProvider) -> None:
    for number in range(5):
        workshop.commit(f"c{number}", {"a.txt": str(number)})
    details = await asyncio.gather(*(provider.get_commit("shop", f"HEAD~{back}") for back in range(5)))
    assert [one.subject for one in details] == ["c4", "c3", "c2", "c1", "c0"]
