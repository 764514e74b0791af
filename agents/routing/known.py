"""Finds the catalogue's names in an ask, misspelt ones too."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from knowledge.edit_distance import distance
from storage.catalog import Catalog

_TOKEN = re.compile(r"[^\W_][\w./-]{0,100}")
_MENTION = re.compile(r"<@(\w{1,30})(?:\|[^>]{0,80})?>|(?<![\w.])@([\w.-]{1,40})")
_SHORTEST_TYPO, _LONG = 5, 8
_MOST_TYPO_WORDS = 200
_ENVIRONMENTS = {
    "production": ("production", "prod", "prd", "live"),
    "staging": ("staging", "stage", "stg", "preprod", "pre-prod"),
    "development": ("development", "dev"),
    "test": ("test", "qa", "uat"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """Entries of the catalogue in the order in which the text names them."""

    services: tuple[str, ...] = ()
    repositories: tuple[str, ...] = ()
    pipelines: tuple[str, ...] = ()
    environment: str | None = None
    person: str | None = None


def find_known(text: str, catalog: Catalog) -> Known:
    """Look every word, and every two or three words in a row, up in the catalogue."""
    tokens = [_bare(match[0]) for match in _TOKEN.finditer(text.lower())]
    phrases = list(dict.fromkeys(_phrases(tokens)))
    return Known(
        services=_named(phrases, tokens, _by_name(entry.name for entry in catalog.services)),
        repositories=_named(phrases, tokens, _repositories(catalog)),
        pipelines=_named(phrases, (), _by_name(entry.name for entry in catalog.pipelines)),
        environment=_environment(tokens, catalog),
        person=_person(text, phrases, catalog),
    )


def _bare(token: str) -> str:
    return token.rstrip("./-").removesuffix("'s")


def _phrases(tokens: list[str]) -> Iterator[str]:
    for place, token in enumerate(tokens):
        for more in (3, 2):
            if place + more <= len(tokens):
                yield "-".join(tokens[place : place + more])
        yield token
        # In larkfield/payments/pull/42 the parts are names too.
        if "/" in token:
            yield from token.split("/")


def _by_name(names: Iterator[str]) -> dict[str, str]:
    return {name.lower(): name for name in names}


def _repositories(catalog: Catalog) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in catalog.repositories:
        for alias in (
            entry.name.lower(),
            entry.name.lower().rpartition("/")[2],
            (entry.service or "").lower(),
        ):
            if alias:
                found.setdefault(alias, entry.name)
    return found


def _named(
    phrases: list[str], tokens: tuple[str, ...] | list[str], names: Mapping[str, str]
) -> tuple[str, ...]:
    found = [names[phrase] for phrase in phrases if phrase in names]
    if not found:
        words = list(dict.fromkeys(token for token in tokens if len(token) >= _SHORTEST_TYPO))
        found = [
            names[name] for word in words[:_MOST_TYPO_WORDS] if (name := _nearest(word, names)) is not None
        ]
    return tuple(dict.fromkeys(found))


def _nearest(word: str, names: Mapping[str, str]) -> str | None:
    most = 2 if len(word) >= _LONG else 1
    near = [
        (slips, name)
        for name in names
        if abs(len(name) - len(word)) <= most
        and name[0] == word[0]
        and (slips := distance(word, name)) <= most
    ]
    return min(near)[1] if near else None


def _environment(tokens: list[str], catalog: Catalog) -> str | None:
    aliases: dict[str, str] = {}
    for entry in catalog.environments:
        name = entry.name.lower()
        group = "production" if entry.production else name
        aliases.update(dict.fromkeys((name, *_ENVIRONMENTS.get(group, ())), entry.name))
    return next((aliases[token] for token in tokens if token in aliases), None)


def _person(text: str, phrases: list[str], catalog: Catalog) -> str | None:
    for match in _MENTION.finditer(text):
        if (entry := catalog.person(match[1] or match[2])) is not None:
            return entry.name
    people: dict[str, str] = {}
    for entry in catalog.people:
        name = entry.name.lower()
        for alias in (name.split()[0], "-".join(name.split()), (entry.github or "").lower()):
            if alias:
                people.setdefault(alias, entry.name)
    return next((people[phrase] for phrase in phrases if phrase in people), None)
