"""Shows a reading on its way, and what came of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge import IngestReport, Progress


@contextmanager
def shown() -> Iterator[Callable[["Progress"], None]]:
    """A bar on standard error until the end of the block, with the rate and the time left."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("[dim]{task.description}", markup=True),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Looking", total=None)

        def show(step: "Progress") -> None:
            rate = step.passages / step.seconds if step.seconds > 0 else 0.0
            said = f"{rate:.0f} passages/s  {escape(step.path)}"
            bar.update(task, completed=step.done, total=step.total or None, description=said)

        yield show


def tell(report: "IngestReport") -> None:
    """Say what a reading did, and what it could not read."""
    from rich.console import Console
    from rich.markup import escape

    console = Console(stderr=True)
    console.print(
        f"{report.added} new, {report.changed} changed, {report.unchanged} unchanged, {report.deleted} gone; "
        f"{report.chunks} passages embedded in {report.seconds:.1f} s"
    )
    for skipped in report.skipped:
        console.print(f"[yellow]Not read[/yellow] {escape(skipped.path)}: {escape(skipped.reason)}")
