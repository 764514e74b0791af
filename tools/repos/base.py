"""What a home of repositories offers, and the records in which it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from pydantic import BaseModel

PullState = Literal["open", "merged", "closed", "all"]


class CommitSummary(BaseModel):
    """A commit; `login` is its author's account, where the home of the repository knows it."""

    sha: str
    message: str
    author: str
    login: str | None = None
    at: datetime
    url: str | None = None

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.partition("\n")[0]

    @property
    def short(self) -> str:
        """The hash as people write it."""
        return self.sha[:8]


class PostedComment(BaseModel):
    """A comment that stands at a pull request or an issue."""

    id: int
    url: str


class ChangedFile(BaseModel):
    """A file of a diff; `patch` is None where it is binary, too large, or only moved."""

    path: str
    previous: str | None = None
    status: str
    additions: int
    deletions: int
    patch: str | None = None


class CommitDetail(CommitSummary):
    """A commit with its changes."""

    parents: list[str] = []
    files: list[ChangedFile] = []


class Comparison(BaseModel):
    """What is in `head` and not in `base`; commits oldest first. `merge_base` is where the two parted."""

    base: str
    head: str
    ahead: int
    behind: int
    commits: list[CommitSummary]
    files: list[ChangedFile]
    url: str | None = None
    merge_base: str | None = None


class PullSummary(BaseModel):
    """A pull request; `state` is open, merged or closed."""

    number: int
    title: str
    author: str
    state: Literal["open", "merged", "closed"]
    draft: bool = False
    branch: str
    base: str
    created_at: datetime
    updated_at: datetime
    merged_at: datetime | None = None
    labels: list[str] = []
    milestone: str | None = None
    url: str


class PullReview(BaseModel):
    """A verdict: approved, changes_requested, commented or dismissed."""

    author: str
    state: str
    body: str = ""
    at: datetime | None = None


class PullComment(BaseModel):
    """A remark; `path` and `line` where it stands at a line of the diff."""

    author: str
    body: str
    at: datetime
    path: str | None = None
    line: int | None = None
    url: str | None = None


class Check(BaseModel):
    """A check of a commit: `state` is success, failure, pending, neutral, skipped or cancelled."""

    name: str
    state: str
    description: str = ""
    url: str | None = None


class PullDetail(PullSummary):
    """A pull request with everything that a reviewer looks at."""

    body: str = ""
    head_sha: str
    base_sha: str
    mergeable_state: str | None = None
    reviewers: list[str] = []
    commits: list[CommitSummary] = []
    files: list[ChangedFile] = []
    reviews: list[PullReview] = []
    comments: list[PullComment] = []
    checks: list[Check] = []

    @property
    def additions(self) -> int:
        """Lines added in all files."""
        return sum(file.additions for file in self.files)

    @property
    def deletions(self) -> int:
        """Lines removed in all files."""
        return sum(file.deletions for file in self.files)


class Deployment(BaseModel):
    """A version that was brought to an environment."""

    ref: str
    sha: str
    environment: str
    at: datetime
    by: str
    state: str
    url: str | None = None


class CodeMatch(BaseModel):
    """A place where a text stands; `line` counts from 1, None where the home does not tell it."""

    path: str
    line: int | None
    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class FileBlob:
    """The content of a file at a commit."""

    path: str
    ref: str
    sha: str
    data: bytes
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All files of a repository at a commit; `skipped` gives the reason for each file left out."""

    sha: str
    files: Mapping[str, bytes]
    skipped: Mapping[str, str] = field(default_factory=dict)


class RepositoryProvider(Protocol):
    """A home of repositories. Every method takes the repository's name as the catalogue gives it.

    Failures are `ToolError`s that say what is wrong and what to do. Refs are branches, tags or hashes; None
    means the default branch.
    """

    source: Literal["github", "git"]

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
        """Commits, newest first; `author` is an account, a name or an e-mail address."""
        ...

    async def get_commit(self, repository: str, ref: str) -> CommitDetail:
        """One commit with its changes."""
        ...

    async def compare(self, repository: str, base: str, head: str) -> Comparison:
        """What `head` has that `base` has not."""
        ...

    async def list_pull_requests(
        self, repository: str, *, state: PullState = "open", since: datetime | None = None, limit: int = 30
    ) -> list[PullSummary]:
        """Pull requests, last updated first; `since` leaves out those not updated (or merged) after it."""
        ...

    async def get_pull_request(self, repository: str, number: int) -> PullDetail:
        """One pull request with files, reviews, comments and checks."""
        ...

    async def list_pull_commits(self, repository: str, number: int) -> list[CommitSummary]:
        """The commits of a pull request, oldest first."""
        ...

    async def list_deployments(
        self, repository: str, *, since: datetime, limit: int = 20
    ) -> list[Deployment]:
        """Deployments after a moment, newest first; empty where the home keeps none."""
        ...

    async def list_checks(self, repository: str, ref: str) -> list[Check]:
        """The checks of a commit; empty where the home keeps none."""
        ...

    async def list_files(self, repository: str, ref: str | None = None) -> list[str]:
        """The paths of all files."""
        ...

    async def read_file(self, repository: str, path: str, ref: str | None = None) -> FileBlob:
        """One file."""
        ...

    async def snapshot(self, repository: str, ref: str | None = None) -> Snapshot:
        """All files at once, for a scan."""
        ...

    async def search_code(self, repository: str, text: str, path: str | None = None) -> list[CodeMatch]:
        """Places where a text stands (whatever its case), in the files at or below `path`."""
        ...

    async def link(self, repository: str, path: str, ref: str, line: int | None = None) -> str | None:
        """The address where a person reads a file, at a line; of the whole tree for an empty path."""
        ...

    async def check(self) -> str:
        """One line about what was reached, for `doctor`."""
        ...
