"""What an ask is about: the names in it, or else in the turns before it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any, Self

from agents.routing.known import find_known
from agents.routing.mentions import find_mentions
from agents.routing.times import find_times
from storage.catalog import Catalog

_CITED = re.compile(r"\[E\d+\]")
_ROLE = re.compile(r"^(?:person|crew):\s*")
_GOES_ON = re.compile(r"^\W*(?:and|or|also|same|what about|how about|what of)\b", re.IGNORECASE)
_MOST_TURNS = 20


@dataclass(frozen=True, slots=True)
class Names:
    """The names in an ask; None where it names none.

    Args:
        service: the first service named, as in the catalogue; `services` are all of them.
        repository: `owner/name` as in the catalogue, or as the asker wrote it where it is not known there.
        pipeline: a job or workflow of the catalogue, or as written before a build number.
        environment: as in the catalogue ("prod" is its production environment).
        release: a version without its "v".
        alert: a name in CamelCase.
        since: where the period asked about begins (UTC).
        until: where it ends; None means now.
        period: the words that said so ("last month").
        moment: a coming time that the ask is about ("may I deploy on Friday").
    """

    service: str | None = None
    services: tuple[str, ...] = ()
    repository: str | None = None
    pipeline: str | None = None
    environment: str | None = None
    pull_request: int | None = None
    build: int | None = None
    release: str | None = None
    alert: str | None = None
    incident: str | None = None
    advisory: str | None = None
    branch: str | None = None
    commit: str | None = None
    person: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    period: str | None = None
    moment: datetime | None = None

    def dump(self) -> dict[str, Any]:
        """As JSON values."""
        values = asdict(self)
        return {
            key: value.isoformat()
            if isinstance(value, datetime)
            else list(value)
            if key == "services"
            else value
            for key, value in values.items()
        }

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Self:
        """From what `dump` made."""
        values = {key: data[key] for key in (field.name for field in fields(cls)) if key in data}
        for key in ("since", "until", "moment"):
            if values.get(key) is not None:
                values[key] = datetime.fromisoformat(values[key])
        values["services"] = tuple(values.get("services") or ())
        return cls(**values)

    def any_of(self, kinds: Sequence[str]) -> bool:
        """Whether it has a name of one of these kinds."""
        return any(getattr(self, kind) is not None for kind in kinds)


PLACES = ("service", "repository", "pipeline")
"""The kinds of names by which an ask says where."""
_THINGS = ("pull_request", "build", "release", "commit", "branch")
_STANDING_ALONE = ("alert", "incident", "advisory")
SUBJECTS = (*PLACES, *_THINGS, *_STANDING_ALONE)
"""The kinds of names by which an ask says what it is about."""


def find_names(text: str, earlier: Sequence[str], catalog: Catalog, now: datetime) -> Names:
    """Find the names in an ask, and complete them from the turns before it.

    Args:
        text: the ask.
        earlier: the turns before it, oldest first. What people wrote counts before what the crew answered.
        catalog: the services, repositories, pipelines, environments and people that exist.
        now: the moment that words such as "yesterday" are relative to, with a time zone.
    """
    names = _in_text(text, catalog, now)
    complete = names.any_of((*PLACES, *_STANDING_ALONE))
    if not earlier or (complete and not _GOES_ON.search(text)):
        return names
    before = next(
        (found for turn in _by_weight(earlier) if (found := _in_text(turn, catalog, now)).any_of(SUBJECTS)),
        None,
    )
    return names if before is None else _completed(names, before)


def home_of(channel: str | None, catalog: Catalog, now: datetime) -> Names:
    """The names of the service whose channel this is; none where it is that of several, or of none."""
    of = [service.name for service in catalog.services if channel and service.channel == channel]
    return _in_text(of[0], catalog, now) if len(of) == 1 else Names()


def _completed(names: Names, before: Names) -> Names:
    missing: list[str] = []
    if not names.any_of((*PLACES, *_STANDING_ALONE)):
        # "and #43?" is about another pull request of the same repository.
        missing += [*PLACES, "services"] if names.any_of(_THINGS) else [*SUBJECTS, "services"]
    missing += [] if names.environment else ["environment"]
    missing += [] if names.since or names.moment else ["since", "until", "period"]
    return replace(names, **{key: getattr(before, key) for key in missing})


def _by_weight(earlier: Sequence[str]) -> Iterator[str]:
    """People's turns, newest first, then the crew's, which are known by their citations."""
    newest = list(reversed(earlier[-_MOST_TURNS:]))
    yield from (_ROLE.sub("", turn) for turn in newest if not _from_crew(turn))
    yield from (_ROLE.sub("", turn) for turn in newest if _from_crew(turn))


def _from_crew(turn: str) -> bool:
    return turn.startswith("crew:") or _CITED.search(turn) is not None


def _in_text(text: str, catalog: Catalog, now: datetime) -> Names:
    known, mentions, times = find_known(text, catalog), find_mentions(text), find_times(text, now)
    pipeline = next(iter(known.pipelines), None) or mentions.job
    entry = catalog.pipeline(pipeline) if pipeline else None
    services = known.services or ((entry.service,) if entry and entry.service else ())
    repository = _repository(mentions.repository, known.repositories, services, catalog)
    return Names(
        service=next(iter(services), None) or _service_of(repository, catalog),
        services=services,
        repository=repository,
        pipeline=entry.name if entry else pipeline,
        environment=known.environment,
        pull_request=mentions.pull_request,
        build=mentions.build,
        release=mentions.release,
        alert=mentions.alert,
        incident=mentions.incident,
        advisory=mentions.advisory,
        branch=mentions.branch,
        commit=mentions.commit,
        person=known.person,
        since=times.since,
        until=times.until,
        period=times.period,
        moment=times.moment,
    )


def _repository(
    written: str | None, known: tuple[str, ...], services: tuple[str, ...], catalog: Catalog
) -> str | None:
    if written is not None:
        entry = catalog.repository(written)
        # Mended where it is a slip of a known name ("paymnts#42"), else as it was written.
        return entry.name if entry else next(iter(known), written)
    if known:
        return known[0]
    entry = catalog.repository(services[0]) if services else None
    return entry.name if entry else None


def _service_of(repository: str | None, catalog: Catalog) -> str | None:
    entry = catalog.repository(repository) if repository else None
    return entry.service if entry else None
