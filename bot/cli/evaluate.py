"""`quarterdeck eval`: how good the crew is, measured."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.running import print_json, run_command


def routing(
    asks: Annotated[
        Path | None,
        typer.Option("--asks", help='Lines of {"ask", "specialists": […] or "none"}; our own by default.'),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Route example asks and compare with who should answer them."""
    run_command(_routing(asks, as_json))


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
