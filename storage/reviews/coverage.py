"""What a review has looked at, and so what it can say of a finding that it has not seen."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Self

from storage.models import CodeFinding, Review
from storage.reviews.records import NewReview

SETS = ("seen", "paths", "covered", "failed", "sight")


@dataclass(frozen=True, slots=True)
class Coverage:
    """The files of a pull request, which of them were looked at, what was seen, and who could not look.

    `unread` has by analyser the files that it could not read. Where not `all_listed`, GitHub has kept some of
    the pull request's files to itself. `sight` are the files beside it that were looked at, or are not there.
    """

    seen: frozenset[str] = frozenset()
    paths: frozenset[str] = frozenset()
    covered: frozenset[str] = frozenset()
    failed: frozenset[str] = frozenset()
    unread: tuple[tuple[str, frozenset[str]], ...] = ()
    all_listed: bool = True
    sight: frozenset[str] = frozenset()

    @classmethod
    def of(cls, review: Review) -> Self:
        """That of a review that was kept."""
        return cls.from_data(review.coverage)

    @classmethod
    def from_data(cls, kept: Mapping[str, Any]) -> Self:
        """From what `as_data` made; older rows have less."""
        sets = {name: frozenset(kept.get(name, ())) for name in SETS}
        unread = tuple((name, frozenset(paths)) for name, paths in kept.get("unread", {}).items())
        return cls(**sets, unread=unread, all_listed=bool(kept.get("all_listed", True)))

    @classmethod
    def of_new(cls, new: NewReview) -> Self:
        """That of a review on its way into the store."""
        return cls(
            frozenset(finding.fingerprint for finding in (*new.findings, *new.beyond)) | new.also_seen,
            new.paths,
            new.covered,
            frozenset(result.analyser for result in new.results if result.problem),
            tuple((result.analyser, result.unread) for result in new.results if result.unread),
            new.all_listed,
            new.sight,
        )

    def as_data(self) -> dict[str, Any]:
        """As the row keeps it."""
        sets: dict[str, Any] = {name: sorted(getattr(self, name)) for name in SETS}
        unread = {name: sorted(paths) for name, paths in self.unread}
        return sets | {"unread": unread, "all_listed": self.all_listed}

    def is_gone(self, finding: CodeFinding) -> bool:
        """Whether a finding's cause is gone; see `shows_gone`."""
        return self.shows_gone(
            finding.fingerprint, finding.path, finding.analysers, elsewhere=finding.elsewhere
        )

    def shows_gone(
        self, fingerprint: str, path: str, analysers: Collection[str] | None, *, elsewhere: bool = False
    ) -> bool:
        """Whether a finding's cause is gone: not seen, where it would have been seen.

        Args:
            fingerprint: The finding's.
            path: Where it was.
            analysers: Who had found it; None where nobody knows any more.
            elsewhere: Whether it may stand in a file that the pull request leaves alone: such a file is never
                listed, and its absence says nothing.
        """
        if fingerprint in self.seen:
            return False
        # Of a file that is changed, but not listed, only its text is in sight.
        left_alone = self.all_listed and path not in self.paths
        looked = path in self.covered or (left_alone and (path in self.sight or not elsewhere))
        blind = self.failed | {name for name, paths in self.unread if path in paths}
        return looked and (not blind if analysers is None else blind.isdisjoint(analysers))
