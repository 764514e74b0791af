"""`quarterdeck knowledge search`: find what answers a question."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.running import print_json, run_command

if TYPE_CHECKING:
    from knowledge import Hit
    from storage.knowledge import Filters

SUGGESTED = 3
SHOWN = ("path", "heading", "url", "date", "score", "text")


def search(
    query: Annotated[str, typer.Argument(help="A question or a name.")],
    k: Annotated[int, typer.Option("--k", min=1, max=50, help="How many pages.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    kind: Annotated[str | None, typer.Option("--kind", help="Only `document` or `incident`.")] = None,
    source: Annotated[str | None, typer.Option("--source", help="Only of this source.")] = None,
    project: Annotated[str | None, typer.Option("--project", help="Only of this project's sources.")] = None,
    service: Annotated[str | None, typer.Option("--service", help="Only about this service.")] = None,
    since: Annotated[
        datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="Only changed since this day.")
    ] = None,
) -> None:
    """Find the pages that answer a question best, each with its best passage."""
    from storage.knowledge import Filters

    day = since.astimezone() if since is not None else None
    filters = Filters(everything=True, kind=kind, source=source, project=project, service=service, since=day)
    run_command(_search(query, k, as_json, filters))


async def _search(query: str, k: int, as_json: bool, filters: "Filters") -> int:
    from bot.settings import Settings
    from knowledge import Library

    library = Library.open(Settings.load())
    try:
        found = await library.search(query, k, per_page=1, filters=filters)
    finally:
        await library.close()
    if as_json:
        print_json([{name: getattr(hit, name) for name in SHOWN} for hit in found])
        return 0
    if not found.nothing:
        _show(found)
    elif found.nearest:
        typer.echo("I found nothing that answers this. Nearest to it, though no answer:\n")
        _show(found.nearest[:SUGGESTED])
    else:
        typer.echo(
            "I found nothing: there are no such pages. `quarterdeck knowledge status` lists the sources."
        )
    return 0


def _show(hits: "Iterable[Hit]") -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console()
    for hit in hits:
        heading = f" › {hit.heading}" if hit.heading else ""
        console.print(
            f"[bold]{escape(hit.title + heading)}[/bold] [dim]{hit.date} {escape(hit.url or hit.path)}[/dim]"
        )
        console.print(f"  {escape(' '.join(hit.text.split())[:240])}")
        if hit.also_at:
            console.print(f"  [dim]also at {escape(', '.join(hit.also_at))}[/dim]")
        console.print()
