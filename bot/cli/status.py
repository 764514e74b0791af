"""`quarterdeck status`: how the work stands."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.running import print_json, run_command

if TYPE_CHECKING:
    from rich.console import Console

    from storage.standing import Kept, Standing


def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print the numbers as JSON.")] = False,
) -> None:
    """Show what waits, what runs, what could not be delivered, and who works."""
    run_command(_status(as_json))


async def _status(as_json: bool) -> int:
    from rich.console import Console

    from bot.settings import Settings
    from storage import Database
    from storage.standing import read_standing

    database = await Database.open(Settings.load())
    try:
        standing = await read_standing(database)
    finally:
        await database.close()
    if as_json:
        print_json(standing.dump())
    else:
        _show(Console(highlight=False), standing)
    return 0


def _show(console: "Console", standing: "Standing") -> None:
    oldest = "–" if standing.oldest_seconds is None else f"{standing.oldest_seconds:,.0f} s"
    lines = {
        "Workers alive": standing.workers,
        "Queue depth": standing.queue_depth,
        "Running": standing.running,
        "Waiting for approval": standing.waiting,
        "Oldest without an answer": oldest,
        "Undelivered": len(standing.undelivered),
        "Set aside": len(standing.set_aside),
    }
    for name, value in lines.items():
        console.print(f"{name:<26}{value}")
    _list(console, "Undelivered answers", standing.undelivered)
    _list(console, "Set aside", standing.set_aside)
    if standing.queue_depth and not standing.workers:
        console.print("Nobody works on the queue: start `quarterdeck run` or `quarterdeck work`.")


def _list(console: "Console", title: str, asks: "tuple[Kept, ...]") -> None:
    from rich.markup import escape

    if asks:
        console.print(f"\n[bold]{title}[/bold]")
    for ask in asks:
        reason = escape(ask.reason or "")
        console.print(
            f"{ask.ask_id}  {ask.since:%Y-%m-%d %H:%M}  {ask.asker}  {escape(ask.thread)}  {reason}"
        )
