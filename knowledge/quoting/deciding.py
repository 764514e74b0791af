"""Picks the sentences of found passages that decide a question. Blocking: call it in a thread."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.embeddings import Embedder
from knowledge.quoting.sentences import Unit, stems, units
from knowledge.search.hit import Hit

# Looked at: the passages that may hold the answer, and no more pieces of each than a model reads in a blink.
PASSAGES = 3
UNITS = 24
LONGEST = 480
MOST = 3
# How much shared words count beside likeness, and what a lower place among the hits costs.
WORDS = 0.3
PLACE = 0.08
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
    pieces = _scored(question, hits[:PASSAGES], embedder)
    if not pieces:
        return []
    best = max(piece.score for piece in pieces)
    near = sorted((piece for piece in pieces if piece.score >= best - MARGIN), key=lambda piece: -piece.score)
    chosen = near[:MOST]
    quotes = []
    for hit in dict.fromkeys(piece.hit.path for piece in chosen):
        of_page = [piece for piece in chosen if piece.hit.path == hit]
        for place in dict.fromkeys(piece.place for piece in of_page):
            mine = [piece for piece in of_page if piece.place == place]
            quotes.append(Quote(mine[0].hit, _joined(mine, units(mine[0].hit.text)[:UNITS])))
    return quotes


def _scored(question: str, hits: Sequence[Hit], embedder: Embedder) -> list[_Piece]:
    found = [
        (hit, place, number, unit)
        for place, hit in enumerate(hits)
        for number, unit in enumerate(units(hit.text)[:UNITS])
    ]
    if not found:
        return []
    vectors = embedder.embed([question, *(unit.text for _, _, _, unit in found)])
    asked = stems(question)
    return [
        _Piece(
            hit,
            place,
            number,
            unit,
            float(vectors[0] @ vectors[row])
            + WORDS * len(asked & stems(unit.text)) / max(len(asked), 1)
            - PLACE * place,
        )
        for row, (hit, place, number, unit) in enumerate(found, 1)
    ]


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
