"""What a search finds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, overload

from storage.knowledge import FoundPassage


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers a question, and where it stands.

    Args:
        path: the page inside its source.
        heading: the headings above the passage, joined by ` › `; empty at the top of a page.
        url: where people read it, with the anchor; None when the source has no address.
        date: the day the page speaks of or was last changed, as YYYY-MM-DD.
        commit: the commit that changed it last, where there is one.
        score: likeness, with what names add; only good for ordering.
        details: the page's front matter, such as severity and services.
        also_at: other pages that hold the same text, by path.
        anchor: of its section on the page; empty before the first heading.
        approved_by: who marked it as right, where somebody did.
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
    commit: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    also_at: tuple[str, ...] = ()
    anchor: str = ""
    approved_by: str | None = None


@dataclass(frozen=True, slots=True)
class Found(Sequence[Hit]):
    """What a search found, best first: it reads like a list of its hits.

    Args:
        hits: empty where nothing is close enough to the question to be an answer.
        nearest: then, the best passage of each of the nearest pages, to suggest and never to answer from.
        troubles: what help of a model was wanted and did not come, in sentences for people.
    """

    hits: tuple[Hit, ...] = ()
    nearest: tuple[Hit, ...] = ()
    troubles: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether nothing was close enough."""
        return not self.hits

    @overload
    def __getitem__(self, place: int) -> Hit: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Hit, ...]: ...
    def __getitem__(self, place: int | slice) -> Hit | tuple[Hit, ...]:
        """A hit, or some."""
        return self.hits[place]

    def __len__(self) -> int:
        """How many hits."""
        return len(self.hits)


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


def hit(passage: FoundPassage, score: float) -> Hit:
    """A found passage as a hit."""
    url, anchor = passage.url, passage.anchor
    return Hit(
        path=passage.path,
        title=passage.title,
        heading=passage.heading,
        url=(f"{url}#{anchor}" if anchor else url) if url else None,
        date=passage.day,
        score=round(score, 4),
        text=passage.text,
        kind=passage.kind,
        source=passage.source,
        commit=passage.commit,
        details=passage.details,
        anchor=passage.anchor,
        approved_by=passage.approved_by,
    )


def page(passages: list[FoundPassage]) -> Page:
    """A page put together from its passages."""
    first = passages[0]
    parts, heading = [f"# {first.title}"], ""
    for passage in passages:
        if passage.heading != heading:
            heading = passage.heading
            parts.append(f"## {heading}")
        parts.append(passage.text)
    return Page(
        path=first.path,
        title=first.title,
        url=first.url,
        date=first.day,
        text="\n\n".join(parts),
        kind=first.kind,
        details=first.details,
    )
