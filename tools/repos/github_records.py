"""PyGithub's objects as our records. All of it may call GitHub, so it runs in threads."""

import base64
from itertools import islice
from typing import TYPE_CHECKING, Literal

from tools.repos.base import (
    ChangedFile,
    Check,
    CommitDetail,
    CommitSummary,
    Comparison,
    Deployment,
    PullComment,
    PullDetail,
    PullReview,
    PullSummary,
)
from tools.repos.diff import MAX_PATCH
from tools.repos.github_errors import is_forbidden

if TYPE_CHECKING:
    from github.CheckRun import CheckRun
    from github.Commit import Commit
    from github.Comparison import Comparison as GitHubComparison
    from github.Deployment import Deployment as GitHubDeployment
    from github.File import File
    from github.PullRequest import PullRequest
    from github.Repository import Repository
    from github.WorkflowRun import WorkflowRun

MAX_FILES = 300  # as many as GitHub shows of a commit
MAX_COMMITS = 250
MAX_RUNS = 100

_STATES = {"error": "failure", "timed_out": "failure", "action_required": "failure", "stale": "cancelled"}


def read(one: "Commit") -> "Commit":
    """Fetch a commit that was only named: until then PyGithub takes a branch's name for its hash."""
    one.complete()
    return one


def commit(one: "Commit") -> CommitSummary:
    """A commit of a list."""
    return CommitSummary(
        sha=one.sha,
        message=one.commit.message,
        author=one.commit.author.name,
        login=one.author.login if one.author else None,
        at=one.commit.committer.date,
        url=one.html_url,
    )


def commit_detail(one: "Commit") -> CommitDetail:
    """A commit with its changes."""
    return CommitDetail(
        **commit(one).model_dump(),
        parents=[parent.sha for parent in one.parents],
        files=[changed_file(file) for file in islice(one.files, MAX_FILES)],
    )


def changed_file(one: "File") -> ChangedFile:
    """A file of a diff."""
    patch = one.patch if one.patch and len(one.patch) <= MAX_PATCH else None
    return ChangedFile(
        path=one.filename,
        previous=one.previous_filename,
        status=one.status,
        additions=one.additions,
        deletions=one.deletions,
        patch=patch,
    )


def comparison(one: "GitHubComparison", base: str, head: str) -> Comparison:
    """A comparison of two commits."""
    return Comparison(
        base=base,
        head=head,
        ahead=one.ahead_by,
        behind=one.behind_by,
        commits=[commit(each) for each in islice(one.commits, MAX_COMMITS)],
        files=[changed_file(file) for file in one.files[:MAX_FILES]],
        url=one.html_url,
        merge_base=one.merge_base_commit.sha,
    )


def pull(one: "PullRequest") -> PullSummary:
    """A pull request of a list."""
    state: Literal["open", "merged", "closed"] = "merged" if one.merged_at else "open"
    if one.state == "closed" and not one.merged_at:
        state = "closed"
    return PullSummary(
        number=one.number,
        title=one.title,
        author=one.user.login,
        state=state,
        draft=bool(one.draft),
        branch=one.head.ref,
        base=one.base.ref,
        created_at=one.created_at,
        updated_at=one.updated_at,
        merged_at=one.merged_at,
        labels=[label.name for label in one.labels],
        milestone=one.milestone.title if one.milestone else None,
        url=one.html_url,
    )


def pull_detail(one: "PullRequest") -> PullDetail:
    """A pull request with its commits and files, still without what was said."""
    reviewers = [user.login for user in one.requested_reviewers]
    reviewers += [f"{one.base.repo.owner.login}/{team.slug}" for team in one.requested_teams]
    return PullDetail(
        **pull(one).model_dump(),
        body=one.body or "",
        head_sha=one.head.sha,
        base_sha=one.base.sha,
        mergeable_state=one.mergeable_state,
        reviewers=reviewers,
        commits=[commit(each) for each in islice(one.get_commits(), MAX_COMMITS)],
        files=[changed_file(file) for file in islice(one.get_files(), MAX_FILES)],
    )


def conversation(one: "PullRequest") -> tuple[list[PullReview], list[PullComment]]:
    """Reviews and comments, oldest first."""
    reviews = [
        PullReview(
            author=review.user.login,
            state=review.state.lower(),
            body=review.body or "",
            at=review.submitted_at,
        )
        for review in one.get_reviews()
        if review.user
    ]
    comments = [
        PullComment(
            author=said.user.login, body=said.body, at=said.created_at, path=said.path, line=said.line,
            url=said.html_url,
        )
        for said in one.get_review_comments()
    ]  # fmt: skip
    comments += [
        PullComment(author=said.user.login, body=said.body, at=said.created_at, url=said.html_url)
        for said in one.get_issue_comments()
    ]
    return reviews, sorted(comments, key=lambda said: said.at)


def checks(repo: "Repository", ref: str) -> list[Check]:
    """Statuses (such as Jenkins reports) and check runs (such as Actions makes).

    Fine-grained tokens can't be given leave to read check runs: they see the workflow runs instead.
    """
    from github import GithubException

    one = repo.get_commit(ref)
    combined = one.get_combined_status()
    statuses = [
        Check(
            name=status.context,
            state=_STATES.get(status.state, status.state),
            description=status.description or "",
            url=status.target_url or None,
        )
        for status in combined.statuses
    ]
    try:
        return statuses + [_check_run(run) for run in one.get_check_runs(filter="latest")]
    except GithubException as error:
        if not is_forbidden(error):
            raise
    newest: dict[str, Check] = {}
    for run in islice(repo.get_workflow_runs(head_sha=combined.sha), MAX_RUNS):
        newest.setdefault(run.name, _workflow_run(run))
    return [*statuses, *newest.values()]


def _check_run(run: "CheckRun") -> Check:
    title = (run.output.title or "") if run.output else ""
    return Check(name=run.name, state=_state(run.conclusion), description=title, url=run.html_url)


def _workflow_run(run: "WorkflowRun") -> Check:
    return Check(name=run.name, state=_state(run.conclusion), url=run.html_url)


def _state(conclusion: str | None) -> str:
    return _STATES.get(conclusion or "", conclusion or "pending")


def deployment(one: "GitHubDeployment", page: str) -> Deployment:
    """A deployment with its newest state."""
    newest = next(iter(one.get_statuses()), None)
    return Deployment(
        ref=one.ref,
        sha=one.sha,
        environment=one.environment,
        at=one.created_at,
        by=one.creator.login,
        state=newest.state if newest else "pending",
        url=(newest.target_url if newest else None) or page,
    )


def blob(repo: "Repository", sha: str) -> bytes:
    """The content of a blob."""
    return base64.b64decode(repo.get_git_blob(sha).content)
