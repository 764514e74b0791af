"""`quarterdeck knowledge gaps`: what the documents did not answer."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.running import print_json, run_command

if TYPE_CHECKING:
    from storage.knowledge.gaps import Gap


def gaps(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the questions for which nothing was found, or whose answer was marked as wrong."""
    run_command(_gaps(as_json))


async def _gaps(as_json: bool) -> int:
    from rich.console import Console
    from rich.markup import escape

    from bot.gaps import collect
    from bot.gaps.collecting import grouped
    from bot.settings import Settings
    from storage import Database
    from storage.knowledge.gaps import GapStore

    database = await Database.open(Settings.load())
    try:
        store = GapStore(database)
        await collect(store)
        found = await store.open()
    finally:
        await database.close()
    if as_json:
        print_json([_plain(gap) for gap in found])
        return 0
    console = Console()
    for group in grouped(found):
        first = group[0]
        times = f", asked {len(group)} times" if len(group) > 1 else ""
        near = f"; near: {', '.join(first.pages[:3])}" if first.pages else ""
        console.print(f"[bold]{escape(' '.join(first.question.split()))}[/bold]")
        console.print(escape(f"  {first.reason}{times}, {first.created_at:%Y-%m-%d}{near}"), style="dim")
    if not found:
        console.print("The documents have answered everything so far.")
    return 0


def _plain(gap: "Gap") -> dict[str, Any]:
    return {
        "question": gap.question,
        "reason": gap.reason,
        "asked_at": gap.created_at.isoformat(),
        "asker": gap.asker,
        "channel": gap.channel,
        "pages": gap.pages,
        "told_at": gap.told_at.isoformat() if gap.told_at else None,
    }
