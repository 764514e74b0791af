"""How alike an incident is to what happens now: a score a facet, and the reasons in plain words.

The constants were chosen on the half of evals/incidents that is marked `tune`.
"""

from dataclasses import dataclass
from enum import StrEnum

from knowledge.incidents.changes import Change
from knowledge.incidents.profile import Incident, Profile, Question
from knowledge.incidents.signatures import same_errors, same_names

# What each facet adds to the likeness of the words, a cosine of 0.2 to 0.8. A facet that differs takes a
# part of it away again; one that is not known on both sides counts for nothing.
SERVICE, ALERT, ERROR, CHANGE = 0.08, 0.15, 0.12, 0.08
DIFFERENT = -0.5
# Where the asker describes something, what is the same only by what is known of now counts for so much.
UNSAID = 0.5

LIKELY = 0.66
PERHAPS = 0.45
PERHAPS_BY_WORDS = 0.55  # where nothing but the words is alike
WORDS = 0.4


class Sureness(StrEnum):
    """How sure it is that it is the same again."""

    NAMED = "asked for by name"
    LIKELY = "likely"
    PERHAPS = "perhaps"
    WORDS = "only similar words"
    CIRCUMSTANCES = "only the same circumstances"


@dataclass(frozen=True, slots=True)
class Match:
    """An incident beside what happens now.

    Args:
        likeness: of the words, as a cosine.
        score: the likeness with what the facets add.
        same: what is the same, in words.
        different: what is not.
    """

    incident: Incident
    sureness: Sureness
    score: float
    likeness: float
    same: tuple[str, ...]
    different: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Facet:
    points: float
    same: str = ""
    different: str = ""


_UNKNOWN = _Facet(0.0)


def match(question: Question, incident: Incident, likeness: float) -> Match | None:
    """Compare; None where they have nothing to do with each other.

    Args:
        question: what happens now.
        incident: what happened then.
        likeness: of their words.
    """
    theirs, told = incident.profile, question.told
    facets = _facets(question.profile, theirs, question.alerts_known)
    score = likeness + sum(facet.points for facet in facets)
    if told is not None:
        said = _facets(told, theirs, question.alerts_known)
        score -= sum(_unsaid(facet, own) for facet, own in zip(facets, said, strict=True))
    same = [facet.same for facet in facets if facet.same]
    # That it is the same service says nothing by itself: a service has many different incidents.
    apart = score - SERVICE if facets[0].same and len(same) == 1 else score
    meant = told is None or likeness >= WORDS or bool(same_errors(told.errors, theirs.errors))
    named = question.incident == incident.id.upper()
    sureness = Sureness.NAMED if named else _sureness(score, apart, same=bool(same), meant=meant)
    if sureness is None:
        return None
    different = [facet.different for facet in facets if facet.different]
    return Match(incident, sureness, round(score, 4), round(likeness, 4), tuple(same), tuple(different))


def _facets(ours: Profile, theirs: Profile, alerts_known: bool) -> tuple[_Facet, ...]:
    return (
        _service(ours, theirs),
        _alert(ours, theirs, alerts_known),
        _error(ours, theirs),
        _change(ours, theirs),
    )


def _unsaid(facet: _Facet, said: _Facet) -> float:
    """What to take off where it is the same only by what is known: the asker may mean something else."""
    return facet.points * (1 - UNSAID) if facet.same and not said.same else 0.0


def _sureness(score: float, apart: float, *, same: bool, meant: bool) -> Sureness | None:
    if apart < WORDS:
        return None
    if not meant:
        # What fires and what was deployed is the same, but the asker describes something else.
        return Sureness.CIRCUMSTANCES
    if score >= LIKELY and same:
        return Sureness.LIKELY
    return Sureness.PERHAPS if score >= (PERHAPS if same else PERHAPS_BY_WORDS) else Sureness.WORDS


def _service(ours: Profile, theirs: Profile) -> _Facet:
    if not ours.services or not theirs.services:
        return _UNKNOWN
    both = sorted(ours.services & theirs.services)
    if both:
        return _Facet(SERVICE, f"same service ({', '.join(both)})")
    then, now = ", ".join(sorted(theirs.services)), ", ".join(sorted(ours.services))
    return _Facet(DIFFERENT * SERVICE, different=f"another service (then {then}, now {now})")


def _alert(ours: Profile, theirs: Profile, known: bool) -> _Facet:
    both = same_names(ours.names, theirs.names)
    if both:
        alerts = {name.lower() for name in ours.alerts | theirs.alerts}
        what = "same alert" if any(name.lower() in alerts for name in both) else "same name"
        return _Facet(ALERT, f"{what} ({', '.join(both)})")
    if not theirs.alerts or not known:
        return _UNKNOWN
    # An alert may still be on its way, so that a missing one is told but takes nothing away.
    return _Facet(0.0, different=f"its alert ({', '.join(sorted(theirs.alerts))}) does not fire now")


def _error(ours: Profile, theirs: Profile) -> _Facet:
    if not ours.errors or not theirs.errors:
        return _UNKNOWN
    both = same_errors(ours.errors, theirs.errors)
    if both:
        return _Facet(ERROR, f"same error ({', '.join(both[:3])})")
    then, now = ", ".join(sorted(theirs.errors)[:3]), ", ".join(sorted(ours.errors)[:3])
    return _Facet(DIFFERENT * ERROR, different=f"other errors (then {then}; now {now})")


def _change(ours: Profile, theirs: Profile) -> _Facet:
    both = sorted(ours.changes & theirs.changes)
    if both:
        return _Facet(CHANGE, f"also after {_listed(both)}")
    missing = sorted(ours.denied & theirs.changes)
    if missing:
        return _Facet(DIFFERENT * CHANGE, different=f"then after {_listed(missing)}, now there was none")
    unheard = sorted(ours.changes & theirs.denied)
    if unheard:
        return _Facet(DIFFERENT * CHANGE, different=f"now after {_listed(unheard)}, then there was none")
    if not ours.changes or not theirs.changes:
        return _UNKNOWN
    then, now = _listed(sorted(theirs.changes)), _listed(sorted(ours.changes))
    return _Facet(DIFFERENT * CHANGE, different=f"then {then}, now {now}")


def _listed(changes: list[Change]) -> str:
    return " and ".join(str(change) for change in changes)
