"""`quarterdeck knowledge eval`: how well the search finds, measured."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.knowledge.figures import show_documents, show_incidents
from bot.cli.knowledge.sets import Sets, given_sets, own_sets
from bot.cli.running import print_json, run_command

if TYPE_CHECKING:
    from knowledge import Library
    from knowledge.evaluation import Help, IncidentReport, Report
    from knowledge.settings import KnowledgeSettings


def evaluate(
    pages: Annotated[Path | None, typer.Option("--pages", help="A folder; our own pages by default.")] = None,
    questions: Annotated[
        Path | None,
        typer.Option(
            "--questions", help='Lines of {"question", "answers": ["path" or "path#anchor"], "kind"}.'
        ),
    ] = None,
    incidents: Annotated[
        bool,
        typer.Option("--incidents", help='Only "have we seen this before": the pages are postmortems.'),
    ] = False,
    with_model: Annotated[
        bool,
        typer.Option(
            "--with-model",
            help="Measure rewriting and reranking by the settings' model, too: two calls for each question.",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Ask questions with known answers, beside two plain ways to search. What is known stays as it is."""
    run_command(_evaluate(pages, questions, incidents, with_model, as_json))


async def _evaluate(
    pages: Path | None, questions: Path | None, incidents: bool, with_model: bool, as_json: bool
) -> int:
    from knowledge.evaluation import QuestionsError

    if (pages is None) != (questions is None):
        typer.secho("Give --pages and --questions together, or neither.", fg=typer.colors.RED, err=True)
        return 1
    try:
        with _sets(pages, questions, incidents) as sets:
            async with _helps(with_model) as helps:
                documents, past = await _documents(sets, helps), await _incidents(sets)
    except QuestionsError as error:
        typer.secho(str(error), fg=typer.colors.RED, err=True)
        return 1
    if as_json:
        print_json(_plain(documents, past))
    else:
        _show(documents, past)
    return 0


@contextmanager
def _sets(pages: Path | None, questions: Path | None, incidents: bool) -> Iterator[Sets]:
    if pages is not None and questions is not None:
        yield given_sets(pages, questions, incidents=incidents)
        return
    with own_sets(incidents=incidents) as sets:
        yield sets


@asynccontextmanager
async def _helps(with_model: bool) -> "AsyncIterator[dict[str, Help]]":
    """The model's help to measure, each kind by itself; what it uses is counted here and in no budget."""
    if not with_model:
        yield {}
        return
    from agents.metering import Meter
    from agents.models import Models
    from agents.searching import search_aids
    from bot.settings import Settings, SettingsError
    from knowledge.evaluation import RERANKED, REWRITTEN, Help

    settings, meter = await asyncio.to_thread(Settings.load), Meter()
    models = Models(settings)
    wanted = {REWRITTEN: (True, False), RERANKED: (False, True)}
    found = {}
    try:
        for name, (rewriting, reranking) in wanted.items():
            chosen = {"knowledge_rewriting": rewriting, "knowledge_reranking": reranking}
            aids = search_aids(settings.model_copy(update=chosen), models, meter)
            if aids is None:
                raise SettingsError(
                    "There is no model to measure with: set OPENAI_API_KEY or ANTHROPIC_API_KEY, and MODEL."
                )
            found[name] = Help(aids, lambda: meter.tokens)
        yield found
    finally:
        await models.close()


async def _documents(sets: Sets, helps: "dict[str, Help]") -> "Report | None":
    from knowledge.embeddings import embedder
    from knowledge.evaluation import evaluate, report

    outcomes = []
    for pages, questions in sets.documents:
        async with _library(pages, "document", len(questions)) as (library, settings, show):
            outcomes += await evaluate(library, embedder(settings), questions, show, helps)
    return report(outcomes) if outcomes else None


async def _incidents(sets: Sets) -> "IncidentReport | None":
    from knowledge.evaluation import evaluate_incidents, incident_report

    outcomes = []
    for pages, questions in sets.incidents:
        async with _library(pages, "incident", len(questions)) as (library, _, show):
            outcomes += await evaluate_incidents(library, questions, show)
    return incident_report(outcomes) if outcomes else None


@asynccontextmanager
async def _library(
    pages: Path, kind: str, questions: int
) -> "AsyncIterator[tuple[Library, KnowledgeSettings, Callable[[int], None]]]":
    """A library of its own that has read the pages, and what shows how many questions are asked."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from knowledge import Library

    columns = (TextColumn("[dim]{task.description}"), BarColumn(), MofNCompleteColumn())
    with TemporaryDirectory(prefix="quarterdeck-") as home:
        settings = await asyncio.to_thread(_settings, Path(home))
        library = Library.open(settings)
        try:
            with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
                task = bar.add_task("Reading the pages", total=None)
                await library.ingest(
                    pages,
                    progress=lambda step: bar.update(task, completed=step.done, total=step.total),
                    kind=kind,
                )
                bar.reset(task, description="Asking", total=questions)
                yield library, settings, lambda done: bar.update(task, completed=done)
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


def _plain(documents: "Report | None", past: "IncidentReport | None") -> dict[str, Any]:
    found: dict[str, Any] = {}
    if documents is not None:
        found |= documents.model_dump(by_alias=True, exclude_none=True)
    if past is not None:
        found["incidents"] = past.model_dump(by_alias=True, exclude_none=True)
    return found


def _show(documents: "Report | None", past: "IncidentReport | None") -> None:
    from rich.console import Console

    console = Console()
    if documents is not None:
        show_documents(console, documents)
    if past is not None:
        show_incidents(console, past)
