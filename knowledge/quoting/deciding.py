"""Picks the sentences of found passages that decide a question. Blocking: call it in a thread."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.embeddings import Embedder
from knowledge.quoting.sentences import Unit, stems, units
from knowledge.search.hit import Hit

# Looked at: the passages that may hold the answer, and no more pieces of each than a model reads in a blink.
PAGES = 3
PASSAGES = 5
UNITS = 16
LONGEST = 480
MOST = 3
# How much shared words count beside likeness, and what a lower place among the pages costs.
WORDS = 0.3
PLACE = 0.08
# Who asks what to do is not helped by what it means; a page tells the two apart by its headings and lists.
TO_DO = re.compile(
    r"\b(?:what (?:do|should|can|must|shall|to|now|next)|how (?:do|can|should|to|would)"
    r"|steps?|fix|resolve|mitigate)\b",
    re.IGNORECASE,
)
DOING = re.compile(
    r"\b(?:what to do|how to|steps?|mitigat\w*|diagnos\w*|resol\w*|remed\w*|actions?|procedure|recover\w*"
    r"|fix\w*|first aid|troubleshoot\w*|find out)\b",
    re.IGNORECASE,
)
LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
UNDER_DOING = 0.12
STEP = 0.06
FEWEST_WORDS = 3
# What is this much worse than the best is not the answer.
MARGIN = 0.12


@dataclass(frozen=True, slots=True)
class Quote:
    """What a passage says, verbatim, and the passage."""

    hit: Hit
    text: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of a passage, with how near it is to the question."""

    hit: Hit
    place: int
    number: int
    unit: Unit
    score: float


def deciding(question: str, hits: Sequence[Hit], embedder: Embedder) -> list[Quote]:
    """The nearest sentences, those of one passage together in their order; the best passage first."""
    pages = list(dict.fromkeys(hit.path for hit in hits))[:PAGES]
    pieces = _scored(question, [hit for hit in hits if hit.path in pages][:PASSAGES], embedder)
    if not pieces:
        return []
    best = max(piece.score for piece in pieces)
    near = sorted((piece for piece in pieces if piece.score >= best - MARGIN), key=lambda piece: -piece.score)
    chosen = near[:MOST]
    if TO_DO.search(question) and not any(_doing(piece.hit, piece.unit) for piece in chosen):
        # A sentence that only says the question again is the nearest of all.
        steps = [
            piece for piece in pieces if piece.hit.path == pages[0] and _doing(piece.hit, piece.unit) > 0
        ]
        chosen += sorted(steps, key=lambda piece: -piece.score)[:1]
    quotes = []
    for place in sorted({piece.place for piece in chosen}):
        mine = [piece for piece in chosen if piece.place == place]
        quotes.append(Quote(mine[0].hit, _joined(mine, units(mine[0].hit.text)[:UNITS])))
    return quotes


def _scored(question: str, hits: Sequence[Hit], embedder: Embedder) -> list[_Piece]:
    every = [
        (hit, place, number, unit)
        for place, hit in enumerate(hits)
        for number, unit in enumerate(units(hit.text)[:UNITS])
    ]
    found = [piece for piece in every if _says_something(piece[-1])] or every
    if not found:
        return []
    # Where a link leads to is not what it says.
    said = [LINK.sub(r"\1", unit.text) for _, _, _, unit in found]
    vectors = embedder.embed([question, *said])
    asked, pages = stems(question), list(dict.fromkeys(hit.path for hit in hits))
    to_do = TO_DO.search(question) is not None
    return [
        _Piece(
            hit,
            place,
            number,
            unit,
            float(vectors[0] @ vectors[row])
            + WORDS * len(asked & stems(said[row - 1])) / max(len(asked), 1)
            + (_doing(hit, unit) if to_do else 0.0)
            - PLACE * pages.index(hit.path),
        )
        for row, (hit, place, number, unit) in enumerate(found, 1)
    ]


def _says_something(unit: Unit) -> bool:
    """Whether it is more than a word or two, or a list of further reading."""
    return unit.code or unit.text.startswith("|") or len(stems(LINK.sub("", unit.text))) >= FEWEST_WORDS


def _doing(hit: Hit, unit: Unit) -> float:
    return (UNDER_DOING if DOING.search(hit.heading) else 0.0) + (STEP if unit.step else 0.0)


def _joined(pieces: Sequence[_Piece], of_passage: Sequence[Unit]) -> str:
    """The pieces in their order, each with what it announces; the best alone where all are too long."""
    wanted: set[int] = set()
    text = ""
    for piece in pieces:
        after = {piece.number + 1} if piece.unit.leads and piece.number + 1 < len(of_passage) else set[int]()
        longer = _text(wanted | {piece.number} | after, of_passage)
        if text and len(longer) > LONGEST:
            break
        wanted, text = wanted | {piece.number} | after, longer
    return _shortened(text)


def _text(wanted: set[int], of_passage: Sequence[Unit]) -> str:
    parts: list[str] = []
    for number in sorted(wanted):
        unit = of_passage[number]
        apart = parts and (unit.code or of_passage[number - 1].code or number - 1 not in wanted)
        parts.append(("\n" if apart else " " if parts else "") + unit.text)
    return "".join(parts)


def _shortened(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    cut = text[:LONGEST]
    cut = cut.rpartition("\n")[0] or cut.rpartition(" ")[0] or cut
    return f"{cut}\n```\n…" if cut.count("```") % 2 else f"{cut} …"
