"""Where in the diff a finding can be commented on: GitHub takes no other lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storage.models import CodeFinding
from tools.findings import Patch
from tools.repos import ChangedFile, patch_lines


@dataclass(frozen=True, slots=True)
class Span:
    """Lines of the new file, the first and the last."""

    first: int
    last: int


class Diff:
    """The lines of a pull request that can be commented on, hunk by hunk."""

    def __init__(self, files: Sequence[ChangedFile]) -> None:
        self._hunks: Mapping[str, list[Span]] = {file.path: _hunks(file.patch) for file in files}

    def span(self, finding: CodeFinding) -> Span | None:
        """Where a finding is shown: its own lines, as far as one hunk has them."""
        for hunk in self._hunks.get(finding.path, ()):
            first, last = max(finding.line, hunk.first), min(finding.end_line, hunk.last)
            if first <= last:
                return Span(first, last)
        return None

    def holds(self, patch: Patch) -> bool:
        """Whether all lines that a patch replaces are in one hunk."""
        hunks = self._hunks.get(patch.path, ())
        return patch.line <= patch.end_line and any(
            hunk.first <= patch.line and patch.end_line <= hunk.last for hunk in hunks
        )


def _hunks(patch: str | None) -> list[Span]:
    """The lines that each hunk shows. git joins hunks that touch, so between two there is a gap."""
    found: list[Span] = []
    for line in patch_lines(patch):
        if line.new is None:
            continue
        if found and line.new == found[-1].last + 1:
            found[-1] = Span(found[-1].first, line.new)
        else:
            found.append(Span(line.new, line.new))
    return found


def suggestion_of(finding: CodeFinding, diff: Diff) -> Patch | None:
    """The patch that can be offered with one press: it is for this file and inside of the diff."""
    if finding.patch is None or finding.wording is not None:
        return None
    patch = Patch.model_validate(finding.patch)
    near = patch.line <= finding.end_line + 1 and finding.line <= patch.end_line + 1
    return patch if patch.path == finding.path and near and diff.holds(patch) else None
