"""What was found in pull requests, and what became of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Row


class ReviewState(StrEnum):
    """Where a review stands: `ready` until it is published or withdrawn.

    `failed` could not be made, or could not be published because its pull request is gone.
    """

    READY = "ready"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


class FindingState(StrEnum):
    """What became of a finding.

    `open` has been shown to nobody at the pull request. `beyond` is one for which a review has no room: it is
    listed, and posted only if a person takes it in. `dropped` was taken out before it was published,
    `dismissed` after: people don't want to hear it. `resolved` is gone from the code.
    """

    OPEN = "open"
    BEYOND = "beyond"
    DROPPED = "dropped"
    PUBLISHED = "published"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"


class PullRequest(Row):
    """A pull request that was looked at. While it is `paused`, pushes to it are not reviewed."""

    __tablename__ = "pull_requests"
    __table_args__ = (UniqueConstraint("repository", "number"),)

    repository: Mapped[str]
    number: Mapped[int]
    title: Mapped[str]
    author: Mapped[str]
    state: Mapped[str]
    draft: Mapped[bool] = mapped_column(default=False)
    base_ref: Mapped[str]
    base_sha: Mapped[str]
    head_sha: Mapped[str]
    paused: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class Review(Row):
    """A look at a pull request at one commit.

    `coverage` says what was looked at, what was not and why, and what is left out for being too much.
    `vendor_id` and `url` are those of the review at GitHub, where one was posted.
    """

    __tablename__ = "reviews"

    pull_request_id: Mapped[UUID] = mapped_column(
        ForeignKey("pull_requests.id", ondelete="CASCADE"), index=True
    )
    ask_id: Mapped[UUID | None] = mapped_column(ForeignKey("asks.id", ondelete="SET NULL"), index=True)
    base_sha: Mapped[str]
    head_sha: Mapped[str]
    state: Mapped[str] = mapped_column(default=ReviewState.READY)
    summary: Mapped[str] = mapped_column(default="")
    coverage: Mapped[dict[str, Any]] = mapped_column(default=dict)
    vendor_id: Mapped[str | None]
    url: Mapped[str | None]
    channel: Mapped[str | None]
    thread: Mapped[str | None]
    published_at: Mapped[datetime | None]
    published_by: Mapped[str | None]


class CodeFinding(Row):
    """A finding of a pull request: one row, however often it is seen again.

    `fingerprint` stays the same when lines shift and files are renamed. `review_id` saw it first,
    `last_review_id` last. `wording` is what a person wants said instead of our text. `traces` is what it is
    known by where not all analysers that agree on it could look.
    """

    __tablename__ = "code_findings"
    __table_args__ = (
        UniqueConstraint("pull_request_id", "fingerprint"),
        Index("ix_code_findings_rule_state", "rule", "state"),
    )

    pull_request_id: Mapped[UUID] = mapped_column(ForeignKey("pull_requests.id", ondelete="CASCADE"))
    review_id: Mapped[UUID | None] = mapped_column(ForeignKey("reviews.id", ondelete="SET NULL"))
    last_review_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("reviews.id", ondelete="SET NULL"), index=True
    )
    fingerprint: Mapped[str]
    path: Mapped[str]
    line: Mapped[int]
    end_line: Mapped[int]
    rule: Mapped[str]
    cwe: Mapped[str | None]
    severity: Mapped[str]
    confidence: Mapped[float]
    title: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    suggestion: Mapped[str | None]
    patch: Mapped[dict[str, Any] | None]
    analyser: Mapped[str] = mapped_column(default="")
    code: Mapped[str] = mapped_column(default="")
    traces: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    state: Mapped[str] = mapped_column(default=FindingState.OPEN)
    comment_id: Mapped[str | None]
    thread_node: Mapped[str | None]
    wording: Mapped[str | None]
    decided_by: Mapped[str | None]
    reason: Mapped[str | None]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]

    @property
    def analysers(self) -> frozenset[str]:
        """All that have found it, as far as they have not looked again and seen nothing."""
        return frozenset(self.analyser.split(", ")) | {str(trace["analyser"]) for trace in self.traces}

    @property
    def elsewhere(self) -> bool:
        """Whether it stands at a line that the change left alone, maybe in a file that it left alone."""
        return any(trace.get("elsewhere") for trace in self.traces)


class CodeAnalysisResult(Row):
    """How one analyser fared in a review; `problem` where it could not do its work."""

    __tablename__ = "code_analysis_results"

    review_id: Mapped[UUID] = mapped_column(ForeignKey("reviews.id", ondelete="CASCADE"), index=True)
    analyser: Mapped[str]
    findings: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[float] = mapped_column(default=0.0)
    problem: Mapped[str | None]


class ReviewBoard(Row):
    """The message in which a thread sees the findings of a pull request, as they are now.

    `message_ts` is None until it is posted. `discussed_id` is the finding that the thread talks about,
    `publishing_id` the ask that somebody's press on Publish has become.
    """

    __tablename__ = "review_boards"
    __table_args__ = (UniqueConstraint("channel", "thread_ts", "pull_request_id"),)

    pull_request_id: Mapped[UUID] = mapped_column(
        ForeignKey("pull_requests.id", ondelete="CASCADE"), index=True
    )
    channel: Mapped[str]
    thread_ts: Mapped[str]
    message_ts: Mapped[str | None]
    discussed_id: Mapped[UUID | None] = mapped_column(ForeignKey("code_findings.id", ondelete="SET NULL"))
    publishing_id: Mapped[UUID | None] = mapped_column(ForeignKey("asks.id", ondelete="SET NULL"))
    updated_at: Mapped[datetime]
