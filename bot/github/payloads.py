"""What is read of GitHub's payloads. They hold far more, and new fields come at any time.

https://docs.github.com/webhooks/webhook-events-and-payloads
"""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

# Those of whom GitHub says that they belong to the repository: they may write in it, or its owner knows them.
MEMBERS = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})


def _storable(text: str) -> str:
    """Text that PostgreSQL can hold: without NUL, and without lone surrogates."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


Text = Annotated[str, AfterValidator(_storable)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Account(_Part):
    """A user, an app or a program."""

    login: Text
    type: str = "User"

    @property
    def is_program(self) -> bool:
        """Whether no person is behind it."""
        return self.type != "User" or self.login.endswith("[bot]")


class Repository(_Part):
    """Where it happened."""

    full_name: Text


class Commit(_Part):
    """An end of a pull request."""

    sha: Text


class PullRequest(_Part):
    """A pull request."""

    number: int
    state: str = "open"
    draft: bool = False
    # An account that is gone is null.
    user: Account | None = None
    head: Commit


class Comment(_Part):
    """A comment in the conversation, or at lines: then it has a path."""

    id: int
    body: Text | None = None
    user: Account | None = None
    author_association: str = "NONE"
    path: Text | None = None
    line: int | None = None
    original_line: int | None = None
    in_reply_to_id: int | None = None
    performed_via_github_app: dict[str, object] | None = Field(default=None, repr=False)

    @property
    def by_program(self) -> bool:
        """Whether no person has written it."""
        return self.user is None or self.user.is_program or self.performed_via_github_app is not None


class Issue(_Part):
    """An issue; `pull_request` is set where it is one."""

    number: int
    pull_request: dict[str, object] | None = Field(default=None, repr=False)


class PullRequestEvent(_Part):
    """`pull_request`."""

    action: str
    pull_request: PullRequest
    repository: Repository
    sender: Account


class IssueCommentEvent(_Part):
    """`issue_comment`."""

    action: str
    issue: Issue
    comment: Comment
    repository: Repository


class LineCommentEvent(_Part):
    """`pull_request_review_comment`."""

    action: str
    pull_request: PullRequest
    comment: Comment
    repository: Repository
