"""Which names a change took out of the code, and who still has them."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from tools.analysis.change import LANGUAGES, SourceFile
from tools.security.manifests import is_manifest

MOST_SEARCHED = 200  # names of one change; that many are lost only where a whole part of a program goes
SHORTEST, LONGEST = 3, 100  # characters of a name that is looked for
_WORD = re.compile(r"[^\W\d]\w*")
_BREAK = re.compile(r"\\[nrt]")  # in a text, and no part of the word after it
_DEFINED = re.compile(
    r"\b(?:def|class|func|function\*?|const|let|var)\s+(?:\([^)\n]{0,200}\)\s*)?([^\W\d]\w*)"
    r"|^([^\W\d]\w*)\s*(?::[^=\n]{1,200})?=(?!=)",
    re.MULTILINE,
)


@lru_cache(maxsize=1024)
def words_of(text: str) -> Counter[str]:
    """How often each word stands in a text, be it code, a comment or a text in it."""
    return Counter(_WORD.findall(_BREAK.sub("  ", text)))


def is_code(path: str) -> bool:
    """Whether a path is that of a program in a known language."""
    dot = path.rfind(".")
    return dot >= 0 and path[dot:].lower() in LANGUAGES


def is_told_of(path: str) -> bool:
    """Whether the text that a deleted file had matters."""
    return is_code(path) or is_manifest(path)


def taken_out(files: Iterable[SourceFile], gone: Mapping[str, str]) -> Counter[str]:
    """The words that stand less often in code than before the change, and how often they stood there."""
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for file in files:
        if file.language is not None:
            before.update(words_of(file.before or ""))
            after.update(words_of(file.text))
    for path, text in gone.items():
        if is_code(path):
            before.update(words_of(text))
    return Counter({word: count for word, count in before.items() if after[word] < count})


def lost_names(
    files: Iterable[SourceFile], gone: Mapping[str, str], context: Mapping[str, str]
) -> frozenset[str]:
    """Names that lost a use with a change and stand in sight only where they are defined.

    Args:
        files: The changed files.
        gone: The text of the deleted ones.
        context: Unchanged ones.
    """
    files = list(files)
    lost = taken_out(files, gone)
    if not lost:
        return frozenset()
    seen: Counter[str] = Counter()
    defined: Counter[str] = Counter()
    for path, text in {**context, **{file.path: file.text for file in files}}.items():
        seen.update(words_of(text))
        if is_code(path):
            defined.update(one or other for one, other in _DEFINED.findall(text))
    found = [word for word, count in defined.items() if word in lost and seen[word] <= count]
    found = [word for word in found if SHORTEST <= len(word) <= LONGEST and not word.endswith("__")]
    return frozenset(found) if len(found) <= MOST_SEARCHED else frozenset()


def named_in(contents: Mapping[str, bytes], names: Iterable[str]) -> dict[str, frozenset[str]]:
    """Which of some files have a name, be it in code or not.

    Args:
        contents: All files of a tree.
        names: What to look for.
    """
    found: dict[str, set[str]] = {name: set() for name in names}
    if not found:
        return {}
    pattern = re.compile(rb"(?<!\w)(?:" + b"|".join(re.escape(name.encode()) for name in found) + rb")(?!\w)")
    for path, data in contents.items():
        for match in set(pattern.findall(data)):
            found[match.decode()].add(path)
    return {name: frozenset(paths) for name, paths in found.items()}
