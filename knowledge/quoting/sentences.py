"""Cuts passages into what can be quoted: sentences, steps, rows of a table, blocks of code."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

FENCE = re.compile(r"^\s*(```|~~~)")
ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
RULE = re.compile(r"^[\s|:+=-]*$")
# A sentence ends at a stop before a capital letter, a quote or code; not after "e.g." and the like.
END = re.compile(
    r"(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\betc\.)(?<!\bvs\.)(?<=[.!?:])\s+(?=[\"“(`*\[]*[A-Z0-9À-Þ])|(?<=[。！？])"
)
WORD = re.compile(r"[^\W\d_]{2,}")

LITTLE_WORDS = """
    a about after again all also am an and any are as at be because been before being both but by
    can could did do does doing during each few for from further get had has have having he her here
    his how i if in into is it its itself just me more most my now of off on once only or other our
    out over own page per same should so some such than that the their them then there these they
    this those through to too under until up us very was we were what when where which while who
    whom why will with would you your
"""
STOPWORDS = frozenset(LITTLE_WORDS.split())
ENDINGS = ("ings", "ing", "ions", "ion", "ies", "ied", "ed", "es", "s")
SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of a passage that says something by itself; the text is verbatim but for its line breaks.

    A `step` stands in a list or is code: more often something to do than something to know.
    """

    text: str
    code: bool = False
    step: bool = False

    @property
    def leads(self) -> bool:
        """Whether it only announces what comes next."""
        return self.text.endswith(":") and not self.code


def units(passage: str) -> list[Unit]:
    """The pieces of a passage, in their order."""
    found: list[Unit] = []
    for lines, code in _blocks(passage):
        if code:
            found.append(Unit("\n".join(lines), code=True, step=True))
        else:
            step = ITEM.match(lines[0]) is not None
            found += [Unit(text, step=step) for text in _sentences(lines)]
    return found


def stems(text: str) -> frozenset[str]:
    """The words that carry meaning, without their endings."""
    return frozenset(_stem(word) for word in words(text))


def words(text: str) -> list[str]:
    """The words that carry meaning, as written but in lower case, without repeats."""
    return list(dict.fromkeys(word for word in WORD.findall(text.lower()) if word not in STOPWORDS))


def _stem(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


def _blocks(passage: str) -> Iterator[tuple[list[str], bool]]:
    """Code with its fences, and paragraphs, steps and rows each by itself."""
    kept: list[str] = []
    fenced = False
    for line in passage.splitlines():
        if FENCE.match(line):
            if not fenced and kept:
                yield kept, False
                kept = []
            kept.append(line)
            if fenced:
                yield kept, True
                kept = []
            fenced = not fenced
        elif fenced:
            kept.append(line)
        elif not line.strip() or ITEM.match(line) or line.lstrip().startswith(("|", "#")):
            if kept:
                yield kept, False
            kept = [line] if line.strip() and not RULE.match(line) else []
        else:
            kept.append(line)
    if kept:
        yield kept, fenced


def _sentences(lines: list[str]) -> list[str]:
    first, *rest = lines
    text = " ".join(part.strip().removeprefix("> ") for part in [ITEM.sub("", first), *rest])
    if text.startswith("#"):
        return []
    if text.startswith("|"):
        return [text]
    return [part.strip() for part in END.split(text) if WORD.search(part)]
