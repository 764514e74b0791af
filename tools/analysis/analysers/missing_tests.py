"""Source files that changed while no test did."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tools.analysis.change import Change, SourceFile
from tools.findings import Finding, Severity

LEAST_LINES = 3
MOST = 5  # further files share one finding: a review that repeats itself is not read
DEFINITION = re.compile(
    r"^\s*(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:def|class|func|function)\b"
    r"|^\s*(?:export\s+)?const\s+\w+\s*=\s*(?:async\s*)?\("
)
NOTHING = re.compile(r"^\s*(?:#|//|/?\*|\"\"\"|import\b|from\b|package\b|[\])}]*,?;?\s*$)")
NO_TESTS_EXPECTED = re.compile(
    r"(^|/)(migrations?|docs?|scripts?|config|settings)(/|\.|$)|(^|/)(__init__|conftest|setup)\.py$"
)


class MissingTests:
    """Asks for a test where code changed and neither a test of that name nor one that mentions it did."""

    name = "tests"

    def analyse(self, change: Change) -> Iterator[Finding]:
        """A finding a source file."""
        untested = [] if change.whole else _untested(change)
        yield from (_finding(file, lines) for file, lines in untested[:MOST])
        if len(untested) > MOST:
            yield _summary(untested[MOST:])


def _untested(change: Change) -> list[tuple[SourceFile, list[int]]]:
    """Files without a test and their lines of code, new files first, then by how much changed."""
    tests = [file for file in change.files if file.is_test]
    found = []
    for file in change.files:
        if file.language is None or file.is_test or NO_TESTS_EXPECTED.search(file.path):
            continue
        lines = [number for number in sorted(file.changed) if not NOTHING.match(file.line(number))]
        if len(lines) >= LEAST_LINES and not any(_tests(test, file) for test in tests):
            found.append((file, lines))
    return sorted(found, key=lambda pair: (not pair[0].added, -len(pair[1])))


def _tests(test: SourceFile, file: SourceFile) -> bool:
    name = PurePosixPath(file.path).name.partition(".")[0]
    if re.search(rf"\b{re.escape(name)}\b", test.text):
        return True
    if test.path.endswith("_test.go"):  # Go's tests stand beside the file and belong to its package
        return PurePosixPath(test.path).parent == PurePosixPath(file.path).parent
    return name in PurePosixPath(test.path).name


def _finding(file: SourceFile, lines: list[int]) -> Finding:
    first = next((number for number in lines if DEFINITION.match(file.line(number))), lines[0])
    name = PurePosixPath(file.path).name
    return Finding(
        title=f"No test for the {'new code' if file.added else 'change'} in {name}",
        severity=Severity.MEDIUM if file.added else Severity.LOW,
        confidence=0.9 if file.added else 0.6,
        rule="missing-test",
        path=file.path,
        line=first,
        why=f"{len(lines)} lines of code changed and no test that names {name.partition('.')[0]} did.",
        suggestion="Add a test that fails without this change.",
        analyser="tests",
    )


def _summary(untested: list[tuple[SourceFile, list[int]]]) -> Finding:
    file, lines = untested[0]
    names = ", ".join(other.path for other, _ in untested[:20])
    return _finding(file, lines).model_copy(
        update={
            "title": f"No test for {len(untested)} more changed files",
            "severity": Severity.LOW,
            "confidence": 0.6,
            "why": f"No test that names them changed with them: {names}.",
        }
    )
