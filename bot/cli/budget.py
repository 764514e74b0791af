"""`quarterdeck budget`: what may be spent on models, and what was spent today."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.running import print_json, run_command

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage import Budgets


def budget(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Show the limits on spending and what was spent today, by person and team."""
    run_command(_budget(as_json))


async def _budget(as_json: bool) -> int:
    from zoneinfo import ZoneInfo

    from bot.settings import Settings
    from storage import Budgets, Database

    settings = Settings.load()
    database = await Database.open(settings)
    try:
        zone = ZoneInfo(settings.budget_time_zone)
        found = await _found(settings, Budgets(database, settings.limits(), zone))
    finally:
        await database.close()
    if as_json:
        print_json(found)
    else:
        _print(found)
    return 0


async def _found(settings: "Settings", budgets: "Budgets") -> dict[str, Any]:
    from storage import Payer

    unkept = {limit.name for limit in settings.limits_without_price}
    today = []
    for payer in (Payer.EVERYONE, Payer.TEAM, Payer.PERSON):
        for who, (tokens, usd) in (await budgets.spent_today(payer)).items():
            today.append({"payer": payer, "who": who, "tokens": tokens, "usd": float(usd)})
    return {
        "limits": [
            {"limit": limit.name, "amount": float(limit.amount), "kept": limit.name not in unkept}
            for limit in budgets.limits
        ],
        "today": today,
    }


def _print(found: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False)
    for limit in found["limits"]:
        unkept = "" if limit["kept"] else " [red](not kept: the model has no price)[/red]"
        console.print(f"Limit of {limit['amount']:,g} {limit['limit']}{unkept}")
    table = Table(box=None, header_style="dim")
    for title in ("Today", "Tokens", "Dollars"):
        table.add_column(title)
    for row in found["today"]:
        who = f"{row['payer']} {escape(row['who'])}".strip()
        table.add_row(who, f"{row['tokens']:,}", f"{row['usd']:.4f}")
    console.print(table)
