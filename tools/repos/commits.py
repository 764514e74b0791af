"""Look at commits: lists, and one with its changes."""

from datetime import UTC, datetime

from tools.connections import Connections
from tools.periods import moment, parse_since
from tools.repos.base import ChangedFile, CommitDetail, CommitSummary
from tools.resource import a_repository
from tools.tool import Effect, ToolResult, tool

MAX_PATCH_SHOWN = 12_000  # characters of all patches of a commit that are shown


def commit_line(commit: CommitSummary) -> str:
    """A commit in one line."""
    return f"{commit.short} {commit.subject} ({commit.author}, {moment(commit.at)})"


def files_text(files: list[ChangedFile], *, patches: bool, limit: int = MAX_PATCH_SHOWN) -> str:
    """Files one a line and, where asked for, their patches until there are too many characters."""
    lines = [f"{file.path}: {file.status}, +{file.additions} -{file.deletions}" for file in files]
    left = limit
    for file in files if patches else []:
        if file.patch is None:
            lines.append(f"\n{file.path}: no text to show (binary, too large, or only moved)")
        elif len(file.patch) > left:
            lines.append(f"\n{file.path}: left out here ({len(file.patch)} characters); see read_diff")
        else:
            left -= len(file.patch)
            lines.append(f"\n--- {file.path}\n{file.patch}")
    return "\n".join(lines)


class CommitList(ToolResult):
    """Commits of a repository, newest first; `more` says that the list was cut."""

    repository: str
    since: datetime | None = None
    until: datetime | None = None
    path: str | None = None
    author: str | None = None
    branch: str | None = None
    commits: list[CommitSummary]
    more: bool = False

    def _span(self) -> str:
        parts = [f"to {self.path}"] if self.path else []
        parts += [f"by {self.author}"] if self.author else []
        parts += [f"on {self.branch}"] if self.branch else []
        parts += [f"since {moment(self.since)}"] if self.since else []
        parts += [f"until {moment(self.until)}"] if self.until else []
        return " ".join(parts)

    def title(self) -> str:
        """How many, and the newest."""
        count = f"{len(self.commits)}{'+' if self.more else ''}"
        newest = f"; the newest is {commit_line(self.commits[0])}" if self.commits else ""
        noun = "commit" if count == "1" else "commits"
        return f"{count} {noun} in {self.repository} {self._span()}".strip() + newest

    def content(self) -> str:
        """One commit a line, with its link."""
        head = f"{self.repository}: {len(self.commits)} commits {self._span()}".strip()
        lines = [f"- {commit_line(commit)} {commit.url or ''}".rstrip() for commit in self.commits]
        if self.more:
            lines.append("There are more; ask for a shorter period or a path.")
        return "\n".join([head, *lines])


class CommitResult(ToolResult):
    """One commit with its changes."""

    repository: str
    commit: CommitDetail

    def title(self) -> str:
        """The commit and its author."""
        return f"{self.repository} {commit_line(self.commit)}"

    def content(self) -> str:
        """Message, files and patches."""
        head = f"{self.repository} commit {self.commit.sha}\n{self.commit.author}, {moment(self.commit.at)}"
        return f"{head}\n\n{self.commit.message}\n\n{files_text(self.commit.files, patches=True)}"


@tool(Effect.READ, a_repository())
async def list_commits(
    connections: Connections,
    repository: str,
    since: str = "7d",
    until: str | None = None,
    path: str | None = None,
    author: str | None = None,
    branch: str | None = None,
    limit: int = 30,
) -> CommitList:
    """List the commits of a repository, newest first.

    Args:
        repository: Its name, such as "payments" or "larkfield/payments".
        since: When the period begins: a date, "yesterday", "24h", "7d".
        until: When it ends, in the same forms; now by default.
        path: Only commits that touch this file or folder.
        author: Only commits of this account, name or e-mail address.
        branch: A branch or tag instead of the default branch.
        limit: At most so many, 1 to 100.
    """
    provider, entry = connections.repository(repository)
    now = datetime.now(UTC)
    begin, end = parse_since(since, now), parse_since(until, now) if until else None
    limit = min(max(limit, 1), 100)
    commits = await provider.list_commits(
        entry.name, since=begin, until=end, path=path, author=author, ref=branch, limit=limit + 1
    )
    return CommitList(
        source=provider.source,
        url=commits[0].url if commits else None,
        repository=entry.name,
        since=begin,
        until=end,
        path=path,
        author=author,
        branch=branch,
        commits=commits[:limit],
        more=len(commits) > limit,
    )


@tool(Effect.READ, a_repository())
async def get_commit(connections: Connections, repository: str, commit: str) -> CommitResult:
    """Show one commit: message, author, files and patch.

    Args:
        repository: Its name, such as "payments".
        commit: A hash (shortened or not), a branch or a tag.
    """
    provider, entry = connections.repository(repository)
    found = await provider.get_commit(entry.name, commit)
    return CommitResult(source=provider.source, url=found.url, repository=entry.name, commit=found)
