"""Takes the asking out of an ask: of "have we seen this before: pods restart" it leaves "pods restart"."""

import re
from collections.abc import Iterable

_ASKING = re.compile(
    r"\b(?:"
    r"(?:have|had|has|did|do|does|was|is|are|were) "
    r"(?:we|this|it|that|there|you|i|any(?:one|body)|somebody)\b"
    r"(?: (?:ever|already|once|an?|so|to us|(?:some|any)thing|have|had|see|seen|this|that|it|happen(?:ed)?"
    r"|before|like|similar|new|known|past|incident|issue|problem))*"
    r"|(?:ever )?(?:seen|had|happened) (?:this|that|it)?\s*before|seen this"
    r"|known(?: (?:issue|problem)|(?=\?))"
    r"|(?:any )?(?:similar|past|previous|earlier) (?:incidents?|outages?|cases?)|post-? ?mortems?"
    r"|incident history|(?:this|it) looks familiar|rings a bell|last time|root cause|incidents?|outages?"
    r"|(?:has|have) (?:that|it|this) (?:ever )?happened(?: to us)?|(?:show|read|give) me(?: the)?"
    r"|what (?:happened|was the root cause))\b"
    r"|before(?=\?)",
    re.IGNORECASE,
)
DESCRIBING = 3  # words
_WORD = re.compile(r"[^\W\d][\w'-]*")
_STATUS = re.compile(r"\b[45](?:xx|\d\d)", re.IGNORECASE)
_PLAIN = frozenset(
    _WORD.findall(
        "a an and any at be did do does for go goes had has have how i in is it like last list down ever me "
        "of on one or our that the there this to us was we were what when which with now today yesterday "
        "before again since year month week quarter many"
    )
)


def describes(words: str) -> bool:
    """Whether words say enough to tell one failure from another: "it is slow" fits too many."""
    return len(set(_WORD.findall(words.lower())) - _PLAIN) >= DESCRIBING


def words_of(text: str, services: Iterable[str] = ()) -> str:
    """An ask without the asking; empty where nothing is left of it that describes anything.

    A service's name is taken out: it makes all incidents of that service look alike, and is compared apart.
    """
    rest = _ASKING.sub(" ", text)
    for name in services:
        called = rf"(?:\b(?:of|in|for|on|at)\s+)?(?<![\w-]){re.escape(name)}(?![\w-])"
        rest = re.sub(called, " ", rest, flags=re.IGNORECASE)
    rest = " ".join(rest.split()).strip(" ,.:;?!-–")
    told = set(_WORD.findall(rest.lower())) - _PLAIN
    return rest if told or _STATUS.search(rest) else ""
