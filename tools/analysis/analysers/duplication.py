"""Code that a change wrote although it stands somewhere already: equal runs of tokens."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tools.analysis.change import LANGUAGES, Change, SourceFile
from tools.findings import Finding, Severity

LEAST_TOKENS = 80  # some ten lines; shorter ones are how a language is written
LEAST_LINES = 8
MOST = 5
MOST_TOKENS = 2_000_000
_TOKEN = re.compile(
    r"(?P<skip>\s+|//[^\n]*|\#[^\n]*|/\*.*?\*/)|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|\w+|[^\w\s]",
    re.DOTALL,
)
_IMPORTS = re.compile(r"\s*(import|from|use|using|package|require|include|export \*|@)\b")


@dataclass(frozen=True, slots=True)
class _Tokens:
    """The tokens of a file, and the line of each."""

    path: str
    texts: tuple[str, ...]
    lines: tuple[int, ...]


class DuplicationAnalyser:
    """Compares the changed lines with the rest of the change and what belongs to it."""

    name = "duplication"

    def analyse(self, change: Change) -> Iterator[Finding]:
        """A finding a copy."""
        every = _all_tokens(change)
        index = _index(every)
        found = 0
        for file in change.files:
            own = every.get(file.path)
            if own is None or file.is_test or change.whole:
                continue
            for first, other, start, length in _copies(own, file, every, index):
                found += 1
                if found > MOST:
                    return
                yield _finding(own, first, other, start, length)


def _all_tokens(change: Change) -> dict[str, _Tokens]:
    texts = {file.path: file.text for file in change.files if file.language is not None and not file.is_test}
    for path, text in change.context.items():
        dot = path.rfind(".")
        if path[dot:].lower() in LANGUAGES:
            texts.setdefault(path, text)
    found: dict[str, _Tokens] = {}
    room = MOST_TOKENS
    for path, text in texts.items():
        tokens = _tokens(path, text)
        room -= len(tokens.texts)
        if room < 0:
            break
        found[path] = tokens
    return found


def _tokens(path: str, text: str) -> _Tokens:
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
    return _Tokens(path, tuple(texts), tuple(lines))


def _index(every: Mapping[str, _Tokens]) -> dict[int, list[tuple[str, int]]]:
    """Where each run of tokens begins, of those that begin a line."""
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for path, tokens in every.items():
        for at in _starts(tokens):
            places = found[hash(tokens.texts[at : at + LEAST_TOKENS])]
            if len(places) < 20:
                places.append((path, at))
    return found


def _starts(tokens: _Tokens) -> Iterator[int]:
    lines = tokens.lines
    for at in range(len(lines) - LEAST_TOKENS + 1):
        if at == 0 or lines[at] != lines[at - 1]:
            yield at


def _copies(
    own: _Tokens,
    file: SourceFile,
    every: Mapping[str, _Tokens],
    index: Mapping[int, Sequence[tuple[str, int]]],
) -> Iterator[tuple[int, _Tokens, int, int]]:
    """Where a copy begins, of what, from where there, and how many tokens long it is."""
    until = 0
    for at in _starts(own):
        if at < until or own.lines[at] not in file.changed:
            continue
        best: tuple[_Tokens, int, int] | None = None
        for path, start in index.get(hash(own.texts[at : at + LEAST_TOKENS]), ()):
            other = every[path]
            length = _equal(own, at, other, start)
            apart = path != own.path or start + length <= at
            if apart and length >= LEAST_TOKENS and (best is None or length > best[2]):
                best = other, start, length
        if best is None:
            continue
        lines = set(own.lines[at : at + best[2]])
        if len(lines) >= LEAST_LINES and lines <= file.changed:
            until = at + best[2]
            yield at, *best


def _equal(own: _Tokens, at: int, other: _Tokens, start: int) -> int:
    length = 0
    most = min(len(own.texts) - at, len(other.texts) - start)
    while length < most and own.texts[at + length] == other.texts[start + length]:
        length += 1
    return length


def _finding(own: _Tokens, first: int, other: _Tokens, start: int, length: int) -> Finding:
    line, end = own.lines[first], own.lines[first + length - 1]
    there, there_end = other.lines[start], other.lines[start + length - 1]
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
