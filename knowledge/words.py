"""The words of a text as they are searched: compounds taken apart, and kept whole as well."""

import re
from functools import lru_cache

LONGEST_WORD = 60  # longer ones are keys and checksums
# Postgres takes at most 1 MB of words in one row, and counts a word's place up to 16,383.
LONGEST_TEXT = 200_000

# Between two letters: to put a match together again from its groups takes twice as long.
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ABBREVIATION = re.compile(r"(?<=[A-Z])(?=[A-Z][a-z])")
_JOINT = re.compile(r"[_\-./]+")
_SCRIPT = "\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af"  # written without spaces
_WORD = re.compile(rf"[^\W{_SCRIPT}]+|[{_SCRIPT}]+")
# Lines of logs hold line ends as two characters.
_ESCAPED = re.compile(r"\\[nrt]")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_ADDRESS = re.compile(r"https?://\S+")


def spoken(name: str) -> str:
    """A compound as one would say it: `KubePodCrashLooping` becomes `Kube Pod Crash Looping`."""
    apart = _ABBREVIATION.sub(" ", _CAPITAL.sub(" ", name))
    return _JOINT.sub(" ", apart).strip()


def flat(name: str) -> str:
    """A name without what people leave out or put in when they type it."""
    return re.sub(r"[\W_]", "", name.lower())


def prose(text: str) -> str:
    """A text without addresses, which say nothing of what it means."""
    return _ADDRESS.sub("", _LINK.sub(r"\1", text))


def parts(text: str) -> list[str]:
    """The words in their order, compounds taken apart; Chinese and Japanese by pairs of characters."""
    return [part for word in _words(text) for part in _parts(word)]


def searched(text: str) -> str:
    """The words for a full text index: those of the text in their order, then its compounds as wholes."""
    wholes = [flat(word) for word in _words(text) if len(word) <= LONGEST_WORD and len(_parts(word)) > 1]
    return " ".join([*parts(text), *wholes])


def _words(text: str) -> list[str]:
    return _WORD.findall(_ESCAPED.sub(" ", text[:LONGEST_TEXT]))


def _parts(word: str) -> tuple[str, ...]:
    # Checksums come once only, and would fill the memory.
    return _known(word) if len(word) <= LONGEST_WORD else _apart(word)


@lru_cache(maxsize=20_000)
def _known(word: str) -> tuple[str, ...]:
    return _apart(word)


def _apart(word: str) -> tuple[str, ...]:
    if "\u3040" <= word[0] <= "\ud7af":
        return tuple(word[place : place + 2] for place in range(len(word) - 1)) or (word,)
    return tuple(part for part in spoken(word).lower().split() if len(part) <= LONGEST_WORD)
