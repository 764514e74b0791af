"""`quarterdeck knowledge eval`: how well the search finds, measured."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.running import print_json, run_command

if TYPE_CHECKING:
    from knowledge.evaluation import Figures, Outcome, Question, Report
    from knowledge.settings import KnowledgeSettings

ROOT = Path(__file__).parents[3]
SETS = ROOT / "evals" / "retrieval"


@dataclass(frozen=True, slots=True)
class _Set:
    """Questions, and the folder with the pages that they are asked over."""

    pages: Path
    questions: "Sequence[Question]"


def evaluate(
    pages: Annotated[Path | None, typer.Option("--pages", help="A folder; our own pages by default.")] = None,
    questions: Annotated[
        Path | None,
        typer.Option(
            "--questions", help='Lines of {"question", "answers": ["path" or "path#anchor"], "kind"}.'
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Ask questions with known answers, beside two plain ways to search. What is known stays as it is."""
    run_command(_evaluate(pages, questions, as_json))


async def _evaluate(pages: Path | None, questions: Path | None, as_json: bool) -> int:
    from knowledge.evaluation import QuestionsError, report

    if (pages is None) != (questions is None):
        typer.secho("Give --pages and --questions together, or neither.", fg=typer.colors.RED, err=True)
        return 1
    try:
        with _sets(pages, questions) as sets:
            outcomes = [outcome for one in sets for outcome in await _asked(one)]
    except QuestionsError as error:
        typer.secho(str(error), fg=typer.colors.RED, err=True)
        return 1
    summed = report(outcomes)
    if as_json:
        print_json(summed.model_dump(by_alias=True, exclude_none=True))
    else:
        _show(summed)
    return 0


@contextmanager
def _sets(pages: Path | None, questions: Path | None) -> "Iterator[list[_Set]]":
    from knowledge.evaluation import QuestionsError, read_questions

    if pages is not None and questions is not None:
        if not pages.is_dir():
            raise QuestionsError(f"There is no folder {pages}. Check --pages.")
        yield [_Set(pages, read_questions(questions))]
        return
    if not SETS.is_dir():
        raise QuestionsError("Our own questions are in the repository only. Give --pages and --questions.")
    with TemporaryDirectory(prefix="quarterdeck-") as folder:
        company, docs = Path(folder) / "company", Path(folder) / "docs"
        _write(company, _handbook())
        _write(docs, _docs())
        yield [
            _Set(company, read_questions(SETS / "company.jsonl")),
            _Set(docs, read_questions(SETS / "docs.jsonl")),
        ]


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


async def _asked(one: _Set) -> "list[Outcome]":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from knowledge import Library
    from knowledge.embeddings import embedder
    from knowledge.evaluation import evaluate

    with TemporaryDirectory(prefix="quarterdeck-") as home:
        settings = await asyncio.to_thread(_settings, Path(home))
        library = Library.open(settings)
        columns = (TextColumn("[dim]{task.description}"), BarColumn(), MofNCompleteColumn())
        try:
            with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
                task = bar.add_task("Reading the pages", total=None)
                await library.ingest(
                    one.pages, progress=lambda step: bar.update(task, completed=step.done, total=step.total)
                )
                bar.reset(task, description="Asking", total=len(one.questions))
                return await evaluate(
                    library,
                    embedder(settings),
                    one.questions,
                    lambda done: bar.update(task, completed=done),
                )
        finally:
            await library.close()


def _settings(home: Path) -> "KnowledgeSettings":
    """What makes vectors is the team's choice; where they are kept is a place for this run alone."""
    from bot.settings import Settings
    from knowledge.settings import KnowledgeSettings

    chosen = Settings.load()
    return KnowledgeSettings(
        home=home,
        database_url=None,
        chroma_url=None,
        embeddings=chosen.embeddings,
        embeddings_model=chosen.embeddings_model,
        openai_api_key=chosen.openai_api_key,
        openai_base_url=chosen.openai_base_url,
        knowledge_glossary=chosen.knowledge_glossary,
    )


def _show(summed: "Report") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("kind", "n", "hit@1", "hit@5", "MRR", "nDCG@10", "dense alone", "words alone", "refused")
    for kind, figures in summed.kinds.items():
        table.add_row(
            kind,
            str(figures.n),
            *(_number(value) for value in (figures.hit_1, figures.hit_5, figures.mrr, figures.ndcg_10)),
            _both(summed.dense_alone.get(kind)),
            _both(summed.words_alone.get(kind)),
            _number(figures.refused),
        )
    console = Console()
    console.print(table)
    console.print(
        f"Of {summed.answerable.n} questions with an answer, {summed.answerable.refused:.1%} refused."
    )
    if summed.sections is not None:
        console.print(
            f"Where the best page answers and a section is known, the passage is of that section in "
            f"{summed.sections.right:.1%} of {summed.sections.n}."
        )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _both(figures: "Figures | None") -> str:
    return "" if figures is None else f"{_number(figures.hit_1)} / {_number(figures.hit_5)}"
