"""What a finding is known by again, after lines moved, a rebase, or another name for its file."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from tools.analysis.change import SourceFile, lines_of
from tools.analysis.judging import MODEL
from tools.analysis.merge import problem_of
from tools.analysis.weaknesses import kind_of
from tools.findings import Finding

LENGTH = 16  # bytes
LONGEST = 300  # characters of a line in which a name is looked for
# What begins a function, a method or a class in the languages that are read, by what stands before its name.
_NAMED = re.compile(
    r"^\s*(?:[\w@<>\[\],.?]+\s+)*?(?:def|class|func|function|fn|fun|sub|interface|trait|impl|module|struct)\s+"
    r"(?:\([^)]*\)\s*)?(?P<name>[A-Za-z_$][\w$.]*)"
    r"|^\s*(?:export\s+)?(?:const|let|var)\s+(?P<arrow>[A-Za-z_$][\w$]*)\s*=\s*(?:async\s*)?(?:\(|function|\w+\s*=>)"
    r"|^\s*(?:(?:public|private|protected|internal|static|final|async|override|virtual|abstract|synchronized)\s+)+"
    r"[\w<>\[\],.?\s]*?(?P<method>[A-Za-z_]\w*)\s*\("
)


def fingerprint(finding: Finding, file: SourceFile, nth: int) -> str:
    """Hex digits that stay the same while the problem, its lines and its function do.

    Args:
        finding: What was found.
        file: The file that it is in.
        nth: Which it is of several that would be the same, from 0, in the order of their lines.
    """
    first = finding.line or 0
    last = min(finding.end_line or first, first + 50)
    text = "\n".join(normal(file.line(number)) for number in range(first, last + 1))
    # Which analyser explains it best may change from push to push; the weakness does not.
    # A model may call the same by another number every time.
    problem = MODEL if finding.analyser == MODEL else kind_of(finding.cwe) or problem_of(finding.rule)
    parts = (problem, text, enclosing(file, first), str(nth))
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=LENGTH).hexdigest()


def fingerprints(findings: Sequence[Finding], files: Sequence[SourceFile]) -> list[str]:
    """The fingerprint of each finding, in their order; one without a file of these is told by its path."""
    by_path = {file.path: file for file in files}
    seen: Counter[str] = Counter()
    found = [""] * len(findings)
    order = sorted(range(len(findings)), key=lambda at: (findings[at].path or "", findings[at].line or 0))
    for at in order:
        finding = findings[at]
        file = by_path.get(finding.path or "") or SourceFile(finding.path or "", "", frozenset())
        first = fingerprint(finding, file, 0)
        found[at] = first if not seen[first] else fingerprint(finding, file, seen[first])
        seen[first] += 1
    return found


def enclosing(file: SourceFile, line: int) -> str:
    """The names of the functions and classes around a line, outermost first: "Cart.total"."""
    around = functions_around(file.text)
    return around[line - 1] if 0 < line <= len(around) else ""


@lru_cache(maxsize=64)
def functions_around(text: str) -> tuple[str, ...]:
    """For each line of a text the names of the functions and classes around it, as `enclosing` has them."""
    open_ones: list[tuple[int, str]] = []
    found = []
    for line in lines_of(text):
        depth, match = _indent(line), _NAMED.match(line[:LONGEST])
        if match is not None:
            while open_ones and open_ones[-1][0] >= depth:
                open_ones.pop()
            open_ones.append((depth, match["name"] or match["arrow"] or match["method"]))
        inside = depth + (match is not None)
        found.append(".".join(name for at, name in open_ones if at < inside))
    return tuple(found)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" \t"))


def normal(text: str) -> str:
    """A line without the whitespace that formatting changes."""
    return re.sub(r"\s+", " ", text.strip())
