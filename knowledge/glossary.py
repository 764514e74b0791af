"""What the things of the trade are in plain words, so that who does not know a name finds its page.

Embeddings of a small model know little of what `etcd` is. The glossary says it, and a page whose title or
path names an entry is found by the entry's words, too.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.words import spoken

if TYPE_CHECKING:
    from knowledge.settings import KnowledgeSettings

OWN = Path(__file__).with_name("glossary.txt")


class GlossaryError(Exception):
    """A glossary can't be read. The message says which line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing of the trade: what it is called, and what it is, as phrases."""

    names: tuple[str, ...]
    phrases: tuple[str, ...]

    @property
    def plain(self) -> str:
        """What it is."""
        return ", ".join(self.phrases)

    @property
    def whole(self) -> str:
        """What it is called and what it is."""
        return f"{', '.join(self.names)}: {self.plain}"


class Glossary:
    """Entries by their first name. One that comes later replaces an earlier one of the same name."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = {entry.names[0]: entry for entry in entries}
        self._names = {
            subject: tuple(_stemmed(spoken(name)) for name in entry.names)
            for subject, entry in self.entries.items()
        }
        written = "\n".join(f"{entry.names}{entry.phrases}" for entry in self.entries.values())
        self.fingerprint = hashlib.sha256(written.encode()).hexdigest()[:16]

    def subjects(self, text: str) -> list[str]:
        """Which entries a title or a path names, by their first names."""
        said = _stemmed(spoken(text)) + _stemmed(text)
        return [subject for subject, names in self._names.items() if any(name in said for name in names)]

    def plain(self, subjects: Sequence[str]) -> str:
        """What these subjects are."""
        return "; ".join(self.entries[subject].plain for subject in subjects if subject in self.entries)


def glossary(settings: "KnowledgeSettings") -> Glossary:
    """Our own entries and those of the team.

    Raises:
        GlossaryError: the team's file can't be read.
    """
    return Glossary(
        [*_read(OWN), *(_read(settings.knowledge_glossary) if settings.knowledge_glossary else ())]
    )


def _read(file: Path) -> list[Entry]:
    try:
        lines = file.expanduser().read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise GlossaryError(
            f"The glossary {file} can't be read: {error}. Check KNOWLEDGE_GLOSSARY."
        ) from error
    return [
        _entry(line, f"{file}, line {number}")
        for number, line in enumerate(lines, 1)
        if line.strip() and not line.lstrip().startswith("#")
    ]


def _entry(line: str, place: str) -> Entry:
    names, _, plain = line.partition(" = ")
    entry = Entry(_listed(names), _listed(plain))
    if not entry.names or not entry.phrases:
        raise GlossaryError(f"{place} is no “name, other name = what it is”. Mend it, or put a # before it.")
    return entry


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


@cache
def stem(word: str) -> str:
    """An English word without its ending."""
    from snowballstemmer import stemmer

    stemmed: str = stemmer("english").stemWord(word)
    return stemmed


def _stemmed(text: str) -> str:
    return f" {' '.join(stem(word) for word in re.findall(r'[a-z0-9]+', text.lower()))} "
