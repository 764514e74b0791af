"""Questions with known answers, one JSON object a line."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

UNANSWERABLE = "unanswerable"


class QuestionsError(Exception):
    """A file of questions can't be used; the message says which line is wrong and how to mend it."""


class Question(BaseModel):
    """A question and the pages that answer it.

    Args:
        question: as people type it.
        answers: paths, each with `#anchor` where one section answers; empty if no page does.
        kind: what makes it hard: `paraphrase`, `identifier`, …; `unanswerable` where no page answers.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    question: str
    answers: tuple[str, ...] = ()
    kind: str = "other"

    @property
    def pages(self) -> frozenset[str]:
        """The pages that answer."""
        return frozenset(answer.partition("#")[0] for answer in self.answers)

    @property
    def sections(self) -> frozenset[tuple[str, str]]:
        """The sections that answer, where the answers name them."""
        parts = (answer.partition("#") for answer in self.answers)
        return frozenset((path, anchor) for path, sign, anchor in parts if sign)


Asked = TypeVar("Asked", bound=Question)


def read_questions(file: Path) -> list[Question]:
    """Read a file of questions.

    Raises:
        QuestionsError: it is missing or empty, or a line is no question.
    """
    return read_lines(file, Question)


def read_lines(file: Path, model: type[Asked]) -> list[Asked]:
    """Read a file of questions that have more to them.

    Raises:
        QuestionsError: it is missing or empty, or a line is none.
    """
    questions = list(_read(file, model))
    if not questions:
        raise QuestionsError(f"{file} has no questions.")
    return questions


def _read(file: Path, model: type[Asked]) -> Iterator[Asked]:
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsError(f"The questions can't be read: {error}.") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            question = model.model_validate_json(line)
        except ValidationError as error:
            raise QuestionsError(
                f'{file}, line {number} is no {{"question", "answers", "kind"}}: {error.errors()[0]["msg"]}.'
            ) from error
        if bool(question.answers) == (question.kind == UNANSWERABLE):
            raise QuestionsError(
                f"{file}, line {number}: a question has answers, or is of the kind unanswerable."
            )
        yield question
