"""Finds the lines of a log that decide: errors, with what stands around them."""

import re
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel

# What marks a line as telling, and how much: the assertion that failed says more than "exit code 1".
_SIGNS: Final = tuple(
    (re.compile(pattern), weight)
    for pattern, weight in (
        (r"^E {3,}\S", 6),
        (r"^(FAILED|ERROR) \S+::", 8),
        (r"^\s*--- FAIL:|^FAIL\s|^panic:", 6),
        (r"^[\w.]*(Error|Exception|Failure|Timeout)(:|$)", 6),
        (r"\b[A-Z]\w*(Error|Exception): ", 5),
        (r"^Traceback \(most recent call last\)", 4),
        (r"^\s*[×✗✕] |^\s*FAIL ", 5),
        (r"^npm (ERR!|error) ", 4),
        (r"(?i)^(error|fatal|panic)\b[^:]{0,60}:", 5),
        (r"(?i)##\[error\]", 4),
        (r"(?i)\b(timed out|time-?out|connection (refused|reset)|ECONNRESET|ETIMEDOUT)\b", 4),
        (r"(?i)\b(out of memory|OOMKilled|no space left|permission denied|50[0-4] [A-Z])", 4),
        (r"^\S+:\d+(:\d+)?: (error\b|\w+Error\b)", 5),
        (r"^[A-Z]{1,4}\d{3,4} ", 4),
        (r"(?i)\b(could not|cannot|can't|failed to|unable to)\b", 2),
        (r"^\+{0,1}\s*=+ .*\b\d+ failed\b.*=+$", 2),
        (r"(?i)\b(exit code|exit status|exited with) [1-9]", 1),
    )
)
_NOISE: Final = re.compile(
    r"(?i)\b0 (errors|failed|failures)\b|warning|deprecat|\bno errors?\b|ignore-?errors"
    r"|^ > git |time-?out[=:] ?\d"
)
_STAGE: Final = re.compile(r"^\[Pipeline\] { \((?P<name>.+)\)$")
# Lines at the edges of an excerpt that say nothing.
_MARKER: Final = re.compile(r"\s*$|\[Pipeline\]|Stage \".*\" skipped")
_BEFORE, _AFTER = 6, 4
_LONGEST_LINE: Final = 500


class LogExcerpt(BaseModel):
    """Lines of a log, numbered from 1; `deciding` is the most telling one, `weight` how telling it is."""

    stage: str | None
    weight: int = 0
    first_line: int
    last_line: int
    deciding: str
    text: str


@dataclass(frozen=True, slots=True)
class _Sign:
    """A telling line by its index."""

    index: int
    weight: int


def find_excerpts(text: str, most_lines: int = 60, stage: str | None = None) -> list[LogExcerpt]:
    """The parts of a log that tell why it failed, in their order.

    Args:
        text: the log.
        most_lines: how many lines to show in all.
        stage: prefer lines of this stage, where the log marks stages as Jenkins does.
    """
    lines = [line[:_LONGEST_LINE] for line in text.splitlines()]
    stages = _stages(lines)
    signs = [_Sign(i, weight + 3 * (stage is not None and stages[i] == stage))
             for i, line in enumerate(lines) if (weight := _weigh(line))]  # fmt: skip
    if not signs:
        return [_cut(lines, stages, max(len(lines) - 20, 0), len(lines), None)] if lines else []
    strongest = max(sign.weight for sign in signs)
    signs = [sign for sign in signs if sign.weight * 2 >= strongest]
    chosen: list[tuple[int, int]] = []
    for start, end in sorted(
        _blocks(signs, len(lines)), key=lambda block: _worth(block, signs), reverse=True
    ):
        if sum(b - a for a, b in chosen) + end - start <= most_lines or not chosen:
            chosen.append((start, min(end, start + most_lines)))
    return [_cut(lines, stages, start, end, signs) for start, end in sorted(chosen)[:6]]


def deciding_line(excerpts: list[LogExcerpt]) -> str | None:
    """The most telling line of all, the first one where several are equal."""
    return max(excerpts, key=lambda excerpt: excerpt.weight).deciding if excerpts else None


def _weigh(line: str) -> int:
    if _NOISE.search(line):
        return 0
    if "script returned exit code" in line:
        return 1  # Jenkins says so after every failure.
    return max((weight for pattern, weight in _SIGNS if pattern.search(line)), default=0)


def _stages(lines: list[str]) -> list[str | None]:
    """The stage in which each line was printed."""
    found: list[str | None] = []
    current: str | None = None
    for line in lines:
        match = _STAGE.match(line)
        if match:
            current = match["name"]
        elif line == "[Pipeline] // stage":
            current = None
        found.append(current)
    return found


def _blocks(signs: list[_Sign], length: int) -> list[tuple[int, int]]:
    """Telling lines with what stands around them, neighbours joined."""
    blocks: list[tuple[int, int]] = []
    for sign in signs:
        start, end = max(sign.index - _BEFORE, 0), min(sign.index + _AFTER + 1, length)
        if blocks and start <= blocks[-1][1]:
            blocks[-1] = (blocks[-1][0], end)
        else:
            blocks.append((start, end))
    return blocks


def _worth(block: tuple[int, int], signs: list[_Sign]) -> tuple[int, int]:
    """The strongest sign of a block decides; then how many there are."""
    weights = [sign.weight for sign in signs if block[0] <= sign.index < block[1]]
    return max(weights), min(sum(weights), 100)


def _cut(
    lines: list[str], stages: list[str | None], start: int, end: int, signs: list[_Sign] | None
) -> LogExcerpt:
    while start < end - 1 and _MARKER.match(lines[start]):
        start += 1
    while start < end - 1 and _MARKER.match(lines[end - 1]):
        end -= 1
    inside = [sign for sign in signs or [] if start <= sign.index < end]
    strongest = max(inside, key=lambda sign: (sign.weight, -sign.index)) if inside else _Sign(end - 1, 0)
    best = strongest.index
    return LogExcerpt(
        stage=stages[best],
        weight=strongest.weight,
        first_line=start + 1,
        last_line=end,
        deciding=lines[best].strip(),
        text="\n".join(lines[start:end]),
    )
