"""`quarterdeck eval`: how good the crew is, measured."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.running import print_json, run_command

if TYPE_CHECKING:
    from tools.analysis.evaluation import Report


def routing(
    asks: Annotated[
        Path | None,
        typer.Option("--asks", help='Lines of {"ask", "specialists": […] or "none"}; our own by default.'),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Route example asks and compare with who should answer them."""
    run_command(_routing(asks, as_json))


def review(
    pulls: Annotated[
        Path | None,
        typer.Option("--pulls", help="A folder of labelled pull requests (*.yml); our own by default."),
    ] = None,
    with_model: Annotated[
        bool,
        typer.Option(
            "--with-model",
            help="Have the settings' model judge them, too: a call for each file with findings, and one "
            "for each pull request.",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Review labelled pull requests, with all analysers and with each alone, and count what was right."""
    run_command(_review(pulls, with_model, as_json))


def suggestions(
    cases: Annotated[
        Path | None,
        typer.Option("--cases", help="A folder of files with problems (*.yml); our own by default."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Ask for patches of known problems, apply each by itself, and look at what came of it."""
    run_command(_suggestions(cases, as_json))


async def _suggestions(folder: Path | None, as_json: bool) -> int:
    from tools.analysis.suggestions.evaluation import FOLDER, CasesError, evaluate, read_cases

    try:
        report = await evaluate(read_cases(folder or FOLDER))
    except CasesError as error:
        typer.secho(str(error), fg=typer.colors.RED, err=True)
        return 1
    if as_json:
        print_json(report.model_dump())
        return 0
    typer.echo(
        f"{report.offered} patches for {report.cases} problems: {report.parse} parse, "
        f"{report.removed} remove the problem, {report.new_findings} new findings"
    )
    typer.echo(f"{len(report.wrongly_offered)} for {report.refused} problems that should have none")
    for one in report.trouble:
        typer.echo(f"  {one.id}: {_trouble(one.found, one.patch is not None, one.parses, one.removed)}")
    return 0


def _trouble(found: bool, offered: bool, parses: bool, removed: bool) -> str:
    if not offered:
        return "nothing was offered" if found else "the problem was not found"
    if not parses:
        return "it does not parse"
    return "it brings something new" if removed else "the problem is still there"


async def _review(folder: Path | None, with_model: bool, as_json: bool) -> int:
    from tools.analysis.evaluation import LabelsError

    try:
        report = await _measured(folder, with_model)
    except LabelsError as error:
        typer.secho(str(error), fg=typer.colors.RED, err=True)
        return 1
    if as_json:
        print_json(report.model_dump(exclude=None if with_model else {"with_model"}))
        return 0
    typer.echo(
        f"{report.pulls} pull requests, {report.clean} of them clean: precision {report.precision:.2f}, "
        f"recall {report.recall:.2f}, F1 {report.f1:.2f}; "
        f"{report.comments_per_clean_pr:.2f} comments on a clean one"
    )
    if (judged := report.with_model) is not None:
        typer.echo(
            f"  with the model: precision {judged.precision:.2f}, recall {judged.recall:.2f}, "
            f"F1 {judged.f1:.2f}; {judged.comments_per_clean_pr:.2f} comments on a clean one; "
            f"{judged.dropped} dropped, {judged.own} of its own; "
            f"{judged.tokens:,} tokens, {judged.seconds:.1f} s for each"
        )
        for why, count in judged.troubles.items():
            typer.echo(f"  of {count} it was not (fully) asked: {why}")
    for name, alone in report.by_analyser.items():
        typer.echo(f"  {name:<14} alone: F1 {alone.f1:.2f}, {alone.comments} comments")
    for miss in report.missed:
        typer.echo(f"  missed: {miss.pull}: {miss.what} at {miss.path}:{miss.line}")
    for wrong in report.wrong:
        typer.echo(f"  wrong: {wrong.pull}: {wrong.what} at {wrong.path}:{wrong.line}")
    return 0


async def _measured(folder: Path | None, with_model: bool) -> "Report":
    """The report; what a model uses is counted in it and in no budget."""
    import asyncio

    from tools.analysis.evaluation import evaluate, evaluate_with_model, read_pulls
    from tools.analysis.evaluation.pulls import FOLDER

    pulls = await asyncio.to_thread(read_pulls, folder or FOLDER)
    if not with_model:
        return await asyncio.to_thread(evaluate, pulls)
    from agents.metering import Meter
    from agents.models import Models
    from agents.reviewing import review_judge
    from bot.settings import Settings, SettingsError

    settings, meter = await asyncio.to_thread(Settings.load), Meter()
    models = Models(settings)
    try:
        judge = review_judge(settings.model_copy(update={"review_judging": True}), models, meter)
        if judge is None:
            raise SettingsError(
                "There is no model to measure with: set OPENAI_API_KEY or ANTHROPIC_API_KEY, and MODEL."
            )
        return await evaluate_with_model(pulls, judge, lambda: meter.tokens)
    finally:
        await models.close()


async def _routing(asks: Path | None, as_json: bool) -> int:
    import asyncio

    from agents.routing.evaluation import ASKS_FILE, AsksFileError, evaluate

    try:
        report = await asyncio.to_thread(evaluate, asks or ASKS_FILE)
    except AsksFileError as error:
        typer.secho(str(error), fg=typer.colors.RED, err=True)
        return 1
    if as_json:
        print_json(report.model_dump())
        return 0
    typer.echo(f"{report.asks} asks, {report.accuracy:.1%} right")
    for kind, share in report.by_kind.items():
        typer.echo(f"  {kind:<14} {share:.1%}")
    return 0
