"""What changed: since a moment, or between two revisions."""

import asyncio
from datetime import UTC, datetime

from tools.connections import Connections
from tools.periods import moment, parse_since
from tools.repos.base import CommitSummary, Comparison, Deployment, PullSummary, RepositoryProvider
from tools.repos.commits import commit_line, files_text
from tools.resource import Cost, a_repository
from tools.tool import Effect, ToolResult, tool

MAX_COMMITS = 100


class ChangesSince(ToolResult):
    """Commits on the default branch, merged pull requests and deployments after a moment, newest first.

    A commit that came with a merge after the moment counts, however old it is.
    """

    repository: str
    since: datetime
    commits: list[CommitSummary]
    pull_requests: list[PullSummary]
    deployments: list[Deployment]
    more: bool = False

    @property
    def authors(self) -> list[str]:
        """Who committed, each once."""
        return list(dict.fromkeys(commit.author for commit in self.commits))

    def title(self) -> str:
        """How much changed."""
        parts = [
            _count(len(self.commits), "commit"),
            _count(len(self.pull_requests), "merged pull request"),
            _count(len(self.deployments), "deployment"),
        ]
        return f"{self.repository} since {moment(self.since)}: {', '.join(parts)}"

    def content(self) -> str:
        """The three lists, each under its heading."""
        commits = [f"{commit_line(one)} {one.url or ''}".rstrip() for one in self.commits]
        pulls = [
            f"#{one.number} {one.title} (by {one.author}, merged {moment(one.merged_at)}) {one.url}"
            for one in self.pull_requests
            if one.merged_at
        ]
        deploys = [
            f"{one.ref} to {one.environment} (by {one.by}, {moment(one.at)}, {one.state})"
            for one in self.deployments
        ]
        parts = [self.title(), _listed("Commits", commits)]
        if self.more:
            parts.append("There are more commits; ask for a shorter period.")
        parts += [_listed("Merged pull requests", pulls), _listed("Deployments", deploys)]
        if self.authors:
            parts.append(f"Authors: {', '.join(self.authors)}")
        return "\n\n".join(parts)


class ComparisonResult(ToolResult):
    """What one revision has that another has not."""

    repository: str
    comparison: Comparison

    def title(self) -> str:
        """Both revisions and how much lies between them."""
        one = self.comparison
        behind = f", and {_count(one.behind, 'commit')} behind" if one.behind else ""
        between = f"{_count(one.ahead, 'commit')} and {_count(len(one.files), 'file')}"
        return f"{self.repository} {one.base} … {one.head}: {between}{behind}"

    def content(self) -> str:
        """Commits, files and patches."""
        one = self.comparison
        commits = [f"{commit_line(commit)} {commit.url or ''}".rstrip() for commit in one.commits]
        lines = sum(file.additions for file in one.files), sum(file.deletions for file in one.files)
        files = files_text(one.files, patches=True)
        return f"{self.title()}\n{lines[0]} lines added, {lines[1]} removed\n\n" + "\n\n".join(
            [_listed("Commits", commits), files]
        )


@tool(Effect.READ, a_repository(), Cost.HEAVY)
async def changes_since(connections: Connections, repository: str, since: str = "yesterday") -> ChangesSince:
    """Say what changed in a repository or service: commits, merged pull requests and deployments.

    Args:
        repository: Name of a repository or service, such as "checkout".
        since: When the period begins: a date, "yesterday", "24h", "7d".
    """
    provider, entry = connections.repository(repository)
    begin = parse_since(since, datetime.now(UTC))
    commits, pulls, deploys = await asyncio.gather(
        provider.list_commits(entry.name, since=begin, limit=MAX_COMMITS + 1),
        provider.list_pull_requests(entry.name, state="merged", since=begin),
        provider.list_deployments(entry.name, since=begin),
    )
    every = await _with_merged(provider, entry.name, commits[:MAX_COMMITS], pulls)
    first = [*(pull.url for pull in pulls), *(commit.url for commit in every)]
    return ChangesSince(
        source=provider.source,
        url=first[0] if first else None,
        repository=entry.name,
        since=begin,
        commits=every,
        pull_requests=pulls,
        deployments=deploys,
        more=len(commits) > MAX_COMMITS,
    )


async def _with_merged(
    provider: RepositoryProvider, name: str, commits: list[CommitSummary], pulls: list[PullSummary]
) -> list[CommitSummary]:
    """Add what came with the merges: its commits may be older than the moment."""
    lists = await asyncio.gather(*(provider.list_pull_commits(name, pull.number) for pull in pulls))
    every = {commit.sha: commit for commits_of_pull in lists for commit in commits_of_pull}
    every |= {commit.sha: commit for commit in commits}
    return sorted(every.values(), key=lambda commit: commit.at, reverse=True)


@tool(Effect.READ, a_repository())
async def compare(connections: Connections, repository: str, base: str, head: str) -> ComparisonResult:
    """Compare two revisions of a repository: the commits and files that `head` has and `base` has not.

    Args:
        repository: Its name, such as "checkout".
        base: The older revision: a tag such as "v1.7.2", a branch or a hash.
        head: The newer revision.
    """
    provider, entry = connections.repository(repository)
    found = await provider.compare(entry.name, base, head)
    return ComparisonResult(source=provider.source, url=found.url, repository=entry.name, comparison=found)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _listed(heading: str, lines: list[str]) -> str:
    shown = "\n".join(f"- {line}" for line in lines) or "- none"
    return f"{heading} ({len(lines)}):\n{shown}"
