"""SQL files of a change: statements that no database can read (sqlfluff), and those that hit every row."""

import re
from collections.abc import Iterator

from tools.analysis.change import Change, SourceFile, Unread
from tools.analysis.sql import Statement, statements
from tools.findings import Finding, Severity

DIALECTS = ("postgres", "mysql", "sqlite", "ansi")
# T-SQL takes nearly every two words for the call of a procedure: it is asked only where it is meant.
TRANSACT = re.compile(r"@\w|\[\w+\]|\bTOP\s*\(?\d|\bN?VARCHAR\s*\(\s*MAX|\bIDENTITY\s*\(", re.IGNORECASE)
LONGEST = 60_000  # characters; its parser takes a second for so many
_PLACE = re.compile(r"^Line \d+, Position \d+: ")
TEMPLATED = re.compile(r"\{\{|\{%|\$\{|<%|^\s*(?:\\|DELIMITER\b|GO\s*$)", re.MULTILINE | re.IGNORECASE)


class SqlfluffAnalyser:
    """Parses each file as several dialects; what none of them reads is wrong. Style is left alone."""

    name = "sqlfluff"

    def analyse(self, change: Change) -> Iterator[Finding | Unread]:
        """Places that don't parse, and dangerous statements."""
        for file in change.files:
            if not file.path.lower().endswith(".sql"):
                continue
            for statement in statements(file.text):
                yield from _dangerous(file, statement)
            if len(file.text) > LONGEST:
                yield Unread("it is too long to be parsed", file.path)
            elif not TEMPLATED.search(file.text):  # templates and scripts of a client are no SQL yet
                yield from _unparsed(file)


def _unparsed(file: SourceFile) -> Iterator[Finding]:
    from sqlfluff.core import FluffConfig, Linter

    found: tuple[int, str] | None = None
    dialects = (*DIALECTS, "tsql") if TRANSACT.search(file.text) else DIALECTS
    for dialect in dialects:
        linter = Linter(config=FluffConfig(overrides={"dialect": dialect, "templater": "raw"}))
        violations = linter.parse_string(file.text).violations
        if not violations:
            return
        first = min(violations, key=lambda item: item.line_no)
        # The dialect that gets the furthest is the one that is meant.
        if found is None or first.line_no > found[0]:
            found = first.line_no, str(first.desc())
    if found is None:
        return
    yield Finding(
        title="No database reads this SQL",
        severity=Severity.HIGH,
        confidence=0.8,
        rule="sql-unparsable",
        path=file.path,
        line=found[0],
        why=f"It parses as none of {', '.join(dialects)}: {_PLACE.sub('', found[1])[:160]}",
        analyser=SqlfluffAnalyser.name,
    )


def _dangerous(file: SourceFile, statement: Statement) -> Iterator[Finding]:
    match = re.match(r"(?i)(delete\s+from|update)\s+(?:only\s+)?([\w.\"`\[\]]+)", statement.text)
    if match is None or re.search(r"(?i)\b(where|using|join|limit)\b", statement.text):
        return
    if match[1].lower() == "update" and not re.search(r"(?i)\bset\b", statement.text):
        return
    verb = "deletes" if match[1].lower().startswith("delete") else "alters"
    yield Finding(
        title=f"This {verb} every row of {match[2][:60]}",
        severity=Severity.HIGH,
        confidence=0.75,
        rule="sql-without-where",
        path=file.path,
        line=statement.line,
        end_line=statement.end_line,
        why="There is no condition: on a table in use it takes all of its rows, and locks them meanwhile.",
        suggestion="Add a WHERE; where all rows are meant, say so in a comment and do it in batches.",
        analyser=SqlfluffAnalyser.name,
    )
