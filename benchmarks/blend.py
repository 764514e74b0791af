"""Makes vectors for a hundred thousand passages without running the model a hundred thousand times."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from knowledge.embeddings import minilm

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

NAME = "blend"
PARTS = re.compile(r"\n+| › |(?<=[.!?:])\s+(?=[A-Z`])")
SPREAD = 0.3  # how far texts of the same sentences lie from their sum
WHOLE = 2_000  # longer texts were cut off amid a sentence


class Blend:
    """An embedder: a text's vector is the sum of those of its sentences, shifted a little by the text's hash.

    Each sentence is embedded for real, once, without the numbers in it.

    Args:
        sentences: those that are embedded at the start; titles and the like follow when they come.
    """

    name = NAME

    def __init__(self, sentences: Sequence[str]) -> None:
        self._known: dict[str, Vectors] = {}
        self._learn(part for sentence in sentences for part in _parts(sentence))

    @property
    def embedded(self) -> int:
        """How many texts went through the model."""
        return len(self._known)

    def count(self, text: str) -> int:
        """How many tokens a text has."""
        return minilm().count(text)

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """One row a text, of length 1."""
        import numpy as np

        parts = [_parts(text) for text in texts]
        self._learn(part for some in parts for part in some)
        return np.array([self._sum(*each) for each in zip(texts, parts, strict=True)], dtype=np.float32)

    def _learn(self, parts: Iterable[str]) -> None:
        new = sorted(set(parts) - self._known.keys())
        self._known |= dict(zip(new, minilm().embed(new), strict=True))

    def _sum(self, text: str, parts: list[str]) -> "Vectors":
        import numpy as np

        chance = np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"))
        shift = chance.standard_normal(384, dtype=np.float32)
        total = np.sum([self._known[part] for part in parts], axis=0)
        moved = total / np.linalg.norm(total) + SPREAD * shift / np.linalg.norm(shift)
        row: Vectors = moved / np.linalg.norm(moved)
        return row


class Asked:
    """The real model under the name of the blend, so that questions are asked of the same vectors."""

    name = NAME

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """One row a text, of length 1."""
        return minilm().embed(texts)

    def count(self, text: str) -> int:
        """How many tokens a text has."""
        return minilm().count(text)


def _parts(text: str) -> list[str]:
    """The sentences and titles in a text, without their numbers."""
    parts = [part for part in (re.sub(r"\d+", "", some).strip() for some in PARTS.split(text)) if part]
    return (parts[:-1] if len(text) > WHOLE and len(parts) > 1 else parts) or ["-"]
