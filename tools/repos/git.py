"""A plain git repository on this machine, read with the `git` program."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from storage import RepositoryEntry
from tools.repos.archive import MAX_FILE as MAX_SCANNED
from tools.repos.archive import MAX_TOTAL
from tools.repos.base import (
    Check,
    CodeMatch,
    CommitDetail,
    CommitSummary,
    Comparison,
    Deployment,
    FileBlob,
    PullDetail,
    PullState,
    PullSummary,
    Snapshot,
)
from tools.repos.diff import read_changes
from tools.repos.git_command import GitCommand, GitFailedError
from tools.repos.lines import MAX_LINE
from tools.repos.remote import page_of, web_address
from tools.tool import ToolError

MAX_FILE = 5_000_000  # bytes of one file
MAX_MATCHES = 100

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
_FORMAT = "%H%x00%P%x00%an%x00%cI%x00%B"
_FIELDS = 5
_REF = re.compile(r"(?![-.])[\w./+@{}~^#-]{1,250}")


class GitProvider:
    """One repository in a folder. It has commits and files, but no pull requests and no deployments.

    Args:
        entry: its entry in the catalogue; `path` says where it stands.
    """

    source: Literal["github", "git"] = "git"

    def __init__(self, entry: RepositoryEntry) -> None:
        if entry.path is None:
            raise ToolError(f"The repository {entry.name} has no path.", "Give it a `path` in the catalogue.")
        self.name = entry.name
        self.path = Path(entry.path).expanduser()
        self._git = GitCommand(self.path)
        self._page: str | None = None

    async def _resolve(self, ref: str | None) -> str:
        """The commit that a ref means. Only hashes reach other commands, so no ref can act as an option."""
        name = ref or "HEAD"
        if _REF.fullmatch(name) is None:
            raise ToolError(f"{name!r} is no name of a commit.", "Give a branch, a tag or a hash.")
        try:
            output = await self._git.run(
                "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
            )
        except GitFailedError as error:
            if error.said:
                raise self._unusable(error) from error
            if ref is None:
                raise ToolError(
                    f"The repository {self.name} has no commits yet.", "Commit something first."
                ) from error
            raise ToolError(f"{self.name} has no commit {name}.", "Check the branch, tag or hash.") from error
        return output.decode().strip()

    def _unusable(self, error: GitFailedError) -> ToolError:
        return ToolError(
            f"git can't read the repository at {self.path}: {error.said.splitlines()[-1]}.",
            "Check the path; it must be a git repository.",
        )

    async def _run(self, *arguments: str) -> bytes:
        try:
            return await self._git.run(*arguments)
        except GitFailedError as error:
            raise self._unusable(error) from error

    async def _log(self, *arguments: str, paths: Sequence[str] = ()) -> list[tuple[CommitSummary, list[str]]]:
        output = await self._run("log", "-z", f"--format={_FORMAT}", *arguments, "--", *paths)
        fields = output.decode(errors="replace").split("\0")
        page = await self._web()
        found = []
        for start in range(0, len(fields) - _FIELDS + 1, _FIELDS):
            sha, parents, author, at, message = fields[start : start + _FIELDS]
            sha = sha.strip()
            url = f"{page}/commit/{sha}" if page else None
            summary = CommitSummary(
                sha=sha, message=message.strip(), author=author, at=datetime.fromisoformat(at), url=url
            )
            found.append((summary, parents.split()))
        return found

    async def _web(self) -> str | None:
        """Where people read this repository, when its remote is a known home on the web."""
        if self._page is None:
            try:
                remote = await self._git.run("config", "--get", "remote.origin.url")
            except GitFailedError:
                remote = b""
            self._page = web_address(remote.decode(errors="replace").strip()) or ""
        return self._page or None

    async def list_commits(
        self,
        repository: str,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        path: str | None = None,
        author: str | None = None,
        ref: str | None = None,
        limit: int = 30,
    ) -> list[CommitSummary]:
        """Commits, newest first."""
        options = [f"--max-count={limit}"]
        if since:
            options.append(f"--since={since.isoformat()}")
        if until:
            options.append(f"--until={until.isoformat()}")
        if author:
            options += ["--fixed-strings", "--regexp-ignore-case", f"--author={author}"]
        sha = await self._resolve(ref)
        commits = await self._log(*options, sha, paths=(path,) if path else ())
        return [commit for commit, _ in commits]

    async def get_commit(self, repository: str, ref: str) -> CommitDetail:
        """One commit with its changes."""
        sha = await self._resolve(ref)
        commit, parents = (await self._log("-1", sha))[0]
        before = parents[0] if parents else EMPTY_TREE
        numbers, patch = await self._diff(before, sha)
        return CommitDetail(**commit.model_dump(), parents=parents, files=read_changes(numbers, patch))

    async def _diff(self, before: str, after: str) -> tuple[bytes, bytes]:
        options = ("-M", "--no-color", "--no-ext-diff", "--no-textconv")
        return await asyncio.gather(
            self._run("diff", "--raw", "--numstat", "-z", *options, before, after, "--"),
            self._run("diff", "-p", *options, before, after, "--"),
        )

    async def compare(self, repository: str, base: str, head: str) -> Comparison:
        """What `head` has that `base` has not."""
        old, new = await asyncio.gather(self._resolve(base), self._resolve(head))
        try:
            start = (await self._git.run("merge-base", old, new)).decode().strip()
        except GitFailedError as error:
            raise ToolError(f"{base} and {head} have no commit in common.", "Compare two others.") from error
        counts = (await self._run("rev-list", "--left-right", "--count", f"{old}...{new}", "--")).split()
        commits = await self._log("--max-count=250", f"{old}..{new}")
        files = read_changes(*await self._diff(start, new))
        page = await self._web()
        return Comparison(
            base=base, head=head, ahead=int(counts[1]), behind=int(counts[0]),
            commits=[commit for commit, _ in reversed(commits)], files=files,
            url=f"{page}/compare/{old}...{new}" if page else None, merge_base=start,
        )  # fmt: skip

    async def list_pull_requests(
        self, repository: str, *, state: PullState = "open", since: datetime | None = None, limit: int = 30
    ) -> list[PullSummary]:
        """None: pull requests live at the home of a repository, not in it."""
        return []

    async def get_pull_request(self, repository: str, number: int) -> PullDetail:
        """Always an error: see `list_pull_requests`."""
        raise self._no_pulls()

    async def list_pull_commits(self, repository: str, number: int) -> list[CommitSummary]:
        """Always an error: see `list_pull_requests`."""
        raise self._no_pulls()

    def _no_pulls(self) -> ToolError:
        return ToolError(
            f"{self.name} is a plain git repository and has no pull requests.",
            "Ask about a commit or a branch, or name the repository on GitHub.",
        )

    async def list_deployments(
        self, repository: str, *, since: datetime, limit: int = 20
    ) -> list[Deployment]:
        """None: git keeps no deployments."""
        return []

    async def list_checks(self, repository: str, ref: str) -> list[Check]:
        """None: git keeps no checks."""
        return []

    async def list_files(self, repository: str, ref: str | None = None) -> list[str]:
        """The paths of all files."""
        sha = await self._resolve(ref)
        output = await self._run("ls-tree", "-r", "-z", "--name-only", "--full-tree", sha)
        return [path for path in output.decode(errors="replace").split("\0") if path]

    async def read_file(self, repository: str, path: str, ref: str | None = None) -> FileBlob:
        """One file."""
        sha = await self._resolve(ref)
        output = await self._run("ls-tree", "-z", "-l", "--full-tree", sha, "--", path)
        lines = [line for line in output.decode(errors="replace").split("\0") if line]
        if not lines:
            raise ToolError(
                f"{self.name} has no {path} at {ref or sha[:8]}.", "Check the path and the commit."
            )
        about, _, _ = lines[0].partition("\t")
        _, kind, blob, size = about.split()
        if kind != "blob":
            raise ToolError(f"{path} is a folder.", "Ask for a file in it.")
        if int(size) > MAX_FILE:
            raise ToolError(f"{path} is too large to read ({size} bytes).", "Open it on your machine.")
        data = await self._run("cat-file", "blob", blob)
        return FileBlob(path, ref or sha, sha, data, await self.link(repository, path, sha))

    async def snapshot(self, repository: str, ref: str | None = None) -> Snapshot:
        """All files at once. Not by `git archive`, which runs the filters that a repository names."""
        sha = await self._resolve(ref)
        rows = (await self._run("ls-tree", "-r", "-z", "-l", "--full-tree", sha)).decode(errors="replace")
        wanted: dict[str, str] = {}
        skipped: dict[str, str] = {}
        for row in rows.split("\0")[:-1]:
            about, _, path = row.partition("\t")
            _, kind, blob, size = about.split()
            if kind == "blob" and int(size) <= MAX_SCANNED:
                wanted[path] = blob
            elif kind == "blob":
                skipped[path] = f"larger than {MAX_SCANNED // 1_000_000} MB"
        given = "".join(f"{blob}\n" for blob in wanted.values()).encode()
        output = await self._git.run("cat-file", "--batch", limit=MAX_TOTAL, given=given)
        return Snapshot(sha, dict(zip(wanted, _batch(output), strict=True)), skipped)

    async def search_code(self, repository: str, text: str, path: str | None = None) -> list[CodeMatch]:
        """Places where a text stands, at HEAD."""
        sha = await self._resolve(None)
        options = ("-n", "-I", "-i", "--fixed-strings", "--full-name", "--no-color", "-z", "--max-count=20")
        where = ("--", path) if path else ("--",)
        try:
            output = await self._git.run("grep", *options, "-e", text, sha, *where)
        except GitFailedError as error:
            if not error.said:  # git's way of saying that it found nothing
                return []
            raise self._unusable(error) from error
        found = []
        for row in output.decode(errors="replace").splitlines()[:MAX_MATCHES]:
            place, number, line = row.split("\0", 2)
            name = place.partition(":")[2]
            url = await self.link(repository, name, sha, int(number))
            found.append(CodeMatch(path=name, line=int(number), text=line[:MAX_LINE].strip(), url=url))
        return found

    async def link(self, repository: str, path: str, ref: str, line: int | None = None) -> str | None:
        """The address on the web, or of the file on this machine."""
        page = await self._web()
        if page:
            return page_of(page, path, ref, line)
        return (self.path.resolve() / path).as_uri()

    async def check(self) -> str:
        """Where the repository stands, and its newest commit."""
        return f"{self.path} at {(await self._resolve(None))[:8]}"


def _batch(output: bytes) -> Iterator[bytes]:
    """The contents in the output of `git cat-file --batch`: a line with the size before each."""
    start = 0
    while start < len(output):
        end = output.index(b"\n", start)
        size = int(output[start:end].rsplit(b" ", 1)[1])
        yield output[end + 1 : end + 1 + size]
        start = end + size + 2
