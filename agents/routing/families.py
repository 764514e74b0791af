"""Word families: which of the field's vocabularies an ask draws on."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml

WORDS_FILE = Path(__file__).parent / "words.yml"


class WordFamilies:
    """Looks words up in `words.yml`.

    Args:
        families: the words by family; `cost*` stands for every ending, `roll back` for two words in a row.
    """

    def __init__(self, families: Mapping[str, Sequence[str]]) -> None:
        self.names = tuple(families)
        self._words: dict[str, set[int]] = {}
        self._stems: list[tuple[str, int]] = []
        self._phrases: list[tuple[str, int]] = []
        for number, words in enumerate(families.values()):
            for word in words:
                self._add(word, number)

    def _add(self, word: str, number: int) -> None:
        if word.endswith("*"):
            self._stems.append((word[:-1], number))
        elif " " in word:
            self._phrases.append((f" {word} ", number))
        else:
            self._words.setdefault(word, set()).add(number)

    def found(self, text: str) -> set[int]:
        """The numbers of the families that a plain text has words of."""
        families = {number for word in text.split() for number in self.of(word)}
        return families | {number for phrase, number in self._phrases if phrase in f" {text} "}

    def of(self, word: str) -> Iterator[int]:
        """The families of one word."""
        yield from self._words.get(word, ())
        yield from (number for stem, number in self._stems if word.startswith(stem))

    def vocabulary(self) -> Iterator[str]:
        """Every single word and stem."""
        yield from self._words
        yield from (stem for stem, _ in self._stems)


@cache
def word_families() -> WordFamilies:
    """The families of `words.yml`."""
    content = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))
    return WordFamilies({name: [str(word) for word in words] for name, words in content.items()})
