"""Look at pull requests: lists, one with what was said, its diff."""

from datetime import UTC, datetime
from typing import Literal

from tools.connections import Connections
from tools.periods import moment, parse_since
from tools.repos.base import ChangedFile, PullDetail, PullSummary
from tools.repos.commits import commit_line, files_text
from tools.resource import a_repository
from tools.tool import Effect, ToolError, ToolResult, tool

MAX_DIFF = 60_000  # characters of one answer
MOST_LISTED = 30
# Who waits longest is often who was updated longest ago, the last of the list. A page of GitHub has as many.
MOST_OPEN = 100


class PullList(ToolResult):
    """Pull requests of a repository, last updated first; `more` where there may be more of them."""

    repository: str
    state: str
    since: datetime | None = None
    pull_requests: list[PullSummary]
    more: bool = False

    def title(self) -> str:
        """How many, and their numbers."""
        numbers = ", ".join(f"#{one.number} {one.title}" for one in self.pull_requests[:3])
        period = f" since {moment(self.since)}" if self.since else ""
        count = f"{len(self.pull_requests)}{' or more' if self.more else ''}"
        head = f"{count} {'' if self.state == 'all' else f'{self.state} '}pull requests"
        return f"{head} in {self.repository}{period}" + (f": {numbers}" if numbers else "")

    def content(self) -> str:
        """One pull request a line."""
        return "\n".join([self.title(), *(f"- {_line(one)} {one.url}" for one in self.pull_requests)])


class PullResult(ToolResult):
    """One pull request."""

    repository: str
    pull_request: PullDetail

    def title(self) -> str:
        """Its number, title and state."""
        one = self.pull_request
        size = f"{len(one.files)} files, +{one.additions} -{one.deletions}"
        return f"{self.repository}#{one.number} {one.title} ({one.state}, by {one.author}, {size})"

    def content(self) -> str:
        """Description, files, commits, reviews, comments, checks."""
        one = self.pull_request
        approvals = [review.author for review in one.reviews if review.state == "approved"]
        parts = [
            f"{self.repository}#{one.number} {one.title}\n{_line(one)}\n{one.branch} into {one.base}",
            one.body or "No description.",
            f"Files ({len(one.files)}), +{one.additions} -{one.deletions}:\n"
            + files_text(one.files, patches=False),
            _listed("Commits", [commit_line(commit) for commit in one.commits]),
            f"Approved by: {', '.join(approvals) or 'nobody'}",
            f"Waiting for a review of: {', '.join(one.reviewers) or 'nobody'}",
            _listed(
                "Reviews", [f"{each.author} {each.state}: {each.body}".strip(": ") for each in one.reviews]
            ),
            _listed(
                "Comments", [_said(each.author, each.body, each.path, each.line) for each in one.comments]
            ),
            _listed("Checks", [f"{each.name}: {each.state} {each.description}" for each in one.checks]),
        ]
        if one.mergeable_state:
            parts.append(f"Can it be merged: {one.mergeable_state}")
        return "\n\n".join(parts)


class DiffResult(ToolResult):
    """The diff of a pull request, or of one file in it."""

    repository: str
    number: int
    path: str | None = None
    head_sha: str
    files: list[ChangedFile]

    def title(self) -> str:
        """Which diff, and how large."""
        lines = sum(file.additions for file in self.files), sum(file.deletions for file in self.files)
        place = f"{self.path} in " if self.path else ""
        return f"Diff of {place}{self.repository}#{self.number} (+{lines[0]} -{lines[1]})"

    def content(self) -> str:
        """The patches."""
        return f"{self.title()}\n\n{files_text(self.files, patches=True, limit=MAX_DIFF)}"


@tool(Effect.READ, a_repository())
async def list_pull_requests(
    connections: Connections,
    repository: str,
    state: Literal["open", "merged", "closed", "all"] = "open",
    since: str | None = None,
) -> PullList:
    """List the pull requests of a repository, last updated first.

    Args:
        repository: Its name, such as "payments".
        state: Which ones: open, merged, closed without a merge, or all.
        since: Only those updated (or merged) after this: a date, "yesterday", "7d".
    """
    provider, entry = connections.repository(repository)
    begin = parse_since(since, datetime.now(UTC)) if since else None
    limit = MOST_OPEN if state == "open" else MOST_LISTED
    found = await provider.list_pull_requests(entry.name, state=state, since=begin, limit=limit)
    url = found[0].url.rpartition("/pull/")[0] + "/pulls" if found else None
    return PullList(
        source=provider.source, url=url, repository=entry.name, state=state, since=begin,
        pull_requests=found, more=len(found) == limit,
    )  # fmt: skip


@tool(Effect.READ, a_repository())
async def get_pull_request(connections: Connections, repository: str, number: int) -> PullResult:
    """Show a pull request: description, files, commits, reviews, comments and checks.

    Args:
        repository: Its name, such as "payments".
        number: The pull request's number.
    """
    provider, entry = connections.repository(repository)
    found = await provider.get_pull_request(entry.name, number)
    return PullResult(source=provider.source, url=found.url, repository=entry.name, pull_request=found)


@tool(Effect.READ, a_repository())
async def read_diff(
    connections: Connections, repository: str, number: int, path: str | None = None
) -> DiffResult:
    """Read the diff of a pull request, or of one of its files.

    Args:
        repository: Its name, such as "payments".
        number: The pull request's number.
        path: One changed file; all of them by default.
    """
    provider, entry = connections.repository(repository)
    pull = await provider.get_pull_request(entry.name, number)
    files = [file for file in pull.files if path in (None, file.path)]
    if path and not files:
        changed = ", ".join(file.path for file in pull.files[:20])
        raise ToolError(f"{entry.name}#{number} does not change {path}.", f"It changes: {changed}.")
    return DiffResult(
        source=provider.source,
        url=f"{pull.url}/files",
        repository=entry.name,
        number=number,
        path=path,
        head_sha=pull.head_sha,
        files=files,
    )


def _line(one: PullSummary) -> str:
    draft = ", draft" if one.draft else ""
    merged = f", merged {moment(one.merged_at)}" if one.merged_at else ""
    more = f", milestone {one.milestone}" if one.milestone else ""
    more += f", labels {', '.join(one.labels)}" if one.labels else ""
    opened = f"opened {moment(one.created_at)} by {one.author}"
    return f"#{one.number} {one.title} ({one.state}{draft}, {opened}{merged}{more})"


def _said(author: str, body: str, path: str | None, line: int | None) -> str:
    place = f" at {path}:{line}" if path else ""
    return f"{author}{place}: {body}"


def _listed(heading: str, lines: list[str]) -> str:
    return f"{heading}:\n" + ("\n".join(f"- {line}" for line in lines) or "- none")
