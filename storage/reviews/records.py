"""What comes into the store of reviews, and what it answers with."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from storage.models import CodeFinding, PullRequest, Review


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request as GitHub has it now."""

    repository: str
    number: int
    title: str
    author: str
    state: str
    base_ref: str
    base_sha: str
    head_sha: str
    draft: bool = False
    opened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewFinding:
    """A finding that a review has, with its fingerprint; texts are redacted before they come here."""

    fingerprint: str
    path: str
    line: int
    end_line: int
    rule: str
    severity: str
    confidence: float
    title: str
    why: str = ""
    cwe: str | None = None
    suggestion: str | None = None
    patch: dict[str, Any] | None = None
    analyser: str = ""
    code: str = ""
    traces: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AnalyserResult:
    """How an analyser fared; `unread` are the files that it could not read."""

    analyser: str
    findings: int = 0
    seconds: float = 0.0
    problem: str | None = None
    unread: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NewReview:
    """A look at a pull request.

    `findings` are those to show, the most important first, and `beyond` those for which there is no room.
    `also_seen` are the fingerprints of those that are there, too, and not said: they are not gone. `paths`
    are the files of the pull request, `covered` those that were looked at; where not all are listed, one that
    is not among them may be there all the same. `sight` are files that it leaves alone and that were looked
    at, too, or are known not to be there.
    """

    base_sha: str
    head_sha: str
    findings: tuple[NewFinding, ...] = ()
    beyond: tuple[NewFinding, ...] = ()
    also_seen: frozenset[str] = frozenset()
    paths: frozenset[str] = frozenset()
    covered: frozenset[str] = frozenset()
    all_listed: bool = True
    sight: frozenset[str] = frozenset()
    results: tuple[AnalyserResult, ...] = ()
    summary: str = ""
    coverage: dict[str, Any] = field(default_factory=dict)
    ask_id: UUID | None = None
    channel: str | None = None
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A review that is kept.

    `new` are its findings that nobody at the pull request has been told of, `known` those that were there
    before, `gone` those of earlier reviews whose cause is no longer there, and `beyond` those for which it
    has no room.
    """

    pull: PullRequest
    review: Review
    new: tuple[CodeFinding, ...]
    known: tuple[CodeFinding, ...]
    gone: tuple[CodeFinding, ...]
    beyond: tuple[CodeFinding, ...] = ()

    @property
    def left_out(self) -> int:
        """How many it has no room for; of very many the least are counted and not kept."""
        coverage = self.review.coverage
        return len(self.beyond) + max(int(coverage.get("more") or 0) - len(coverage.get("beyond") or ()), 0)


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a finding's comment stands at GitHub."""

    comment_id: str | None = None
    thread_node: str | None = None


class Dismissals(NamedTuple):
    """How often people did not want to hear of a rule, of all the times that they were told."""

    dismissed: int
    published: int
