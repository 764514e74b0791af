"""Which files of a change are looked at first, where there is not time for all: a sum of simple indicators.

| indicator | counts |
|---|---|
| its name speaks of signing in, money, keys, requests or data | 4 |
| its new lines do so: queries, commands, requests, ciphers, loading of data | 3 |
| it alters a database's tables | 4 |
| it says how things are built, run or let in | 3 |
| a test of it was deleted | 3 |
| reviews found something in it before that people did not dismiss | 1 each, 3 at the most |
| its size: more than 10, 100, 1,000 changed lines | 1 each |
| it is a test | -6 |
| it is text, data or a picture | -10 |
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from math import log10

from tools.analysis.change import SourceFile
from tools.repos import ChangedFile

GONE = ("removed", "deleted")
MOST_SIGNS_OF_SIZE = 3
MOST_OF_HISTORY = 3
READ_OF_A_PATCH = 50_000  # characters in which indicators are looked for

_NAME = re.compile(
    r"auth|log[io]n|session|passw|secret|token|crypt|cipher|sign|pay|billing|refund|admin|permission|role|access"
    r"|api|route|view|controller|handler|webhook|upload|download|quer|sql|repositor|db|exec|shell|middleware",
    re.IGNORECASE,
)
_LINES = re.compile(
    r"^\+.*?(?:\b(?:SELECT|INSERT|UPDATE|DELETE)\b.{0,200}\b(?:FROM|INTO|SET|WHERE)\b"
    r"|\b(?:request|req|params|cookies?|headers?)\b\s*[.\[(]|\b(?:exec|eval|system|popen|spawn|subprocess)\w*\b"
    r"|\b(?:pickle|yaml\.load|unserialize|readObject|deserialize)\b|(?i:crypt|cipher|md5|sha1|jwt|hmac|password)"
    r"|innerHTML|dangerouslySetInnerHTML|redirect\w*\s*\()",
    re.MULTILINE,
)
_TABLES = re.compile(
    r"(^|/)(migrations?|alembic/versions|db/migrate|flyway)/|\.sql$|schema\.\w+$", re.IGNORECASE
)
_HOW_IT_RUNS = re.compile(
    r"(^|/)(Dockerfile[^/]*|docker-compose[^/]*|compose\.ya?ml|Jenkinsfile|Makefile|nginx[^/]*|\.env[^/]*)$"
    r"|(^|/)\.github/workflows/|(^|/)(k8s|helm|charts|terraform|ansible|deploy)/|\.tf$"
    r"|(^|/)(settings|config)[^/]*\.\w+$",
    re.IGNORECASE,
)
_HARMLESS = re.compile(
    r"\.(md|rst|adoc|txt|json|ya?ml|toml|csv|tsv|svg|html?|css|scss|snap|lock|xml|ini|po)$", re.IGNORECASE
)
_TEST_NAME = re.compile(r"^tests?_|(_test|_spec|\.test|\.spec|Tests?|IT)$")


def by_risk(changed: Iterable[ChangedFile], history: Mapping[str, int] | None = None) -> list[ChangedFile]:
    """The changed files, those with the most risk first; equal ones by size, then by path.

    Args:
        changed: All of a change, deleted ones, too.
        history: How many findings that counted each path had before.
    """
    every = list(changed)
    untested = {subject(entry.path) for entry in every if entry.status in GONE and is_test(entry.path)}
    known = history or {}
    return sorted(
        every,
        key=lambda entry: (
            -risk(entry, known.get(entry.path, 0) + known.get(entry.previous or "", 0), untested),
            -(entry.additions + entry.deletions),
            entry.path,
        ),
    )


def files_by_risk(files: Sequence[SourceFile]) -> list[SourceFile]:
    """The same for files that are at hand already."""
    entries = by_risk(_entry(file) for file in files)
    own = {file.path: file for file in files}
    return [own[entry.path] for entry in entries]


def risk(entry: ChangedFile, found_before: int = 0, untested: frozenset[str] | set[str] = frozenset()) -> int:
    """How much can go wrong with a changed file: see the table above."""
    tables, runs, test = _TABLES.search(entry.path), _HOW_IT_RUNS.search(entry.path), is_test(entry.path)
    score = 4 * bool(_NAME.search(entry.path)) + 4 * bool(tables) + 3 * bool(runs)
    score += 3 * bool(_LINES.search((entry.patch or "")[:READ_OF_A_PATCH]))
    score += 3 * (not test and subject(entry.path) in untested)
    score += min(found_before, MOST_OF_HISTORY)
    score += min(int(log10(max(entry.additions + entry.deletions, 1))), MOST_SIGNS_OF_SIZE)
    if test:
        return score - 6
    return score - 10 if _HARMLESS.search(entry.path) and not (tables or runs) else score


def is_test(path: str) -> bool:
    """Whether a path is that of a test."""
    return SourceFile(path, "", frozenset()).is_test


def subject(path: str) -> str:
    """The name of what a file is about: that of `tests/test_cart.py` is the same as that of `app/cart.py`."""
    return _TEST_NAME.sub("", path.rpartition("/")[2].partition(".")[0]).lower()


def _entry(file: SourceFile) -> ChangedFile:
    lines = file.lines
    shown = [
        f"+{lines[number - 1][:1_000]}" for number in sorted(file.changed)[:1_000] if number <= len(lines)
    ]
    return ChangedFile(
        path=file.path,
        previous=file.previous_path,
        status="added" if file.added else "modified",
        additions=len(file.changed),
        deletions=0,
        patch="\n".join(shown),
    )
