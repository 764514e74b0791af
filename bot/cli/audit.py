"""`quarterdeck audit`: is the record whole, and what stands in it."""

import csv
import json
import sys
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer

from bot.cli.running import print_json, run_command

if TYPE_CHECKING:
    from storage.audit import Verification
    from storage.models import AuditEntry

COLUMNS = ("sequence", "at", "ask_id", "actor", "action", "subject", "data", "previous", "hash", "id")
# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Format(StrEnum):
    """How rows are written."""

    JSONL = "jsonl"
    CSV = "csv"


class Writer(Protocol):
    """Writes rows to standard output."""

    def __call__(self, row: dict[str, Any]) -> None:
        """Write one."""


def verify(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    head: Annotated[
        list[str] | None,
        typer.Option("--head", help="A head `number:hash` from the log, which must stand in the record."),
    ] = None,
) -> None:
    """Check that no row of the audit log was changed, removed, added or moved. Exits with 1 if one was."""
    run_command(_verify(as_json, head or []))


def export(
    since: Annotated[datetime | None, typer.Option("--since", help="Only what happened since (UTC).")] = None,
    form: Annotated[Format, typer.Option("--format", help="How rows are written.")] = Format.JSONL,
) -> None:
    """Write the audit log to standard output, oldest rows first."""
    run_command(_export(since.replace(tzinfo=UTC) if since is not None else None, form))


async def _verify(as_json: bool, heads: list[str]) -> int:
    from bot.settings import Settings, SettingsError
    from storage import Database
    from storage.audit import AuditReader, Head

    try:
        known = [Head.parse(text) for text in heads]
    except ValueError as error:
        raise SettingsError(f"--head: {error}.") from error
    database = await Database.open(Settings.load())
    try:
        found = await AuditReader(database).verify(known)
    finally:
        await database.close()
    if as_json:
        print_json(_dump(found))
    else:
        _print(found)
    return int(not found.holds)


def _dump(found: "Verification") -> dict[str, Any]:
    return {
        "holds": found.holds,
        "rows": found.rows,
        "newest": str(found.newest) if found.newest else None,
        "problems": [{"kind": item.kind, "row": item.sequence, "says": item.says} for item in found.problems],
    }


def _print(found: "Verification") -> None:
    for item in found.problems:
        typer.secho(f"{item.kind}: {item.says}", fg=typer.colors.RED)
    if found.holds:
        typer.echo(f"{found.rows:,} rows, and each is as it was written.")
    if found.newest is not None:
        typer.echo(f"Newest head: {found.newest}")


async def _export(since: datetime | None, form: Format) -> int:
    from bot.settings import Settings
    from storage import Database
    from storage.audit import AuditReader

    database = await Database.open(Settings.load())
    write = _csv_writer() if form is Format.CSV else _write_line
    try:
        async for page in AuditReader(database).rows(since):
            for entry in page:
                write(_row(entry))
            sys.stdout.flush()
    finally:
        await database.close()
    return 0


def _row(entry: "AuditEntry") -> dict[str, Any]:
    ask_id = None if entry.ask_id is None else str(entry.ask_id)
    values = {"at": entry.created_at.isoformat(), "ask_id": ask_id, "id": str(entry.id)}
    return {name: values[name] if name in values else getattr(entry, name) for name in COLUMNS}


def _write_line(row: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def _csv_writer() -> Writer:
    table = csv.writer(sys.stdout)
    table.writerow(COLUMNS)

    def write(row: dict[str, Any]) -> None:
        data = json.dumps(row["data"], ensure_ascii=False)
        table.writerow([_cell(value) for value in {**row, "data": data}.values()])

    return write


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
