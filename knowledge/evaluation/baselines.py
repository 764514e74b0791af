"""Two plain ways to search, to compare with: likeness of bare passages alone, and words alone."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from knowledge.embeddings import Embedder
from knowledge.glossary import stem
from knowledge.words import searched
from storage.knowledge import FoundPassage

if TYPE_CHECKING:
    from knowledge.embeddings import Vectors

# What BM25 is mostly used with.
SATURATION, LENGTH = 1.2, 0.75


class DenseAlone:
    """The pages by the likeness of their best passage, whose text is embedded without the titles above it."""

    def __init__(self, passages: Sequence[FoundPassage], embedder: Embedder) -> None:
        self._embedder = embedder
        self._paths = [passage.path for passage in passages]
        self._vectors: Vectors = embedder.embed([passage.text for passage in passages])

    def ranked(self, question: str) -> list[str]:
        """The pages, the best first."""
        likeness = (self._vectors @ self._embedder.embed([question])[0]).tolist()
        best: dict[str, float] = {}
        for path, like in zip(self._paths, likeness, strict=True):
            best[path] = max(best.get(path, -1.0), like)
        return _ordered(best)


class WordsAlone:
    """The pages by BM25 over their words, as stems."""

    def __init__(self, passages: Sequence[FoundPassage]) -> None:
        texts: defaultdict[str, list[str]] = defaultdict(list)
        for passage in passages:
            texts[passage.path] += [passage.context, passage.text]
        self._pages = {path: Counter(_stems(" ".join(parts))) for path, parts in texts.items()}
        self._having = Counter(word for page in self._pages.values() for word in page)
        self._mean = sum(page.total() for page in self._pages.values()) / max(len(self._pages), 1)

    def ranked(self, question: str) -> list[str]:
        """The pages, the best first."""
        asked = _stems(question)
        return _ordered({path: self._score(asked, page) for path, page in self._pages.items()})

    def _score(self, asked: Sequence[str], page: Counter[str]) -> float:
        norm = SATURATION * (1 - LENGTH + LENGTH * page.total() / self._mean)
        return sum(self._rarity(word) * page[word] / (page[word] + norm) for word in asked)

    def _rarity(self, word: str) -> float:
        having = self._having[word]
        return math.log(1 + (len(self._pages) - having + 0.5) / (having + 0.5))


def _stems(text: str) -> list[str]:
    return [stem(word) for word in searched(text).split()]


def _ordered(scores: dict[str, float]) -> list[str]:
    return sorted(scores, key=lambda path: (-scores[path], path))
