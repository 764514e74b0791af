"""Knows findings of earlier reviews again, so that nothing is said twice.

First by the fingerprint, and then by what single analysers say of them: with an analyser missing, the same
problem may have another rule and other lines, or be two findings instead of one.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from storage.models import CodeFinding, FindingState
from tools.analysis.anchors import Anchors
from tools.analysis.change import Change, SourceFile
from tools.analysis.fingerprint import fingerprint, fingerprints
from tools.analysis.traces import Trace, still_said, traces_of
from tools.findings import Finding

# Which of several earlier findings one goes on as: what people were told of, then what they decided on.
_FIRST = (
    FindingState.PUBLISHED,
    FindingState.OPEN,
    FindingState.DISMISSED,
    FindingState.DROPPED,
    FindingState.BEYOND,
    FindingState.RESOLVED,
)


@dataclass(frozen=True, slots=True)
class Known:
    """A finding with the fingerprint that it goes by, and what it will be known by the next time."""

    finding: Finding
    fingerprint: str
    traces: tuple[Trace, ...]


@dataclass(slots=True)
class Recognised:
    """What became of findings, in their order: None where another one says the same.

    `also` are the fingerprints of earlier findings that are there, too, as a part of one of these.
    """

    known: list[Known | None]
    also: frozenset[str]


def recognised(
    findings: Sequence[Finding],
    change: Change,
    earlier: Sequence[CodeFinding],
    missing: Collection[str] = (),
) -> Recognised:
    """Know findings again.

    Args:
        findings: All that was found, the most important first.
        change: Where.
        earlier: What earlier reviews of the pull request have found.
        missing: The analysers that could not (fully) look.
    """
    return _Recognising(findings, change, earlier).done(missing)


@dataclass(slots=True)
class _Recognising:
    findings: Sequence[Finding]
    change: Change
    earlier: Sequence[CodeFinding]
    marks: list[str] = field(init=False)
    traces: list[tuple[Trace, ...]] = field(init=False)
    row_traces: list[tuple[Trace, ...]] = field(init=False)
    alike: list[list[int]] = field(init=False)
    of_finding: dict[int, int] = field(default_factory=dict)
    of_row: dict[int, int] = field(default_factory=dict)
    repeats: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        paths = {one.path for one in self.findings}
        files = [file for file in map(self.change.file, paths) if file is not None]
        anchors = Anchors(self.change)
        self.marks = fingerprints(self.findings, files)
        self.traces = [traces_of(one, anchors) for one in self.findings]
        self.row_traces = [tuple(map(Trace.load, row.traces)) for row in self.earlier]
        self.alike = self._alike()

    def done(self, missing: Collection[str]) -> Recognised:
        rows = {row.fingerprint: at for at, row in enumerate(self.earlier)}
        exact = [(at, rows[mark]) for at, mark in enumerate(self.marks) if mark in rows]
        for at, row in exact:
            if self._same_file(at, row):
                self._take(at, row)
        for at in range(len(self.findings)):
            if at not in self.of_finding and at not in self.repeats:
                self._by_traces(at)
        for at, row in exact:
            # It stands in another file now, and nothing is left of it where it was.
            if at not in self.of_finding and at not in self.repeats and row not in self.of_row:
                self._take(at, row)
        return self._result(missing)

    def _take(self, at: int, row: int) -> None:
        self.of_finding[at], self.of_row[row] = row, at

    def _by_traces(self, at: int) -> None:
        """Go on as an earlier finding that is alike, or repeat what goes on as it already."""
        free = [row for row in self.alike[at] if row not in self.of_row]
        if free:
            self._take(at, min(free, key=lambda row: _FIRST.index(FindingState(self.earlier[row].state))))
        elif self.alike[at]:
            row = self.alike[at][0]
            other = self.of_row[row]
            if other > at:  # the more important one is said
                del self.of_finding[other]
                self._take(at, row)
            self.repeats.add(max(other, at))

    def _alike(self) -> list[list[int]]:
        """For each finding the earlier ones of which a part is one problem with a part of it."""
        by_anchor: defaultdict[str, set[int]] = defaultdict(set)
        for row, traces in enumerate(self.row_traces):
            for anchor in frozenset().union(*(trace.anchors for trace in traces)):
                by_anchor[anchor].add(row)
        found = []
        for at, traces in enumerate(self.traces):
            anchors = frozenset().union(*(trace.anchors for trace in traces))
            near = sorted(set().union(*(by_anchor[anchor] for anchor in anchors if anchor in by_anchor)))
            found.append([row for row in near if self._same_file(at, row) and self._is_alike(at, row)])
        return found

    def _is_alike(self, at: int, row: int) -> bool:
        return any(one.is_same(other) for one in self.traces[at] for other in self.row_traces[row])

    def _same_file(self, at: int, row: int) -> bool:
        """Whether a finding stands in the file of an earlier one, which may have another name by now."""
        path, before = self.findings[at].path, self.earlier[row].path
        file = self.change.file(path)
        moved = file is not None and file.previous_path == before
        return path == before or moved or before not in self.change.paths

    def _result(self, missing: Collection[str]) -> Recognised:
        also = {self.earlier[row].fingerprint for rows in self.alike for row in rows}
        taken = {row.fingerprint for row in self.earlier}
        known: list[Known | None] = []
        for at, finding in enumerate(self.findings):
            row = self.of_finding.get(at)
            if at in self.repeats:
                known.append(None)
            elif row is not None:
                traces = still_said(self.row_traces[row], self.traces[at], missing)
                known.append(Known(finding, self.earlier[row].fingerprint, traces))
            else:
                mark = self._fresh(at, taken)
                taken.add(mark)
                known.append(Known(finding, mark, self.traces[at]))
        return Recognised(known, frozenset(also))

    def _fresh(self, at: int, taken: Collection[str]) -> str:
        """A fingerprint that no other finding has."""
        mark, finding = self.marks[at], self.findings[at]
        path = finding.path or ""
        file = self.change.file(path) or SourceFile(path, "", frozenset())
        nth = 0
        while mark in taken:
            mark, nth = fingerprint(finding, file, nth), nth + 1
        return mark
