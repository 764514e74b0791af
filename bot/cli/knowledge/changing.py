"""`quarterdeck knowledge pause`, `resume` and `remove`: what becomes of a source."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.running import run_command

if TYPE_CHECKING:
    from knowledge import Library

Name = Annotated[str, typer.Argument(help="The source, as `knowledge status` calls it.")]


def pause(name: Name) -> None:
    """Read a source no more; what was read of it is found all the same."""
    run_command(_change(name, lambda library: library.pause(name), "is not read until `knowledge resume`."))


def resume(name: Name) -> None:
    """Read a paused source again."""
    run_command(_change(name, lambda library: library.pause(name, paused=False), "is read again."))


def remove(name: Name) -> None:
    """Take a source out, with everything that was read of it."""
    run_command(_change(name, lambda library: library.remove(name), "is gone, with its pages."))


async def _change(name: str, change: Callable[["Library"], Awaitable[bool]], done: str) -> int:
    from rich.console import Console
    from rich.markup import escape

    from bot.settings import Settings
    from knowledge import Library

    console = Console(stderr=True)
    library = Library.open(Settings.load())
    try:
        if await change(library):
            console.print(f"[bold]{escape(name)}[/bold] {done}")
            return 0
        names = ", ".join(source.name for source, _ in await library.standing())
        console.print(f"There is no source called {escape(name)}. There are: {escape(names) or 'none'}.")
        return 1
    finally:
        await library.close()
