"""Changes of the licence that a project or a part of it is under."""

import re
from collections.abc import Iterator

from tools.analysis.change import Change, SourceFile
from tools.findings import Finding, Severity

FILE = re.compile(r"(^|/)(LICEN[CS]E|COPYING|NOTICE)([.-][\w.-]+)?$", re.IGNORECASE)
MANIFEST = re.compile(
    r"(^|/)(package\.json|pyproject\.toml|setup\.cfg|Cargo\.toml|composer\.json|pom\.xml|[\w.-]+\.gemspec)$"
)
FIELD = re.compile(
    r"^\s*[\"']?(?:\w+\.)?licen[cs]e[\"']?\s*[:=]\s*(?P<value>.+?),?\s*$|^\s*<name>(?P<name>[^<]*licen[cs]e[^<]*)</name>",
    re.IGNORECASE | re.MULTILINE,
)
SPDX = re.compile(r"SPDX-License-Identifier:\s*([\w.+\-() ]+)")


class LicenceAnalyser:
    """A licence is a decision of its owners: every change of one is worth a look."""

    name = "licences"

    def analyse(self, change: Change) -> Iterator[Finding]:
        """One finding per file."""
        for file in change.files:
            if file.before is None or not file.changed:
                continue
            if FILE.search(file.path) and _words(file.text) != _words(file.before):
                what = "The text of the licence changed"
                yield _finding(
                    file, min(file.changed), what, "What others may do with this code changed with it."
                )
                continue
            yield from _fields(file, FIELD if MANIFEST.search(file.path) else SPDX)


def _fields(file: SourceFile, pattern: re.Pattern[str]) -> Iterator[Finding]:
    before = [_value(match) for match in pattern.finditer(file.before or "")]
    for match in pattern.finditer(file.text):
        value, line = _value(match), file.text.count("\n", 0, match.end()) + 1
        if before and value not in before and line in file.changed:
            why = f"It was {before[0]}. What others may do with this code changes with it."
            yield _finding(file, line, f"The licence is now {value}", why)


def _value(match: re.Match[str]) -> str:
    found = next(group for group in match.groups() if group)
    return found.strip(" \"'{},")[:60]


def _words(text: str) -> list[str]:
    """Years and layout change without a change of the licence."""
    return re.findall(r"[a-z]+", text.lower())


def _finding(file: SourceFile, line: int, title: str, why: str) -> Finding:
    return Finding(
        title=title,
        severity=Severity.MEDIUM,
        confidence=0.85,
        rule="licence-changed",
        path=file.path,
        line=line,
        why=why,
        suggestion="Have the owners of the project agree to it.",
        analyser=LicenceAnalyser.name,
    )
