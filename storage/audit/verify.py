"""Walks along the chain and says what does not hold."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from storage.audit.chain import Chained, Head, chained_hash, content_hash

# A row that carries the wrong number is looked for this far from where it stands.
NEIGHBOURHOOD = 2_000
MOST_PROBLEMS = 100


class ProblemKind(StrEnum):
    """What was done to the record."""

    CHANGED = "changed"
    MISSING = "missing"
    MOVED = "moved"
    INSERTED = "inserted"
    CUT = "cut"
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class Problem:
    """What does not hold, and at which row."""

    kind: ProblemKind
    sequence: int
    says: str


@dataclass
class Verification:
    """What a walk along the chain found."""

    rows: int = 0
    oldest: Head | None = None
    newest: Head | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether the record is whole."""
        return not self.problems


class Walk:
    """Takes the rows in order of their numbers, then the head; `problems` grows on the way.

    Args:
        start: The place of the last row that retention removed; row 0 where none was.
        known: Heads that somebody wrote down elsewhere, which must stand in the chain.
    """

    def __init__(self, start: Head, known: Iterable[Head] = ()) -> None:
        self._start = start
        self._known = {head.sequence: head.hash for head in known}
        self._last = start
        self.found = Verification(oldest=start)

    @property
    def is_hopeless(self) -> bool:
        """Whether so much is wrong that the rest need not be read."""
        return len(self.found.problems) >= MOST_PROBLEMS

    def take(self, rows: Iterable[Chained]) -> None:
        """Go on along these rows."""
        for row in rows:
            self.found.rows += 1
            self.found.problems.extend(self._of_row(row))
            if row.sequence > self._last.sequence:
                self._last = Head(row.sequence, row.hash)

    def end(self, newest: Head | None) -> Verification:
        """Compare the last row with the head that is kept beside the rows."""
        self.found.newest = newest
        self.found.problems.extend(self._of_head(newest))
        for sequence in sorted(self._known):
            if sequence > self._last.sequence:
                says = f"row {sequence} was written down elsewhere and is not here"
                self.found.problems.append(Problem(ProblemKind.CUT, sequence, says))
        return self.found

    def _of_row(self, row: Chained) -> Iterator[Problem]:
        number, last = row.sequence, self._last
        if number <= last.sequence:
            says = f"a row carries the number {number}, where the chain has passed already"
            yield Problem(ProblemKind.INSERTED, number, says)
            return
        if number > last.sequence + 1:
            missing = f"{last.sequence + 1}" + (f" to {number - 1}" if number > last.sequence + 2 else "")
            yield Problem(ProblemKind.MISSING, last.sequence + 1, f"missing: {missing}")
        elif row.previous != last.hash:
            before = last.sequence
            says = f"row {before} is not the one that row {number} was chained to"
            yield Problem(ProblemKind.CHANGED, max(before, self._start.sequence), says)
        content = content_hash(row)
        if chained_hash(row.previous, number, content) != row.hash:
            yield _misfit(row, content)
        if self._known.get(number, row.hash) != row.hash:
            says = f"row {number} has another hash than was written down elsewhere"
            yield Problem(ProblemKind.CHANGED, number, says)

    def _of_head(self, newest: Head | None) -> Iterator[Problem]:
        last = self._last
        if newest is None:
            yield Problem(ProblemKind.HEAD, last.sequence, "the head of the chain is missing in audit_heads")
        elif newest.sequence > last.sequence:
            says = f"the end is cut off: rows {last.sequence + 1} to {newest.sequence} are missing"
            yield Problem(ProblemKind.CUT, last.sequence + 1, says)
        elif newest.sequence < last.sequence:
            says = f"rows after {newest.sequence} stand behind the head of the chain"
            yield Problem(ProblemKind.INSERTED, newest.sequence + 1, says)
        elif newest.hash != last.hash:
            says = f"row {last.sequence} is not the one that the head of the chain names"
            yield Problem(ProblemKind.CHANGED, last.sequence, says)


def _misfit(row: Chained, content: str) -> Problem:
    for distance in range(1, NEIGHBOURHOOD):
        for number in (row.sequence - distance, row.sequence + distance):
            if chained_hash(row.previous, number, content) == row.hash:
                says = f"row {row.sequence} stands in the wrong place: it was row {number}"
                return Problem(ProblemKind.MOVED, row.sequence, says)
    return Problem(ProblemKind.CHANGED, row.sequence, f"row {row.sequence} does not match its hash")
