"""`quarterdeck knowledge ingest`: read documents."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.running import run_command


def ingest(
    folder: Annotated[Path, typer.Argument(help="A folder of Markdown.")],
    base_url: Annotated[
        str | None, typer.Option("--base-url", help="Where people read these files, for links.")
    ] = None,
    kind: Annotated[
        str, typer.Option("--kind", help="`document`, or `incident` for postmortems.")
    ] = "document",
) -> None:
    """Read a folder of Markdown; what has not changed since the last time is not read again."""
    run_command(_ingest(folder, base_url, kind))


async def _ingest(folder: Path, base_url: str | None, kind: str) -> int:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from bot.settings import Settings, SettingsError
    from knowledge import Library
    from knowledge import Progress as Step

    if kind not in ("document", "incident"):
        raise SettingsError(f"--kind is {kind!r}; it may be document or incident.")
    library = Library.open(Settings.load())
    console = Console(stderr=True)
    columns = (TextColumn("[dim]{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Reading", total=None)

        def show(step: Step) -> None:
            bar.update(task, completed=step.done, total=step.total, description=step.path)

        report = await library.ingest(folder, base_url, show, kind=kind)
    console.print(
        f"{report.added} new, {report.changed} changed, {report.unchanged} unchanged, {report.deleted} gone; "
        f"{report.chunks} passages read in {report.seconds:.1f} s"
    )
    for skipped in report.skipped:
        console.print(f"[yellow]Skipped[/yellow] {skipped.path}: {skipped.reason}")
    return 0
