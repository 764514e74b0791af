"""What the board of a review shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storage.models import CodeFinding, FindingState, PullRequest, Review
from storage.reviews import UNPUBLISHED


@dataclass(frozen=True, slots=True)
class Picture:
    """A pull request's review as it is now.

    Args:
        pull: The pull request.
        review: Its newest review.
        findings: What that says, the most important first.
        gone: What earlier reviews have published and this one no longer sees, settled at GitHub or not yet.
        links: The page of the pull request (by an empty key), and of each finding's line, by its id.
        publisher: Who has pressed Publish, while that is under way.
        beyond: What the review has no room for, as far as it is kept.
        left_out: How many it has no room for.
    """

    pull: PullRequest
    review: Review
    findings: Sequence[CodeFinding]
    gone: Sequence[CodeFinding]
    links: Mapping[str, str]
    publisher: str | None = None
    beyond: Sequence[CodeFinding] = ()
    left_out: int = 0

    @property
    def unpublished(self) -> str | None:
        """Why it can't be published any more."""
        why = self.review.coverage.get(UNPUBLISHED)
        return str(why) if why else None

    @property
    def open(self) -> list[CodeFinding]:
        """What would be published."""
        return [one for one in self.findings if one.state == FindingState.OPEN]

    @property
    def unsettled(self) -> list[CodeFinding]:
        """What is gone while its thread still stands open."""
        return [one for one in self.gone if one.state == FindingState.PUBLISHED]
