"""Measures whether the right incident comes first, and none where there is none.

A line of a question file has "question", "answers" (["INC-17"] or []), "kind", "set" ("tune" or "held"), and
what is known: "service", "alerts", "change" ("deploy of 1.8" or "none"), "errors".
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.incidents.profile import Question, question_of

if TYPE_CHECKING:
    from knowledge.library import Library


@dataclass(slots=True)
class Score:
    """What was measured over one kind of question.

    Args:
        first: how often the right incident came first; of questions without an answer, how often none came.
        refused: how often nothing was found although there is something.
        sure: how often each level of sureness was given to the first, and how often that one was right.
    """

    n: int = 0
    first: int = 0
    refused: int = 0
    sure: dict[str, list[int]] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """With shares."""
        return {
            "n": self.n,
            "right": round(self.first / max(self.n, 1), 3),
            "refused": self.refused,
            "sure": {level: {"right": right, "of": given} for level, (given, right) in self.sure.items()},
            "missed": self.missed,
        }


def read_questions(file: Path, part: str | None = None) -> list[dict[str, Any]]:
    """The questions of a file, of one half or of both."""
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    return [line for line in lines if part in (None, line["set"])]


async def evaluate(library: "Library", questions: Iterable[dict[str, Any]]) -> dict[str, Score]:
    """Ask every question, and score it under its kind and under `all` or, where it has no answer, `none`."""
    scores: dict[str, Score] = {}
    for asked in questions:
        matches = await library.past_incidents(_question(asked))
        first = matches[0] if matches else None
        answers: Sequence[str] = asked["answers"]
        right = first is None if not answers else first is not None and first.incident.id in answers
        for name in (asked["kind"], "all") if answers else ("none",):
            score = scores.setdefault(name, Score())
            score.n += 1
            score.first += right
            score.refused += bool(answers) and first is None
            if first is not None:
                given, was_right = score.sure.get(first.sureness.value, [0, 0])
                score.sure[first.sureness.value] = [given + 1, was_right + right]
            if not right:
                score.missed.append(asked["question"])
    return scores


def _question(asked: dict[str, Any]) -> Question:
    change = asked.get("change")
    return question_of(
        asked["question"],
        services=[asked["service"]] if "service" in asked else [],
        alerts=asked.get("alerts"),
        changes=None if change is None else [] if change == "none" else [change],
        observed=asked.get("errors", ()),
    )
