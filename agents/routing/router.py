"""Chooses, without a language model, who answers an ask."""

import asyncio
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

from agents.routing.classifier import Classifier, classifier
from agents.routing.follow_ups import FollowUps
from agents.routing.intents import RankedIntent
from agents.specialist import SpecialistId
from storage.catalog import Catalog

OFF_TOPIC = 0.5
"""Above this share for `help` and `off_topic` together nobody answers."""

SURE = 0.55
"""A part of an ask brings in its specialists from this probability on."""

WHOLE_CREW = 0.4
"""One intent calls in several specialists from this share on: four answers to a vague ask are too many."""

MOST_PARTS = 6
_PART = re.compile(
    r"[.?!;\n]+(?:\s+|$)|,\s+|\s+[&+]\s+|\s+[-–—]\s+|\b(?:and|also|plus|as well as|then|but)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Route:
    """Who answers, and what is wanted, most likely first. No specialists: the ask is not the crew's work."""

    intents: tuple[RankedIntent, ...]
    specialists: tuple[SpecialistId, ...]

    def narrowed_to(self, specialists: Sequence[SpecialistId]) -> Self:
        """The same intents for the specialists that somebody else chose."""
        return replace(self, specialists=tuple(specialists))


class OfflineRouter:
    """Routes by meaning and words. `route` blocks for about 5 ms a part of the ask: call it in a thread."""

    def __init__(self, catalog: Catalog, classifier: Classifier) -> None:
        self._classifier = classifier
        self._follow_ups = FollowUps(catalog)

    @classmethod
    async def open(cls, catalog: Catalog) -> Self:
        """Load the model and the weights (0.5 s, once a process)."""
        router = cls(catalog, await asyncio.to_thread(classifier))
        await asyncio.to_thread(router.route, "hello", ())
        return router

    def route(self, text: str, earlier: Sequence[str]) -> Route:
        """Choose for an ask.

        Args:
            text: what was asked.
            earlier: the turns before it, oldest first, with or without their role ("person: …", "crew: …").
        """
        asked_before = self._follow_ups.asked_before(earlier)
        if asked_before and self._follow_ups.leans_on_earlier(self._classifier.mended(text)):
            for ask in asked_before:
                route = self._route_alone(ask)
                if route.specialists:
                    return route
        return self._route_alone(text)

    def _route_alone(self, text: str) -> Route:
        whole = self._classifier.rank(text)
        specialists = _specialists(whole)
        if len(specialists) > 1:
            return Route(whole, specialists)
        parts = [ranked for ranked in map(self._classifier.rank, _parts(text)) if _sure(ranked)]
        if not parts or (not specialists and len(parts) < 2):
            return Route(whole, specialists)
        return _joined(whole, specialists, parts)


def _parts(text: str) -> list[str]:
    parts = [part.strip() for part in _PART.split(text[:2000]) if len(part.split()) > 1]
    return parts if 1 < len(parts) <= MOST_PARTS else []


def _sure(ranked: Sequence[RankedIntent]) -> bool:
    # A part such as "is it safe" says too little to call in four specialists.
    return ranked[0].probability >= SURE and len(ranked[0].specialists) == 1


def _joined(
    whole: tuple[RankedIntent, ...],
    specialists: tuple[SpecialistId, ...],
    parts: Sequence[Sequence[RankedIntent]],
) -> Route:
    wanted = list(_named_once([*(part[0] for part in parts), *whole]))
    chosen = dict.fromkeys(part[0].specialists[0] for part in parts)
    # One part alone doesn't outvote the whole: a lead-in such as "the build is green" is not an ask.
    if len(chosen) < 2:
        return Route(whole, specialists)
    return Route(tuple(wanted), tuple(chosen))


def _named_once(ranked: Iterable[RankedIntent]) -> Iterable[RankedIntent]:
    seen: set[str] = set()
    for item in ranked:
        if item.name not in seen:
            seen.add(item.name)
            yield item


def _specialists(ranked: Sequence[RankedIntent]) -> tuple[SpecialistId, ...]:
    shares: dict[tuple[SpecialistId, ...], float] = {}
    for item in ranked:
        shares[item.specialists] = shares.get(item.specialists, 0.0) + item.probability
    if shares.pop((), 0.0) > OFF_TOPIC:
        return ()
    likely = [item for item, share in shares.items() if len(item) == 1 or share >= WHOLE_CREW]
    return max(likely, key=lambda specialists: shares[specialists])
