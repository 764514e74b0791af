"""What was said at an issue or a pull request: comments, reviews, threads at lines, reactions."""

from dataclasses import dataclass, field
from datetime import datetime

from sandbox.company.pull_requests import Issue, PullRequest
from sandbox.github.errors import not_found
from sandbox.github.links import node_id

REACTIONS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes")


@dataclass(frozen=True, slots=True)
class Reaction:
    """What somebody thought of a comment; `content` is one of GitHub's eight."""

    id: int
    author: str
    content: str
    at: datetime


@dataclass(slots=True)
class Posted:
    """A comment in the conversation."""

    id: int
    author: str
    at: datetime
    body: str
    edited_at: datetime | None = None
    reactions: list[Reaction] = field(default_factory=list)

    @property
    def updated_at(self) -> datetime:
        """When it was last changed."""
        return self.edited_at or self.at


@dataclass(frozen=True, slots=True)
class Anchor:
    """The lines of a commit at which a thread stands; they count from 1 and `start` is the first of several.

    `file` is true where the thread is about the whole file: then there is no line.
    """

    path: str
    commit: str
    line: int | None
    side: str = "RIGHT"
    start: int | None = None
    start_side: str | None = None
    hunk: str = ""
    file: bool = False


@dataclass(slots=True)
class LineComment(Posted):
    """A comment in a thread at lines of the diff; `review` is the number of the one it came with."""

    review: int = 0
    reply_to: int | None = None


@dataclass(slots=True)
class ReviewThread:
    """Comments at one place. `origin` is where it was begun, `now` where that is in the newest commit."""

    origin: Anchor
    now: Anchor | None
    comments: list[LineComment] = field(default_factory=list)
    resolved_by: str | None = None

    @property
    def root(self) -> LineComment:
        """The comment that began it."""
        return self.comments[0]

    @property
    def node(self) -> str:
        """Its id in the GraphQL API."""
        return node_id("PullRequestReviewThread", self.root.id)

    @property
    def outdated(self) -> bool:
        """Whether the lines have changed since."""
        return self.now is None


@dataclass(slots=True)
class PostedReview:
    """A review; while it is PENDING nobody but its author sees it, and it has no time."""

    id: int
    author: str
    state: str
    body: str
    commit: str
    submitted_at: datetime | None = None

    @property
    def pending(self) -> bool:
        """Whether it has yet to be submitted."""
        return self.state == "PENDING"


@dataclass(slots=True)
class Thread:
    """An issue or pull request with all that was said, which clients may add to."""

    record: Issue
    comments: list[Posted] = field(default_factory=list)
    review_threads: list[ReviewThread] = field(default_factory=list)
    reviews: list[PostedReview] = field(default_factory=list)
    touched_at: datetime | None = None

    @property
    def pull(self) -> PullRequest:
        """The pull request; 404 for an issue that is none."""
        if not isinstance(self.record, PullRequest):
            raise not_found()
        return self.record

    @property
    def line_comments(self) -> list[tuple[ReviewThread, LineComment]]:
        """All comments at lines that everybody sees, in the order in which they were written."""
        pending = {review.id for review in self.reviews if review.pending}
        found = [(thread, one) for thread in self.review_threads for one in thread.comments]
        return sorted((pair for pair in found if pair[1].review not in pending), key=lambda pair: pair[1].id)

    def review(self, number: int) -> PostedReview:
        """The review of that number; 404 when there is none."""
        for review in self.reviews:
            if review.id == number:
                return review
        raise not_found()

    def visible_reviews(self, login: str) -> list[PostedReview]:
        """The reviews that somebody sees: not what others have yet to submit."""
        return [review for review in self.reviews if not review.pending or review.author == login]

    def approved(self) -> bool:
        """Whether somebody has approved the pull request."""
        return any(review.state == "APPROVED" for review in self.reviews)

    @property
    def updated_at(self) -> datetime:
        """When something was last added."""
        said = [one.updated_at for one in (*self.comments, *(one for _, one in self.line_comments))]
        said += [moment for moment in (self.record.closed_at, self.touched_at) if moment]
        said += [review.submitted_at for review in self.reviews if review.submitted_at]
        return max([self.record.opened_at, *said])
