"""The project's own questions about past incidents: some have one that fits, some have none."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge import KnowledgeSettings, Library
from knowledge.evaluation import (
    IncidentReport,
    evaluate_incidents,
    incident_report,
    read_incident_questions,
)
from knowledge.incidents import Sureness, question_of
from sandbox.company.documents import documents
from storage import Database
from tests.postgres import Postgres

SET = Path(__file__).parents[3] / "evals/incidents"
QUESTIONS = read_incident_questions(SET / "questions.jsonl")


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


@pytest.fixture(scope="module")
async def measured(library: Library) -> IncidentReport:
    """All questions, asked once."""
    return incident_report(await evaluate_incidents(library, QUESTIONS))


async def test_the_right_incident_comes_first_and_none_where_there_is_none(measured: IncidentReport) -> None:
    held, kinds = measured.held_out, measured.kinds
    assert (measured.answerable.n, kinds["unanswerable"].n) == (58, 30)
    assert (held["answerable"].n, held["unanswerable"].n) == (29, 15)
    for figures in (measured.answerable, held["answerable"]):
        assert (figures.hit_1 or 0) >= 0.93, measured.missed
        assert (figures.hit_3 or 0) >= (figures.hit_1 or 0)
    for figures in (kinds["unanswerable"], held["unanswerable"]):
        assert figures.refused >= 0.9, measured.missed
        assert figures.hit_1 is None


async def test_what_is_called_likely_is_right(measured: IncidentReport) -> None:
    likely = measured.sureness["likely"]
    assert likely.given >= 15
    assert likely.right == likely.given


@pytest.mark.parametrize("name", sorted({one for asked in QUESTIONS for one in asked.answers}))
async def test_every_answer_of_the_set_is_an_incident_that_is_found_by_its_name(
    library: Library, name: str
) -> None:
    found = await library.past_incidents(question_of(f"what was {name} about?"))
    assert [(match.incident.id, match.sureness) for match in found] == [(name, Sureness.NAMED)]
