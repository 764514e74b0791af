"""The project's own questions about past incidents: some have one that fits, some have none."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge import KnowledgeSettings, Library
from knowledge.incidents import Sureness, question_of
from knowledge.incidents.evaluation import evaluate, read_questions
from sandbox.company.documents import documents
from storage import Database
from tests.postgres import Postgres

SET = Path(__file__).parents[3] / "evals/incidents"


@pytest.fixture(scope="module")
async def library(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> AsyncIterator[Library]:
    """The company's postmortems beside those that were written for the measurement."""
    folder = tmp_path_factory.mktemp("postmortems")
    for page in documents(datetime(2026, 11, 22, 10, 0, tzinfo=UTC)):
        if page.path.startswith("postmortems/"):
            (folder / Path(page.path).name).write_text(page.text, "utf-8")
    database = Database(postgres.new_database())
    opened = Library.open(KnowledgeSettings(home=tmp_path_factory.mktemp("home")), database)
    await opened.ingest(folder, kind="incident")
    await opened.ingest(SET / "pages", kind="incident")
    yield opened
    await opened.close()
    await database.close()


@pytest.mark.parametrize("part", ["tune", "held"])
async def test_the_right_incident_comes_first_and_none_where_there_is_none(
    library: Library, part: str
) -> None:
    scores = await evaluate(library, read_questions(SET / "questions.jsonl", part))
    assert scores["all"].n >= 29
    assert scores["none"].n >= 15
    assert scores["all"].first / scores["all"].n >= 0.93, scores["all"].missed
    assert scores["none"].first / scores["none"].n >= 0.9, scores["none"].missed


async def test_what_is_called_likely_is_right(library: Library) -> None:
    scores = await evaluate(library, read_questions(SET / "questions.jsonl"))
    given, right = scores["all"].sure["likely"]
    assert given >= 15
    assert right == given
    assert "likely" not in scores["none"].sure


@pytest.mark.parametrize(
    "name", sorted({one for asked in read_questions(SET / "questions.jsonl") for one in asked["answers"]})
)
async def test_every_answer_of_the_set_is_an_incident_that_is_found_by_its_name(
    library: Library, name: str
) -> None:
    found = await library.past_incidents(question_of(f"what was {name} about?"))
    assert [(match.incident.id, match.sureness) for match in found] == [(name, Sureness.NAMED)]
