"""Folds copies: a text that stands on several pages is found once, with the other places."""

from collections.abc import Sequence
from dataclasses import replace

from knowledge.search.hit import Hit
from knowledge.words import parts

# Of all different words of two texts, how many they share to be called copies.
VERY_LIKE = 0.9


def folded(hits: Sequence[Hit]) -> list[Hit]:
    """Hits without the copies of earlier ones; these say where else they stand."""
    kept: list[tuple[Hit, frozenset[str]]] = []
    also: list[list[str]] = []
    for hit in hits:
        words = frozenset(parts(hit.text))
        place = next((n for n, (other, said) in enumerate(kept) if _is_copy(hit, words, other, said)), None)
        if place is None:
            kept.append((hit, words))
            also.append([])
        else:
            also[place].append(hit.path)
    return [
        replace(hit, also_at=tuple(dict.fromkeys(places))) if places else hit
        for (hit, _), places in zip(kept, also, strict=True)
    ]


def _is_copy(hit: Hit, words: frozenset[str], other: Hit, said: frozenset[str]) -> bool:
    if (hit.source, hit.path) == (other.source, other.path):
        return False
    if hit.text == other.text:
        return True
    fewer, more = sorted((len(words), len(said)))
    # They share no more than the shorter one has.
    if fewer < VERY_LIKE * more or not more:
        return False
    shared = len(words & said)
    return shared >= VERY_LIKE * (fewer + more - shared)
