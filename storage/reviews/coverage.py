"""What a review has looked at, and so what it can say of a finding that it has not seen."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Self

from storage.models import Review
from storage.reviews.records import NewReview


@dataclass(frozen=True, slots=True)
class Coverage:
    """The files of a pull request, which of them were looked at, what was seen, and who could not look."""

    seen: frozenset[str]
    paths: frozenset[str]
    covered: frozenset[str]
    failed: frozenset[str]

    @classmethod
    def of(cls, review: Review) -> Self:
        """That of a review that was kept."""
        parts = (frozenset(review.coverage.get(name, ())) for name in cls.__slots__)
        return cls(*parts)

    @classmethod
    def of_new(cls, new: NewReview) -> Self:
        """That of a review on its way into the store."""
        seen = frozenset(finding.fingerprint for finding in new.findings) | new.also_seen
        failed = frozenset(result.analyser for result in new.results if result.problem)
        return cls(seen, new.paths, new.covered, failed)

    def as_data(self) -> dict[str, Any]:
        """As the row keeps it."""
        return {name: sorted(getattr(self, name)) for name in type(self).__slots__}

    def shows_gone(self, fingerprint: str, path: str, analysers: Collection[str] | None) -> bool:
        """Whether a finding's cause is gone: not seen, where it would have been seen.

        Args:
            fingerprint: The finding's.
            path: Where it was.
            analysers: Who had found it; None where nobody knows any more.
        """
        if fingerprint in self.seen:
            return False
        looked = path in self.covered or path not in self.paths
        blind = bool(self.failed) if analysers is None else not self.failed.isdisjoint(analysers)
        return looked and not blind
