"""`quarterdeck knowledge status`: the sources, how much was read of them, and what could not be."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.running import print_json, run_command

if TYPE_CHECKING:
    from rich.console import Console

    from storage.knowledge.sources import Contents
    from storage.models import KnowledgeSource

MOST_LISTED = 20


def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what is known: each source, when it was read, and what could not be read and why."""
    run_command(_status(as_json))


async def _status(as_json: bool) -> int:
    from rich.console import Console

    from bot.settings import Settings
    from knowledge import Library

    library = Library.open(Settings.load())
    try:
        sources = [_described(*one) for one in await library.standing()]
    finally:
        await library.close()
    if as_json:
        print_json(sources)
        return 0
    console = Console()
    if not sources:
        console.print("Nothing is known yet: quarterdeck knowledge ingest FOLDER")
    for source in sources:
        _print(console, source)
    return 0


def _described(source: "KnowledgeSource", contents: "Contents") -> dict[str, Any]:
    report = source.report or {}
    return {
        "name": source.name,
        "kind": source.kind,
        "state": str(source.state),
        "audience": source.audience,
        "pages": contents.pages,
        "passages": contents.passages,
        "read_at": source.read_at.isoformat(timespec="seconds") if source.read_at else None,
        "schedule": source.schedule,
        "error": source.error,
        "not_read": report.get("skipped", []),
        "not_read_more": report.get("left_out", 0),
        "embedder": source.embedder,
        "progress": _progress(source.progress),
        "added_by": source.added_by,
    }


def _progress(told: dict[str, Any] | None) -> dict[str, Any] | None:
    """How far a reading is, with its rate and the seconds that it should still take."""
    if told is None:
        return None
    done, total, seconds = told["done"], told["total"], told["seconds"]
    age = (datetime.now(UTC) - datetime.fromisoformat(told["at"])).total_seconds()
    return {
        "done": done,
        "total": total,
        "passages": told["passages"],
        "passages_per_second": round(told["passages"] / seconds, 1) if seconds else None,
        "seconds_left": round(seconds / done * (total - done)) if done and total else None,
        "told_seconds_ago": round(age),
    }


def _print(console: "Console", source: dict[str, Any]) -> None:
    from rich.markup import escape

    read = "not read yet"
    if source["read_at"]:
        read = f"read {datetime.fromisoformat(source['read_at']).astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    paused = ", [yellow]paused[/yellow]" if source["state"] == "paused" else ""
    console.print(
        f"[bold]{escape(source['name'])}[/bold] [dim]{source['kind']}, {_audience(source)}[/dim]{paused}"
    )
    console.print(f"  {source['pages']} pages, {source['passages']} passages, {read}")
    if source["progress"]:
        console.print(f"  {_reading(source['progress'])}")
    if source["error"]:
        console.print(f"  [red]Failed:[/red] {escape(source['error'])}")
    skipped = source["not_read"]
    for page in skipped[:MOST_LISTED]:
        console.print(f"  [yellow]Not read[/yellow] {escape(page['path'])}: {escape(page['reason'])}")
    more = len(skipped[MOST_LISTED:]) + source["not_read_more"]
    if more:
        console.print(f"  [yellow]Not read[/yellow] {more} more: --json lists them")


def _audience(source: dict[str, Any]) -> str:
    kind, names = source["audience"].get("kind"), source["audience"].get("names", [])
    return "for everyone" if kind == "everyone" else f"for {kind} {', '.join(names)}"


def _reading(progress: dict[str, Any]) -> str:
    left = progress["seconds_left"]
    time = "" if left is None else f", about {left} s left"
    rate = progress["passages_per_second"]
    speed = "" if rate is None else f", {rate} passages/s"
    # A reading tells every two seconds how far it is.
    verb = "Being read" if progress["told_seconds_ago"] < 15 else "Cut off"
    return f"{verb}: {progress['done']} of {progress['total']} pages{speed}{time}"
