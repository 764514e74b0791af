"""Cuts a block that is too long for a passage where a reader would: between rows, lines or sentences."""

import re
from collections.abc import Callable, Iterator

LONGEST_PASSAGE = 6_000  # characters
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_DELIMITERS = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])")
_Count = Callable[[str], int]


def pieces(block: str, count: _Count, target: int, most: int) -> Iterator[str]:
    """A block in pieces that an embedder reads whole.

    Args:
        block: a paragraph, list, table or code block as it is written.
        count: how many tokens a text has.
        target: how many tokens a piece should have, where the block must be cut.
        most: how many tokens a block may have to stay whole. A code block is cut only where it is longer
            than a passage may be: half of a script helps nobody.
    """
    lines = block.split("\n")
    fence = _FENCE.match(block)
    if fence is not None:
        if len(block) <= LONGEST_PASSAGE:
            yield block
        else:
            yield from _code(lines, fence.group(1))
    elif len(block) <= LONGEST_PASSAGE and count(block) <= most:
        yield block
    elif len(lines) > 2 and "|" in lines[0] and _DELIMITERS.fullmatch(lines[1]):
        yield from _rows(lines, count, target)
    else:
        yield from _joined(_small(lines, count, target), count, target)


def _rows(lines: list[str], count: _Count, target: int) -> Iterator[str]:
    """A table by its rows, each piece under the names of the columns."""
    head = "\n".join(lines[:2])
    if len(head) > LONGEST_PASSAGE // 2 or count(head) > target // 2:
        yield from _joined(_small(lines, count, target), count, target)
        return
    rest = max(target - count(head), target // 2)
    room = LONGEST_PASSAGE - len(head) - 1
    for rows in _joined(_small(lines[2:], count, rest), count, rest, room):
        yield f"{head}\n{rows}"


def _code(lines: list[str], fence: str) -> Iterator[str]:
    """A long code block by its lines, each piece a code block again."""
    closed = len(lines) > 1 and lines[-1].strip().startswith(fence)
    inside = lines[1:-1] if closed else lines[1:]
    room = LONGEST_PASSAGE - len(lines[0][:200]) - len(fence) - 2
    kept: list[str] = []
    size = 0
    for line in [part for each in inside for part in _slices(each, room - 1)]:
        if kept and size + len(line) + 1 > room:
            yield "\n".join([lines[0][:200], *kept, fence])
            kept, size = [], 0
        kept.append(line)
        size += len(line) + 1
    if kept:
        yield "\n".join([lines[0][:200], *kept, fence])


def _small(lines: list[str], count: _Count, target: int) -> Iterator[tuple[str, str]]:
    """Lines, sentences, or pieces of them, each small enough; and what stood after it."""
    for line in lines:
        if _fits(line, count, target):
            yield line, "\n"
            continue
        for sentence in _SENTENCE.split(line):
            if sentence:
                yield from ((piece, " ") for piece in _halves(sentence, count, target) if piece)


def _joined(
    small: Iterator[tuple[str, str]], count: _Count, target: int, longest: int = LONGEST_PASSAGE
) -> Iterator[str]:
    text, after, size = "", "", 0
    for piece, end in small:
        tokens = count(piece)
        if text and (size + tokens > target or len(text) + len(piece) + 1 > longest):
            yield text
            text, size = "", 0
        text = f"{text}{after}{piece}" if text else piece
        after, size = end, size + tokens
    if text.strip():
        yield text


def _halves(text: str, count: _Count, target: int) -> Iterator[str]:
    """A text in parts that fit, cut at the space next to the middle, or in the middle of a word."""
    waiting = [text]
    while waiting:
        part = waiting.pop()
        if _fits(part, count, target) or len(part) < 2:
            yield part
            continue
        middle = len(part) // 2
        space = part.rfind(" ", middle // 2, middle)
        cut = space + 1 if space >= 0 else middle
        waiting += [part[cut:].strip(), part[:cut].strip()]


def _fits(text: str, count: _Count, target: int) -> bool:
    # No text has so few tokens; counting takes as long as the text is.
    return len(text) <= min(LONGEST_PASSAGE // 2, 8 * target) and count(text) <= target


def _slices(line: str, length: int) -> Iterator[str]:
    yield from (line[start : start + length] for start in range(0, max(len(line), 1), length))
