"""Finds passages: by meaning first; what is called by its name (an alert, a path) by its name."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from knowledge.embeddings import Embedder
from knowledge.index import Index, Match

# How much a match by name adds to the cosine, which lies between about 0.1 and 0.8 here. Chosen so that a
# page with the very name wins, and a mention in the text only decides between passages of like meaning.
SAME_NAME = 1.0
LATER = 0.03
IN_HEADING = 0.4
IN_TEXT = 0.15

IDENTIFIER = re.compile(
    r"""
    [A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+      # KubePodCrashLooping
    | [A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+  # queue_depth, RETRY_LATER
    | [A-Z]{2,10}-\d+                      # INC-17, CVE-2024
    | [\w.-]+/[\w./-]+                     # app/refunds.py
    | \w+\.(?:py|go|ts|js|md|ya?ml|sql|sh|txt)\b
    | (?:E|ERR|ORA|SQLSTATE)[-_ ]?\d{3,6}  # E1234
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers a question, and where it stands.

    Args:
        path: the file inside its folder.
        heading: the headings above the passage, joined by ` › `; empty at the top of a page.
        url: where people read it, with the anchor; None when the folder has no address.
        date: the day the page speaks of or was last changed, as YYYY-MM-DD.
        score: likeness, with what names add; only good for ordering.
        details: the page's front matter, such as severity and services.
    """

    path: str
    title: str
    heading: str
    url: str | None
    date: str
    score: float
    text: str
    kind: str = "document"
    source: str = ""
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """A whole document, as it was ingested."""

    path: str
    title: str
    url: str | None
    date: str
    text: str
    kind: str = "document"
    details: dict[str, Any] = field(default_factory=dict)


def search(
    index: Index, embedder: Embedder, query: str, k: int, kind: str | None, per_page: int
) -> list[Hit]:
    """The best passages, best first, at most `per_page` of one page. Blocking."""
    (vector,) = embedder.embed([query])
    matches = {match.entry.id: match for match in index.nearest(vector, max(4 * k, 20), _of(kind))}
    words = identifiers(query)
    for match in _by_name(index, vector, query, words, kind):
        matches.setdefault(match.entry.id, match)
    called = _called(query)
    scored = sorted(
        ((match.similarity + _bonus(match, words, called), match) for match in matches.values()),
        key=lambda pair: (-pair[0], pair[1].entry.metadata["path"], pair[1].entry.metadata["number"]),
    )
    hits: list[Hit] = []
    taken: dict[tuple[str, str], int] = {}
    for score, match in scored:
        page = (str(match.entry.metadata["source"]), str(match.entry.metadata["path"]))
        taken[page] = taken.get(page, 0) + 1
        if taken[page] <= per_page:
            hits.append(_hit(match, score))
    return hits[:k]


def identifiers(query: str) -> list[str]:
    """The words of a question that are names rather than prose, without repeats, at most eight."""
    return list(dict.fromkeys(match.strip("./-") for match in IDENTIFIER.findall(query)))[:8]


def _called(query: str) -> set[str]:
    """Words that could be the name of a page, in lower case."""
    return {word.strip(".,:;!?()'\"`#").lower() for word in query.split()} - {""}


def _of(kind: str | None) -> dict[str, Any] | None:
    return {"kind": kind} if kind else None


def _by_name(index: Index, vector: Any, query: str, words: list[str], kind: str | None) -> list[Match]:
    called = sorted(_called(query))[:40]
    if not called:
        return []
    named: dict[str, Any] = {"$or": [{"stem": {"$in": called}}, {"identifier": {"$in": called}}]}
    where = {"$and": [named, {"kind": kind}]} if kind else named
    found = index.matching(vector, where, None, 60)
    for word in words:
        found += index.matching(vector, _of(kind), {"$contains": word}, 30)
    return found


def _bonus(match: Match, words: list[str], called: set[str]) -> float:
    metadata = match.entry.metadata
    if {str(metadata["stem"]), str(metadata["identifier"])} & called:
        # Asked for by name, a page is read from its beginning, unless a later part fits clearly better.
        return SAME_NAME - LATER * float(metadata["number"])
    headings = f"{metadata['title']} {metadata['heading']} {metadata['path']}".lower()
    if any(word.lower() in headings for word in words):
        return IN_HEADING
    return IN_TEXT if any(word in match.entry.text for word in words) else 0.0


def _hit(match: Match, score: float) -> Hit:
    metadata = match.entry.metadata
    url, anchor = str(metadata["url"]), str(metadata["anchor"])
    return Hit(
        path=str(metadata["path"]),
        title=str(metadata["title"]),
        heading=str(metadata["heading"]),
        url=(f"{url}#{anchor}" if anchor else url) if url else None,
        date=str(metadata["date"]),
        score=round(score, 4),
        text=match.entry.text,
        kind=str(metadata["kind"]),
        source=str(metadata["source"]),
        details=json.loads(str(metadata["details"])),
    )
