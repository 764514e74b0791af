"""What is compared: an incident that was written up, and what happens now, described in the same terms."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from knowledge.incidents.asking import describes, words_of
from knowledge.incidents.changes import Change, changes_in, denied_changes
from knowledge.incidents.fixes import fix_of
from knowledge.incidents.sections import Sections, sentences
from knowledge.incidents.signatures import errors_in, fired_in, names_in_camel_case
from storage.knowledge import FoundPassage

_NAMED = re.compile(r"\b([A-Za-z]{2,10}-\d+)\b")


@dataclass(frozen=True, slots=True)
class Profile:
    """A failure in terms that can be compared beside its words.

    Args:
        alerts: those that fired.
        names: all names that could be an alert's.
        denied: kinds of change that there were none of.
    """

    services: frozenset[str] = frozenset()
    alerts: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    errors: frozenset[str] = frozenset()
    changes: frozenset[Change] = frozenset()
    denied: frozenset[Change] = frozenset()


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident that was written up.

    Args:
        cause: in the page's words: its field for it, or the first sentence of that section.
        fix: what ended it, quoted from the page; None where the page does not say.
    """

    id: str
    title: str
    day: str
    path: str
    url: str | None
    severity: str | None
    services: tuple[str, ...]
    minutes: int | None
    cause: str | None
    fix: str | None
    summary: str
    profile: Profile = field(repr=False, default=Profile())


@dataclass(frozen=True, slots=True)
class Question:
    """What happens now, in somebody's words and by what is known of it.

    Args:
        words: what is felt, to be compared by its meaning; empty where only names are known.
        told: what the asker says of it; None where they describe little, and the words are of what is known.
        incident: the name of an incident, where it was asked for by name.
        alerts_known: whether `alerts` are all that fire, so that an alert that is not among them is missing.
    """

    profile: Profile
    words: str = ""
    told: Profile | None = None
    incident: str | None = None
    alerts_known: bool = False

    @property
    def only_services(self) -> bool:
        """Whether it says nothing but whose incidents are meant."""
        known = self.profile
        told = known.names or known.errors or known.changes or self.words or self.incident
        return bool(known.services) and not told


def question_of(
    text: str,
    *,
    services: Iterable[str] = (),
    alerts: Sequence[str] | None = None,
    changes: Sequence[str] | None = None,
    observed: Sequence[str] = (),
) -> Question:
    """Describe what happens now.

    Args:
        text: the asker's words.
        services: those it is about.
        alerts: those that fire now; None where nobody looked.
        changes: what was changed shortly before, in words; empty: nothing was; None: nobody looked.
        observed: what else was seen, in words: "5xx ratio 4 %".
    """
    named = _NAMED.search(text)
    kinds = changes_in(" . ".join([text, *(changes or ())]))
    denied = denied_changes(text)
    if changes is not None and not changes:
        denied |= {Change.DEPLOY} - kinds
    told = Profile(
        services=frozenset(name.lower() for name in services),
        names=names_in_camel_case(text),
        errors=errors_in(text),
        changes=changes_in(text),
        denied=denied_changes(text),
    )
    fires = frozenset(alerts or ())
    errors = errors_in(" . ".join([text, *observed]))
    profile = replace(
        told, alerts=fires, names=told.names | fires, errors=errors, changes=kinds, denied=denied
    )
    own = words_of(text, services)
    # Where the asker describes little ("have we seen this before?"), what is known speaks for them.
    known = [*(alerts or ()), *observed, *(changes or ())]
    speaks = not known or describes(own)
    words = own if speaks else ". ".join(part for part in (own, *known) if part)
    incident = named[1].upper() if named else None
    return Question(profile, words, told if own and speaks else None, incident, alerts is not None)


def incident_of(passages: Sequence[FoundPassage]) -> Incident:
    """Describe an incident by the passages of its page, in their order."""
    first = passages[0]
    details = first.details
    sections = Sections(_joined(passages))
    cause = _text(details, "cause", "root_cause") or next(iter(sentences(sections.cause)), None)
    named = _NAMED.match(first.path.rpartition("/")[2]) or _NAMED.match(first.title)
    everything = "\n\n".join([first.title, *(text for _, text in sections.parts)])
    summary = sections.summary
    trigger = _text(details, "change", "trigger") or ""
    # A timeline tells of many changes that were no cause of it, such as those that ended it.
    started = "\n\n".join([first.title, _unmended(summary), _unmended(sections.cause), cause or "", trigger])
    fired = fired_in(everything) | frozenset(_texts(details, "alerts", "alert"))
    minutes = details.get("duration_minutes")
    return Incident(
        id=_text(details, "id") or (named[1].upper() if named else first.path),
        title=first.title,
        day=first.day,
        path=first.path,
        url=first.url,
        severity=_text(details, "severity"),
        services=tuple(first.services),
        minutes=minutes if isinstance(minutes, int) else None,
        cause=cause,
        fix=fix_of(details, sections),
        summary=summary,
        profile=Profile(
            services=frozenset(name.lower() for name in first.services),
            alerts=fired,
            names=names_in_camel_case(everything) | fired,
            errors=errors_in(everything),
            changes=changes_in(started),
            denied=denied_changes(started),
        ),
    )


def _unmended(text: str) -> str:
    """A text without the sentences that tell how it ended."""
    return " ".join(
        line for line in sentences(text) if not re.search(r"roll(?:ing|ed)? ?back|revert|ended", line, re.I)
    )


def _joined(passages: Sequence[FoundPassage]) -> tuple[tuple[str, str], ...]:
    """Each heading with its whole text: a long section comes in several pieces."""
    parts: dict[str, list[str]] = {}
    for passage in passages:
        parts.setdefault(passage.heading, []).append(passage.text)
    return tuple((heading, "\n\n".join(texts)) for heading, texts in parts.items())


def _text(details: Mapping[str, Any], *keys: str) -> str | None:
    return next((value for key in keys if isinstance(value := details.get(key), str) and value), None)


def _texts(details: Mapping[str, Any], *keys: str) -> list[str]:
    values = [details.get(key) for key in keys]
    lists = [value if isinstance(value, list) else [value] for value in values]
    return [item for items in lists for item in items if isinstance(item, str)]
