"""`quarterdeck knowledge ingest`: read documents."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.knowledge.reading import shown, tell
from bot.cli.running import run_command


def ingest(
    folder: Annotated[Path, typer.Argument(help="A folder of documents.")],
    base_url: Annotated[
        str | None, typer.Option("--base-url", help="Where people read these files, for links.")
    ] = None,
    kind: Annotated[
        str, typer.Option("--kind", help="`document`, or `incident` for postmortems.")
    ] = "document",
) -> None:
    """Read a folder of documents; what has not changed since the last time is not read again."""
    run_command(_ingest(folder, base_url, kind))


async def _ingest(folder: Path, base_url: str | None, kind: str) -> int:
    from bot.settings import Settings, SettingsError
    from knowledge import Library

    if kind not in ("document", "incident"):
        raise SettingsError(f"--kind is {kind!r}; it may be document or incident.")
    library = Library.open(Settings.load())
    try:
        with shown() as show:
            report = await library.ingest(folder, base_url, show, kind=kind)
    finally:
        await library.close()
    tell(report)
    return 0
