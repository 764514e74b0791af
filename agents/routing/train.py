"""Fits the router's weights to the examples: `python -m agents.routing.train` (about 20 s).

Run it after a change of `examples.yml`, `words.yml` or of the code that reads them, and commit `weights.npz`.
"""

import hashlib
import sys
from collections import Counter
from pathlib import Path

import numpy as np

from agents.routing.classifier import Weights
from agents.routing.examples import filled, read_examples, without_names
from agents.routing.families import WORDS_FILE, word_families
from agents.routing.features import Features
from agents.routing.intents import INTENTS
from agents.routing.softmax import fit
from agents.routing.spelling import Spelling
from agents.routing.text import plain
from knowledge.embeddings import MiniLm

_HERE = Path(__file__).parent
_MADE_FROM = (
    "examples.yml",
    WORDS_FILE.name,
    "examples.py",
    "features.py",
    "softmax.py",
    "spelling.py",
    "text.py",
)
_FAMILY_WORD_COUNTS = 3


def train(lines: dict[str, list[str]]) -> Weights:
    """Fit the weights to training asks by intent."""
    words = vocabulary(lines)
    features = Features(MiniLm(threads=1), Spelling(words), word_families())
    examples = list(filled(lines))
    rows = np.array([features.vector(example.ask) for example in examples])
    names = [intent.name for intent in INTENTS]
    classes = np.eye(len(names), dtype=np.float32)[[names.index(example.intent) for example in examples]]
    weights = np.array([example.weight for example in examples], dtype=np.float32)
    matrix, bias = fit(rows, classes, weights)
    return Weights(matrix, bias, words, fingerprint())


def vocabulary(lines: dict[str, list[str]]) -> dict[str, int]:
    """The words that misspelt ones are mended to, and how often they are used.

    A word counts that stands in two lines or more: one that stands in a single line may itself be misspelt.
    """
    counts: Counter[str] = Counter()
    for asks in lines.values():
        for line in asks:
            counts.update({word for word in plain(without_names(line)).split() if word.isalpha()})
    known = {word: count for word, count in counts.items() if count > 1}
    for word in word_families().vocabulary():
        known[word] = known.get(word, 0) + _FAMILY_WORD_COUNTS
    return dict(sorted(known.items()))


def fingerprint() -> str:
    """What the weights depend on, in one line."""
    digest = hashlib.sha256()
    for name in _MADE_FROM:
        digest.update((_HERE / name).read_bytes())
    return digest.hexdigest()


def main() -> None:
    """Fit to the examples and write `weights.npz`."""
    lines = read_examples()
    train(lines).save()
    sys.stdout.write(f"Fitted {sum(map(len, lines.values()))} examples of {len(lines)} intents.\n")


if __name__ == "__main__":
    main()
