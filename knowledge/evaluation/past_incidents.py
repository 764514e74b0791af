"""Measures "have we seen this before": whether the right incident comes first, and none where none is."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from knowledge.evaluation.questions import UNANSWERABLE, Question, read_lines
from knowledge.incidents.matching import Sureness
from knowledge.incidents.profile import Question as Happening
from knowledge.incidents.profile import question_of

if TYPE_CHECKING:
    from knowledge.library import Library

SHOWN = 3  # so many are given in an answer


class IncidentQuestion(Question):
    """A question about past incidents, and what is known besides its words.

    Args:
        answers: names of the incidents that are meant, such as `INC-17`; empty if there is none.
        part: `tune` where constants were chosen on it, else `held`.
        change: what was changed shortly before; `none` where nothing was, None where nobody looked.
    """

    part: str = Field(default="held", alias="set")
    service: str | None = None
    alerts: tuple[str, ...] | None = None
    change: str | None = None
    errors: tuple[str, ...] = ()

    def happening(self) -> Happening:
        """What happens now, as it is compared."""
        return question_of(
            self.question,
            services=[self.service] if self.service else [],
            alerts=self.alerts,
            changes=None if self.change is None else [] if self.change == "none" else [self.change],
            observed=self.errors,
        )


@dataclass(frozen=True, slots=True)
class IncidentOutcome:
    """What became of a question: the names of the incidents in their order, and how sure the first one is."""

    question: IncidentQuestion
    incidents: tuple[str, ...]
    sureness: Sureness | None

    @property
    def right(self) -> bool:
        """Whether the right one came first, or none where there is none."""
        if not self.question.answers:
            return not self.incidents
        return bool(self.incidents) and self.incidents[0] in self.question.answers


class IncidentFigures(BaseModel):
    """How well the questions of a kind were answered.

    Args:
        hit_1: the share whose right incident came first; `hit_3`: among the three that are shown.
        mrr: the mean of 1 / the place of the first right one.
        refused: the share for which there was nothing like it: right where the question has no answer.
    """

    model_config = ConfigDict(populate_by_name=True)

    n: int
    hit_1: float | None = Field(default=None, alias="hit@1")
    hit_3: float | None = Field(default=None, alias="hit@3")
    mrr: float | None = None
    refused: float


class Sure(BaseModel):
    """How often the first incident was given with some sureness, and was right."""

    given: int
    right: int


class IncidentReport(BaseModel):
    """By kind of question, of all with an answer, and by how sure the answers were.

    Args:
        held_out: the same figures of the questions on which nothing was chosen, `answerable` and
            `unanswerable`.
        missed: the questions that were answered wrongly.
    """

    kinds: dict[str, IncidentFigures]
    answerable: IncidentFigures
    held_out: dict[str, IncidentFigures]
    sureness: dict[str, Sure]
    missed: list[str]


def read_incident_questions(file: Path) -> list[IncidentQuestion]:
    """Read a file of questions.

    Raises:
        QuestionsError: it is missing or empty, or a line is no question.
    """
    return read_lines(file, IncidentQuestion)


async def evaluate_incidents(
    library: "Library",
    questions: Iterable[IncidentQuestion],
    progress: Callable[[int], None] | None = None,
) -> list[IncidentOutcome]:
    """Ask every question of a library that has read the postmortems, and nothing else."""
    outcomes = []
    for done, question in enumerate(questions, 1):
        matches = await library.past_incidents(question.happening(), SHOWN)
        named = tuple(match.incident.id for match in matches)
        outcomes.append(IncidentOutcome(question, named, matches[0].sureness if matches else None))
        if progress is not None:
            progress(done)
    return outcomes


def incident_report(outcomes: Sequence[IncidentOutcome]) -> IncidentReport:
    """Sum up."""
    kinds: defaultdict[str, list[IncidentOutcome]] = defaultdict(list)
    held: defaultdict[str, list[IncidentOutcome]] = defaultdict(list)
    for one in outcomes:
        kinds[one.question.kind].append(one)
        if one.question.part == "held":
            held["answerable" if one.question.answers else UNANSWERABLE].append(one)
    return IncidentReport(
        kinds={kind: _figures(some) for kind, some in kinds.items()},
        answerable=_figures([one for one in outcomes if one.question.answers]),
        held_out={name: _figures(some) for name, some in held.items()},
        sureness=_sureness(outcomes),
        missed=[one.question.question for one in outcomes if not one.right],
    )


def _figures(outcomes: Sequence[IncidentOutcome]) -> IncidentFigures:
    refused = _mean([not one.incidents for one in outcomes])
    if not any(one.question.answers for one in outcomes):
        return IncidentFigures(n=len(outcomes), refused=refused)
    places = [_place(one) for one in outcomes]
    return IncidentFigures(
        n=len(outcomes),
        hit_1=_mean([place == 1 for place in places]),
        hit_3=_mean([place is not None for place in places]),
        mrr=_mean([1 / place if place else 0.0 for place in places]),
        refused=refused,
    )


def _place(outcome: IncidentOutcome) -> int | None:
    named = enumerate(outcome.incidents, 1)
    return next((place for place, name in named if name in outcome.question.answers), None)


def _sureness(outcomes: Sequence[IncidentOutcome]) -> dict[str, Sure]:
    given: defaultdict[str, list[bool]] = defaultdict(list)
    for one in outcomes:
        if one.sureness is not None:
            given[one.sureness.value].append(one.right)
    return {level: Sure(given=len(rights), right=sum(rights)) for level, rights in given.items()}


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 3) if values else 0.0
