"""`quarterdeck knowledge search`: find what answers a question."""

from dataclasses import asdict
from typing import Annotated

import typer

from bot.cli.running import print_json, run_command


def search(
    query: Annotated[str, typer.Argument(help="A question or a name.")],
    k: Annotated[int, typer.Option("--k", min=1, max=50, help="How many passages.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Find the passages that answer a question best."""
    run_command(_search(query, k, as_json))


async def _search(query: str, k: int, as_json: bool) -> int:
    from rich.console import Console
    from rich.markup import escape

    from bot.settings import Settings
    from knowledge import Library

    hits = await Library.open(Settings.load()).search(query, k)
    if as_json:
        print_json([asdict(hit) for hit in hits])
        return 0
    console = Console()
    for hit in hits:
        heading = f" › {hit.heading}" if hit.heading else ""
        console.print(
            f"[bold]{escape(hit.title + heading)}[/bold] [dim]{hit.date} {escape(hit.url or hit.path)}[/dim]"
        )
        console.print(f"  {escape(' '.join(hit.text.split())[:240])}\n")
    if not hits:
        console.print("Nothing is known yet: quarterdeck knowledge ingest FOLDER")
    return 0
