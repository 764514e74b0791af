"""Read a bare git repository, without blocking the event loop."""

import asyncio
import os
import re
import subprocess
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sandbox.github.diff import FileChange, read_changes

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
ENVIRONMENT = {
    "PATH": os.environ.get("PATH", os.defpath),
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "LC_ALL": "C.UTF-8",
}

_FIELDS = "%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B"
_SHA = re.compile(r"[0-9a-f]{4,40}")
_REF = re.compile(r"(?!-)[\w./+@#-]+")


class GitError(Exception):
    """git said no."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who made a commit, and when."""

    name: str
    email: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CommitInfo:
    """A commit without its changes."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    author: Person
    committer: Person
    message: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a tree; `size` only for blobs."""

    mode: str
    kind: str
    sha: str
    path: str
    size: int | None


class Git:
    """One repository. Answers are kept until somebody pushes.

    Args:
        path: the bare repository.
        threads: where git runs. Not in asyncio's own threads: a client in the same process may fill
            those with calls that wait for our answer.
    """

    def __init__(self, path: Path, threads: Executor) -> None:
        self.path = path
        self._threads = threads
        self._pushes = 0
        self._kept = lru_cache(maxsize=2048)(self._call)

    def forget(self) -> None:
        """The repository has changed: what was answered before counts no more."""
        self._pushes += 1

    def _call(self, pushes: int, arguments: tuple[str, ...]) -> bytes:
        done = subprocess.run(  # noqa: S603 - a fixed program, no shell
            ["git", "-C", str(self.path), *arguments],  # noqa: S607 - git is where the person has it
            capture_output=True, check=False, timeout=20, env=ENVIRONMENT,
        )  # fmt: skip
        if done.returncode:
            raise GitError(done.stderr.decode(errors="replace").strip())
        return done.stdout

    async def run(self, *arguments: str) -> bytes:
        """The output of a git command; GitError when it fails."""
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, self._kept, self._pushes, arguments
        )

    async def point(self, ref: str, sha: str) -> None:
        """Let a ref name a commit."""
        await self.run("update-ref", ref, sha)
        self.forget()

    async def resolve(self, ref: str) -> str | None:
        """The commit that a branch, a tag, a full ref or a (shortened) hash means."""
        if _REF.fullmatch(ref) is None or ".." in ref or "@{" in ref:
            return None
        names = [f"refs/heads/{ref}", f"refs/tags/{ref}", f"refs/{ref}" if "/" in ref else ref]
        for name in [*names, ref] if _SHA.fullmatch(ref) else names:
            try:
                found = await self.run(
                    "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
                )
            except GitError:
                continue
            return found.decode().strip()
        return None

    async def log(self, *arguments: str, paths: tuple[str, ...] = ()) -> list[CommitInfo]:
        """Commits by `git log`'s own arguments, newest first."""
        output = await self.run("log", "-z", f"--format={_FIELDS}", *arguments, "--", *paths)
        parts = output.decode(errors="replace").rstrip("\0").split("\0")
        size = _FIELDS.count("%x00") + 1
        return [_commit(parts[start : start + size]) for start in range(0, len(parts) - size + 1, size)]

    async def commit(self, sha: str) -> CommitInfo:
        """One commit by its hash."""
        return (await self.log("-1", sha))[0]

    async def count(self, span: str) -> int:
        """How many commits a span such as `a..b` holds."""
        return int(await self.run("rev-list", "--count", span))

    async def merge_base(self, one: str, other: str) -> str:
        """The commit where two lines of history parted."""
        return (await self.run("merge-base", one, other)).decode().strip()

    async def refs(self, prefix: str) -> list[tuple[str, str, str, str]]:
        """Name, hash, kind and commit of each ref under a prefix; an annotated tag's hash is its own."""
        form = "--format=%(refname)%00%(objectname)%00%(objecttype)%00%(*objectname)"
        lines = (await self.run("for-each-ref", form, prefix)).decode().splitlines()
        rows = (line.split("\0") for line in lines)
        return [(name, sha, kind, target or sha) for name, sha, kind, target in rows]

    async def tree(self, sha: str, *options: str, path: str = "") -> list[Entry]:
        """The entries of a tree; with `path` those at it (a trailing slash looks inside)."""
        where = ("--", path) if path else ()
        output = await self.run("ls-tree", "-z", "-l", *options, sha, *where)
        entries = []
        for line in output.decode(errors="replace").split("\0")[:-1]:
            about, name = line.split("\t", 1)
            mode, kind, blob, size = about.split()
            entries.append(Entry(mode, kind, blob, name, None if size == "-" else int(size)))
        return entries

    async def blob(self, sha: str) -> bytes:
        """The content of a blob."""
        return await self.run("cat-file", "blob", sha)

    async def changes(self, before: str, after: str) -> list[FileChange]:
        """What changed between two trees or commits, file by file."""
        options = ("-M", "--no-color", "--no-ext-diff", "--full-index")
        numbers, patch = await asyncio.gather(
            self.run("diff", "--raw", "--numstat", "-z", "--abbrev=40", *options, before, after),
            self.run("diff", "-p", *options, before, after),
        )
        return read_changes(numbers, patch.decode(errors="replace"))

    async def changes_of(self, commit: CommitInfo) -> list[FileChange]:
        """What a commit changed, against its first parent."""
        return await self.changes(commit.parents[0] if commit.parents else EMPTY_TREE, commit.sha)


def _commit(fields: list[str]) -> CommitInfo:
    sha, tree, parents, name, email, at, c_name, c_email, c_at, message = fields
    return CommitInfo(
        sha.strip(), tree, tuple(parents.split()),
        Person(name, email, datetime.fromisoformat(at)),
        Person(c_name, c_email, datetime.fromisoformat(c_at)),
        message.rstrip("\n"),
    )  # fmt: skip
