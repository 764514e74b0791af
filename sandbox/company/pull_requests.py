"""Pull requests, reviews and issues of the company's repositories."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.company.discussions import ISSUES, PULLS, Remark, Talk
from sandbox.company.people import ORGANIZATION
from sandbox.company.repositories import Commit, History
from sandbox.company.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark in the conversation; with `path` and `line` it stands at a line of the diff."""

    author: str
    at: datetime
    body: str
    path: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A verdict on a pull request: APPROVED, CHANGES_REQUESTED or COMMENTED."""

    author: str
    at: datetime
    state: str
    body: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue, or the part of a pull request that GitHub treats as one."""

    repository: str
    number: int
    title: str
    author: str
    body: str
    opened_at: datetime
    closed_at: datetime | None = None
    labels: tuple[str, ...] = ()
    milestone: str | None = None
    assignees: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class PullRequest(Issue):
    """A pull request; its commits stand in the repository at `refs/pull/<number>/head`."""

    branch: str = ""
    base: str = "main"
    head_sha: str = ""
    merge_sha: str | None = None
    merged_by: str | None = None
    draft: bool = False
    reviews: tuple[Review, ...] = ()
    requested_reviewers: tuple[str, ...] = ()
    requested_teams: tuple[str, ...] = ()
    line_comments: tuple[Comment, ...] = field(default=())

    @property
    def merged_at(self) -> datetime | None:
        """When it was merged."""
        return self.closed_at if self.merge_sha else None


def pull_requests(repository: str, history: History, timeline: Timeline) -> tuple[PullRequest, ...]:
    """All pull requests of a repository, by number."""
    return tuple(
        _pull(repository, number, branch, history, timeline)
        for number, branch in sorted(history.pulls.items())
    )


def issues(repository: str, timeline: Timeline) -> tuple[Issue, ...]:
    """All issues of a repository that are no pull requests, by number."""
    return tuple(
        Issue(
            repository, number, talk.title, talk.author, talk.body, timeline.ago(hours=talk.hours_ago),
            timeline.ago(hours=talk.closed_hours_ago) if talk.closed_hours_ago is not None else None,
            talk.labels, talk.milestone, talk.assignees,
            tuple(_comments(talk, timeline.ago(hours=talk.hours_ago))),
        )
        for (name, number), talk in sorted(ISSUES.items())
        if name == repository
    )  # fmt: skip


def _pull(repository: str, number: int, branch: str, history: History, timeline: Timeline) -> PullRequest:
    talk = PULLS[repository, number]
    commits = [commit for commit in history.commits if commit.branch == branch]
    merge = _merge(history, number)
    opened = getattr(timeline, f"pr{number}_opened_at", commits[0].at + timedelta(minutes=12))
    return PullRequest(
        repository, number, talk.title or commits[0].subject, commits[0].author, talk.body, opened,
        merge.at if merge else None, talk.labels, talk.milestone, (commits[0].author,),
        tuple(_comments(talk, opened)),
        branch=branch, head_sha=commits[-1].sha, merge_sha=merge.sha if merge else None,
        merged_by=merge.author if merge else None, draft=talk.draft,
        reviews=tuple(_reviews(talk, opened)), requested_reviewers=talk.reviewers, requested_teams=talk.teams,
        line_comments=tuple(_comments(talk, opened, in_diff=True)),
    )  # fmt: skip


def _merge(history: History, number: int) -> Commit | None:
    start = f"Merge pull request #{number} from {ORGANIZATION}/"
    return next((commit for commit in history.commits if commit.subject.startswith(start)), None)


def _comments(talk: Talk, opened: datetime, *, in_diff: bool = False) -> Iterator[Comment]:
    for remark in talk.remarks:
        if remark.state is None and (remark.path is not None) == in_diff:
            yield Comment(remark.author, _at(remark, opened), remark.text, remark.path, remark.line)


def _reviews(talk: Talk, opened: datetime) -> Iterator[Review]:
    for remark in talk.remarks:
        if remark.state is not None:
            yield Review(remark.author, _at(remark, opened), remark.state, remark.text)


def _at(remark: Remark, opened: datetime) -> datetime:
    return opened + timedelta(minutes=remark.minutes)
