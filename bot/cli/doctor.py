"""`quarterdeck doctor`: what works and what to do about the rest."""

from typing import Annotated

import typer

from bot.cli.running import print_json, run_command

STYLES = {"ok": "green", "off": "dim", "broken": "red"}


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Check every configured service: reachable, authorised, what to do. Exits with 1 if one is broken."""
    run_command(_doctor(as_json))


async def _doctor(as_json: bool) -> int:
    from rich.console import Console
    from rich.table import Table

    from bot.doctor import State, examine
    from bot.settings import Settings

    checks = await examine(Settings.load())
    if as_json:
        print_json([check.model_dump(mode="json") for check in checks])
    else:
        table = Table(box=None, header_style="dim")
        for title in ("", "Service", "Found", "To do"):
            table.add_column(title)
        for check in checks:
            style = STYLES[check.state]
            table.add_row(f"[{style}]{check.state}[/{style}]", check.name, check.found, check.todo)
        Console().print(table)
    return int(any(check.state is State.BROKEN for check in checks))
