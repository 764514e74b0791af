"""What can be said of a question without a model: its language, its spelling, its names, its exact parts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path, PurePosixPath

from knowledge.search.language import is_english
from knowledge.search.spelling import Spelling
from knowledge.words import flat, parts, searched

LONGEST_QUESTION = 2000
LONGEST_WORD = 500  # of an address or a path; what is longer says nothing
MOST_EXACT = 6
MOST_CALLED = 60
FEW_WORDS = range(2, 4)  # so many and no more are looked for as a phrase, too: `make lock`, "error budget"

QUOTED = re.compile(r'["“”„]([^"“”„]{3,})["“”]|`([^`]{3,})`')
# Words that are written as nobody writes prose.
COMPOUND = re.compile(
    r"""
    [A-Za-z0-9]*(?:[_./:=][A-Za-z0-9-]+)+        # queue_depth, app.kubernetes.io/name, key=value
    | [a-z]+[A-Z]\w*                             # etcdInsufficientMembers
    | [A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+          # KubePodCrashLooping
    | /[\w./-]+                                  # /var/lib/etcd
    | \w+-\w*\d\w*                               # INC-17, CVE-2024
    | (?<![\w.-])(?:[A-Z]{2,}\d+|[A-Z]\d{3,})\w*  # E1234, ORA01555
    """,
    re.VERBOSE,
)
HYPHENED = re.compile(r"(?<![\w-])[A-Za-z]+(?:-[A-Za-z]+)+(?![\w-])")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*[A-Za-z0-9]")
IN_CODE = re.compile(r"[a-z][A-Z]|_")
# "Why did it fail?", "have we seen this before?", but not "it fails ever since" or "it was moved".
OF_THE_PAST = re.compile(
    r"""
    (?:^|[.?!;:,]\s+)(?:(?:and|but|so)\s+)?
    (?:(?:why|when|how|what|which|who|whom|where)\b(?:\s+[\w'’-]+){0,3}?\s+)?
    (?:did|was|were|had|didn['’]t|wasn['’]t|weren['’]t|hadn['’]t|couldn['’]t)\b
    | \b(?:have|has)\s+(?:we|you|they|it|this|that|anyone|anybody|somebody)\b(?:\s+[\w'’-]+){0,6}?
      \s+(?:ever|before|already)\b
    | \b(?:have|has)\s+(?:we|you|they|it|anyone)\s+(?:ever|seen|had)\b
    | \blast\s+time\b
    | \bever\s+(?!since\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what is searched for it.

    Args:
        text: as it was typed, with its spelling put right where it is English.
        exact: what must be found as it stands: quoted phrases, identifiers, paths; in lower case.
        called: what a page would be called if its name stood in the question, made flat.
        names: names of technology, and those that are written as in code.
        looks_back: whether it is about what happened once, in English.
    """

    text: str
    english: bool
    exact: tuple[str, ...]
    called: frozenset[str]
    names: tuple[str, ...]
    looks_back: bool = False

    @property
    def words(self) -> list[str]:
        """Its words as they are searched, with repeats."""
        return searched(self.text).split()


def trimmed(asked: str) -> str:
    """What can be searched of anything that was sent: no more than a person would ask."""
    return " ".join(word for word in asked.split() if len(word) <= LONGEST_WORD)[:LONGEST_QUESTION]


def read(asked: str, spelling: Spelling, everyday: frozenset[str]) -> Question:
    """Look at a question as it was typed."""
    english = is_english(asked)
    text = spelling.mended(asked) if english else asked
    return Question(
        text=text,
        english=english,
        exact=tuple(_exact(asked, everyday)),
        called=frozenset(_called(asked)),
        names=tuple(dict.fromkeys(_names(text))),
        looks_back=english and OF_THE_PAST.search(text) is not None,
    )


def name_words(name: str) -> list[str]:
    """By which words a name is known: a product by its whole name, others also by how they begin."""
    if flat(name) in _products():
        return [flat(name)]
    return [*searched(name).split()[-1:], *parts(name.replace("-", ""))[:1]]


def _exact(asked: str, everyday: frozenset[str]) -> list[str]:
    quoted = [first or second for first, second in QUOTED.findall(asked)]
    compounds = [match.strip(".:,/") for match in COMPOUND.findall(asked)]
    hyphened = [name for name in HYPHENED.findall(asked) if _is_no_prose(name, everyday)]
    found = [*quoted, *(name for name in compounds if len(name) > 2), *hyphened]
    if not found and len(asked.split()) in FEW_WORDS:
        found = [asked.strip(" .,:?!")]
    return list(dict.fromkeys(part.lower().strip() for part in found))[:MOST_EXACT]


def _is_no_prose(name: str, everyday: frozenset[str]) -> bool:
    """`kube-proxy` and `system-node-critical`, but not `key-value` and `up-to-date`."""
    pieces = name.split("-")
    if not all(len(piece) < 3 or piece.lower() in everyday for piece in pieces):
        return True
    return len(pieces) > 2 and min(len(piece) for piece in pieces) > 3


def _called(asked: str) -> Iterable[str]:
    for word in asked.split()[:MOST_CALLED]:
        yield flat(word)
        if "/" in word or "." in word:
            yield flat(PurePosixPath(word.strip(".,:;!?()'\"`#")).stem)


def _names(text: str) -> Iterable[str]:
    words = NAME.findall(text)
    yield from (name for name in words if _is_name(name))
    # Some are written as two words: VS Code, New Relic.
    yield from (first + second for first, second in pairwise(words) if flat(first + second) in _products())


def _is_name(name: str) -> bool:
    return flat(name) in _products() or IN_CODE.search(name) is not None


@cache
def _products() -> frozenset[str]:
    lines = Path(__file__).with_name("products.txt").read_text("utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())
