"""What the glossary makes of a question: its subjects, and what it means beside its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from knowledge.embeddings import Vectors

BEST_PHRASES = 3
# Chosen on four sets of questions; with 5 to 12 subjects, and half to one and a half times the pull, one to
# three questions in a hundred fewer find their page.
SUBJECTS_MEANT = 8
PULL = 0.015  # of a subject, for each standard deviation that it stands out


@dataclass(frozen=True)
class Phrases:
    """The glossary as vectors.

    Args:
        subjects: which subject each phrase belongs to, in the glossary's order.
        vectors: of the phrases.
        entries: of the whole entries, one a subject: its names and what it is.
    """

    subjects: tuple[str, ...]
    vectors: "Vectors"
    entries: "Vectors"

    @cached_property
    def centre(self) -> Any:
        """What all that is said in the trade has in common."""
        return self.vectors.mean(axis=0)

    def nearest(self, pages: Sequence[bytes]) -> float:
        """How like the nearest page is to a phrase, on average; pages are int8 vectors."""
        import numpy as np

        if not pages:
            return 0.0
        rows = np.frombuffer(b"".join(pages), dtype=np.int8).reshape(len(pages), -1).astype(np.float32)
        said = self.vectors - self.centre
        likeness = (said / np.linalg.norm(said, axis=1, keepdims=True)) @ (
            rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        ).T
        return float(likeness.max(axis=1).mean())


@dataclass(frozen=True, slots=True)
class Told:
    """What the glossary says of a question.

    Args:
        subjects: how far each stands out, in standard deviations above the mean, never below 0.
        trade: how much the question is of this trade: the mean likeness of the three best phrases.
        vector: the question without what it has in common with all questions of the trade, and pulled towards
            the names and plain words of the subjects that it is about: so it comes near to a page that uses
            these names where the question does not. Its length is 1.
    """

    subjects: dict[str, float]
    trade: float
    vector: Any


def told(phrases: Phrases, vector: Any) -> Told:
    """Hold a question against the glossary."""
    import numpy as np

    # Not `@`, whose threads would wait for each other longer than they count.
    likeness = np.einsum("ij,j->i", phrases.vectors, vector)
    best: dict[str, float] = {}
    for subject, like in zip(phrases.subjects, likeness.tolist(), strict=True):
        best[subject] = max(best.get(subject, -1.0), like)
    values = np.array(list(best.values()))
    above = np.maximum((values - values.mean()) / (float(values.std()) or 1.0), 0)
    meant = np.argsort(-above)[:SUBJECTS_MEANT]
    pulled = vector - phrases.centre + PULL * np.einsum("i,ij->j", above[meant], phrases.entries[meant])
    return Told(
        subjects=dict(zip(best, above.tolist(), strict=True)),
        trade=float(np.sort(likeness)[-BEST_PHRASES:].mean()),
        vector=(pulled / max(float(np.linalg.norm(pulled)), 1e-9)).astype(np.float32),
    )
