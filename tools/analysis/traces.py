"""What each analyser says of a finding, so that it is known again where some of them are missing.

A finding that several analysers agree on takes its words, its rule and its lines from some of them, and which
these are changes with who had time to look. So a finding is the same as an earlier one where any analyser's
part of the one would be one finding with any part of the other.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from tools.analysis.anchors import Anchors
from tools.analysis.judging import MODEL
from tools.analysis.merge import NEAR, problem_of
from tools.analysis.weaknesses import kind_of
from tools.findings import Finding

MOST_PARTS = 30  # of one finding
MOST_LINES = 50  # of one part
NEAR_MODEL = 2  # lines around that of a model, which counts them by itself


@dataclass(frozen=True, slots=True)
class Trace:
    """One analyser's part of a finding.

    Args:
        analyser: Its name.
        problem: What its rule is about.
        kind: The weakness, where it is known.
        lines: The anchors of its lines.
        near: Those of its lines and of the lines around that belong to the same problem.
        steps: Those of the lines on the data's way.
        elsewhere: Whether it stands at a line that the change left alone.
    """

    analyser: str
    problem: str
    kind: str | None
    lines: frozenset[str]
    near: frozenset[str]
    steps: frozenset[str]
    elsewhere: bool = False

    @classmethod
    def of(cls, part: Finding, anchors: Anchors) -> Self:
        """That of a single analyser's finding."""
        problem = problem_of(part.rule)
        first = part.line or 0
        last = min(part.end_line or first, first + MOST_LINES)
        around = NEAR_MODEL if part.analyser == MODEL else NEAR.get(problem, 0)
        steps = [anchors.of(step.path, [step.line]) for step in part.steps]
        return cls(
            part.analyser,
            problem,
            kind_of(part.cwe),
            anchors.of(part.path, range(first, last + 1)),
            anchors.around(part.path, first, last, around),
            frozenset().union(*steps),
            part.elsewhere,
        )

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Self:
        """From what `dump` made; older rows have less."""
        sets = {name: frozenset(data[name]) for name in ("lines", "near", "steps")}
        elsewhere = bool(data.get("elsewhere", False))
        return cls(data["analyser"], data["problem"], data["kind"], **sets, elsewhere=elsewhere)

    def dump(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            name: sorted(value) if isinstance(value, frozenset) else value
            for name, value in asdict(self).items()
        }

    @property
    def anchors(self) -> frozenset[str]:
        """All that it can be known by."""
        return self.lines | self.near | self.steps

    def is_same(self, other: "Trace") -> bool:
        """Whether two parts, of one review or of two, are about one problem at one place; see `merge`."""
        if self.problem == other.problem:
            return _meet(self.lines, other.near) or _meet(self.near, other.lines)
        by_model = MODEL in (self.analyser, other.analyser)
        if self.kind is None or other.kind is None:
            return by_model and _meet(self.lines, other.lines)
        if self.kind != other.kind or self.analyser == other.analyser:
            return False
        if by_model:
            model, sure = (self, other) if self.analyser == MODEL else (other, self)
            return _meet(model.near, sure.lines)
        passes = _meet(self.steps, other.lines) or _meet(self.lines, other.steps)
        return passes or _meet(self.lines, other.lines)


def traces_of(finding: Finding, anchors: Anchors) -> tuple[Trace, ...]:
    """One for each part of a finding."""
    parts = (finding.parts or (finding,))[:MOST_PARTS]
    return tuple(dict.fromkeys(Trace.of(part, anchors) for part in parts))


def still_said(
    earlier: Collection[Trace], now: Collection[Trace], missing: Collection[str]
) -> tuple[Trace, ...]:
    """The traces of a finding that is seen again: those of now, and of who could not look what they said."""
    said = {(trace.analyser, trace.problem) for trace in now}
    kept = [one for one in earlier if one.analyser in missing and (one.analyser, one.problem) not in said]
    return (*now, *kept)


def _meet(some: frozenset[str], others: frozenset[str]) -> bool:
    return not some.isdisjoint(others)
