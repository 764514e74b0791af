"""What `quarterdeck knowledge eval` asks, and the pages that it asks about."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.evaluation import IncidentQuestion, Question

ROOT = Path(__file__).parents[3]
RETRIEVAL, INCIDENTS = ROOT / "evals" / "retrieval", ROOT / "evals" / "incidents"
POSTMORTEMS = "postmortems/"
NOT_HERE = "Our own questions are in the repository only. Give --pages and --questions."


@dataclass(frozen=True, slots=True)
class Sets:
    """Folders of pages with the questions that are asked over them.

    Args:
        documents: questions that a page answers.
        incidents: questions that a postmortem answers; its folder is read as incidents.
    """

    documents: "Sequence[tuple[Path, Sequence[Question]]]" = ()
    incidents: "Sequence[tuple[Path, Sequence[IncidentQuestion]]]" = ()


def given_sets(pages: Path, questions: Path, *, incidents: bool) -> Sets:
    """A team's own pages and questions.

    Raises:
        QuestionsError: they can't be used.
    """
    from knowledge.evaluation import QuestionsError, read_incident_questions, read_questions

    if not pages.is_dir():
        raise QuestionsError(f"There is no folder {pages}. Check --pages.")
    if incidents:
        return Sets(incidents=[(pages, read_incident_questions(questions))])
    return Sets(documents=[(pages, read_questions(questions))])


@contextmanager
def own_sets(*, incidents: bool) -> Iterator[Sets]:
    """Our own: of documents and past incidents, or of past incidents alone.

    Raises:
        QuestionsError: they are not here.
    """
    from knowledge.evaluation import QuestionsError, read_incident_questions, read_questions

    if not RETRIEVAL.is_dir() or not INCIDENTS.is_dir():
        raise QuestionsError(NOT_HERE)
    with TemporaryDirectory(prefix="quarterdeck-") as folder:
        company, docs, postmortems = (Path(folder) / name for name in ("company", "docs", "postmortems"))
        handbook = _handbook()
        _write(company, handbook)
        _write(docs, _docs())
        copytree(INCIDENTS / "pages", postmortems / "written")
        _write(postmortems, {path: text for path, text in handbook.items() if path.startswith(POSTMORTEMS)})
        documents = [
            (company, read_questions(RETRIEVAL / "company.jsonl")),
            (docs, read_questions(RETRIEVAL / "docs.jsonl")),
        ]
        yield Sets(
            [] if incidents else documents,
            [(postmortems, read_incident_questions(INCIDENTS / "questions.jsonl"))],
        )


def _handbook() -> dict[str, str]:
    # The pretend company's pages are nobody's but the demo's: nothing else of it is needed here.
    from sandbox.company.documents import handbook_texts

    return handbook_texts(datetime.now(UTC))


def _docs() -> dict[str, str]:
    files = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
    return {file.relative_to(ROOT).as_posix(): file.read_text("utf-8") for file in files}


def _write(folder: Path, texts: dict[str, str]) -> None:
    for path, text in texts.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
