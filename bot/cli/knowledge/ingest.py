"""`quarterdeck knowledge ingest`: read documents."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.running import run_command

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bar

    from knowledge import IngestReport


def ingest(
    folder: Annotated[Path, typer.Argument(help="A folder of documents.")],
    base_url: Annotated[
        str | None, typer.Option("--base-url", help="Where people read these files, for links.")
    ] = None,
    kind: Annotated[
        str, typer.Option("--kind", help="`document`, or `incident` for postmortems.")
    ] = "document",
) -> None:
    """Read a folder of documents; what has not changed since the last time is not read again."""
    run_command(_ingest(folder, base_url, kind))


async def _ingest(folder: Path, base_url: str | None, kind: str) -> int:
    from rich.console import Console
    from rich.markup import escape

    from bot.settings import Settings, SettingsError
    from knowledge import Library
    from knowledge import Progress as Step

    if kind not in ("document", "incident"):
        raise SettingsError(f"--kind is {kind!r}; it may be document or incident.")
    console = Console(stderr=True)
    library = Library.open(Settings.load())
    try:
        with _bar(console) as bar:
            task = bar.add_task("Looking", total=None)

            def show(step: Step) -> None:
                rate = step.passages / step.seconds if step.seconds > 0 else 0.0
                said = f"{rate:.0f} passages/s  {escape(step.path)}"
                bar.update(task, completed=step.done, total=step.total or None, description=said)

            report = await library.ingest(folder, base_url, show, kind=kind)
    finally:
        await library.close()
    _tell(console, report)
    return 0


def _bar(console: "Console") -> "Bar":
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("[dim]{task.description}", markup=True),
        console=console,
        transient=True,
    )


def _tell(console: "Console", report: "IngestReport") -> None:
    from rich.markup import escape

    console.print(
        f"{report.added} new, {report.changed} changed, {report.unchanged} unchanged, {report.deleted} gone; "
        f"{report.chunks} passages embedded in {report.seconds:.1f} s"
    )
    for skipped in report.skipped:
        console.print(f"[yellow]Not read[/yellow] {escape(skipped.path)}: {escape(skipped.reason)}")
