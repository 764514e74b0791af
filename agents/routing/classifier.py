"""Ranks the intents of an ask with the fitted weights."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from agents.routing.families import word_families
from agents.routing.features import Features
from agents.routing.intents import INTENTS, RankedIntent
from agents.routing.softmax import softmax
from agents.routing.spelling import Spelling
from knowledge.embeddings import minilm

WEIGHTS_FILE = Path(__file__).parent / "weights.npz"


@dataclass(frozen=True, slots=True)
class Weights:
    """What the training found out. `fingerprint` says from which examples and code."""

    matrix: NDArray[np.floating[Any]]
    bias: NDArray[np.floating[Any]]
    words: dict[str, int]
    fingerprint: str

    @classmethod
    def load(cls, path: Path = WEIGHTS_FILE) -> Self:
        """Read the file that `python -m agents.routing.train` writes."""
        with np.load(path, allow_pickle=False) as stored:
            words = dict(zip(stored["words"].tolist(), stored["counts"].tolist(), strict=True))
            matrix, bias = stored["matrix"].astype(np.float32), stored["bias"].astype(np.float32)
            return cls(matrix, bias, words, str(stored["fingerprint"]))

    def save(self, path: Path = WEIGHTS_FILE) -> None:
        """Write the file, with weights to three digits."""
        np.savez_compressed(
            path,
            matrix=self.matrix.astype(np.float16),
            bias=self.bias.astype(np.float16),
            words=np.array(list(self.words)),
            counts=np.array(list(self.words.values()), dtype=np.uint16),
            fingerprint=np.array(self.fingerprint),
        )


class Classifier:
    """Says what an ask may want, most likely first. Blocking: about 5 ms an ask."""

    def __init__(self, weights: Weights, features: Features) -> None:
        self._weights = weights
        self._features = features

    def rank(self, ask: str) -> tuple[RankedIntent, ...]:
        """Every intent with its probability, the most likely first."""
        scores = self._features.vector(ask) @ self._weights.matrix + self._weights.bias
        ranked = zip(INTENTS, softmax(scores).tolist(), strict=True)
        return tuple(
            RankedIntent(intent, probability)
            for intent, probability in sorted(ranked, key=lambda pair: pair[1], reverse=True)
        )

    def mended(self, ask: str) -> str:
        """The plain words that the ask was read as."""
        return self._features.mended(ask)


@cache
def classifier() -> Classifier:
    """The classifier with the shipped weights; one a process, as the model takes 0.3 s and 60 MB."""
    weights = Weights.load()
    return Classifier(weights, Features(minilm(), Spelling(weights.words), word_families()))
