"""Code that a change wrote although it stands somewhere already: equal runs of tokens."""

import re
from collections.abc import Iterator

from tools.analysis.change import LANGUAGES, Change, SourceFile
from tools.analysis.clones import Clone, CloneIndex, Parts
from tools.findings import Finding, Severity

LEAST_TOKENS = 80  # some ten lines; shorter ones are how a language is written
LEAST_LINES = 8
MOST = 5
MOST_TOKENS = 2_000_000
MOST_PLACES = 20
_TOKEN = re.compile(
    r"(?P<skip>\s+|//[^\n]*|\#[^\n]*|/\*.*?\*/)|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|\w+|[^\w\s]",
    re.DOTALL,
)
_IMPORTS = re.compile(r"\s*(import|from|use|using|package|require|include|export \*|@)\b")


class DuplicationAnalyser:
    """Compares the changed lines with the rest of the change and what belongs to it."""

    name = "duplication"

    def analyse(self, change: Change) -> Iterator[Finding]:
        """One finding per copy."""
        every = _all_tokens(change)
        index = CloneIndex(LEAST_TOKENS, MOST_PLACES)
        for tokens in every.values():
            for at in _starts(tokens):
                index.add(tokens, at)
        found = 0
        for file in change.files:
            own = every.get(file.path)
            if own is None or file.is_test or change.whole:
                continue
            for first, clone in _copies(own, file, index):
                found += 1
                if found > MOST:
                    return
                yield _finding(own, first, clone)


def _all_tokens(change: Change) -> dict[str, Parts]:
    texts = {file.path: file.text for file in change.files if file.language is not None and not file.is_test}
    for path, text in change.context.items():
        dot = path.rfind(".")
        if path[dot:].lower() in LANGUAGES:
            texts.setdefault(path, text)
    found: dict[str, Parts] = {}
    room = MOST_TOKENS
    for path, text in texts.items():
        tokens = _tokens(path, text)
        room -= len(tokens.texts)
        if room < 0:
            break
        found[path] = tokens
    return found


def _tokens(path: str, text: str) -> Parts:
    imports = {number for number, line in enumerate(text.split("\n"), 1) if _IMPORTS.match(line)}
    texts: list[str] = []
    lines: list[int] = []
    line, at = 1, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        if match["skip"] is None and line not in imports:
            texts.append(match[0])
            lines.append(line)
    return Parts(path, tuple(texts), tuple(lines))


def _starts(tokens: Parts) -> Iterator[int]:
    """Where a run can begin: with a line."""
    lines = tokens.lines
    for at in range(len(lines) - LEAST_TOKENS + 1):
        if at == 0 or lines[at] != lines[at - 1]:
            yield at


def _copies(own: Parts, file: SourceFile, index: CloneIndex) -> Iterator[tuple[int, Clone]]:
    """Where a copy begins, and of what it is one."""
    until = 0
    for at in _starts(own):
        if at < until or own.lines[at] not in file.changed:
            continue
        best = max(index.clones(own, at), key=lambda clone: clone.length, default=None)
        if best is None:
            continue
        lines = set(own.lines[at : at + best.length])
        if len(lines) >= LEAST_LINES and lines <= file.changed:
            until = at + best.length
            yield at, best


def _finding(own: Parts, first: int, clone: Clone) -> Finding:
    other, last = clone.file, clone.length - 1
    line, end = own.lines[first], own.lines[first + last]
    there, there_end = other.lines[clone.start], other.lines[clone.start + last]
    return Finding(
        title=f"These {end - line + 1} lines stand in {other.path} already",
        severity=Severity.LOW,
        confidence=0.7,
        rule="duplicate-code",
        path=own.path,
        line=line,
        end_line=end,
        why=f"They equal its lines {there} to {there_end}: a fix in one will be forgotten in the other.",
        suggestion="Give what they do a function of its own, and call it from both places.",
        analyser=DuplicationAnalyser.name,
        cwe="CWE-1041",
    )
