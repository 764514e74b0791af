"""Runs a command: logging, signals, and errors that say what to do instead of a traceback."""

import asyncio
import json
import os
import re
import signal
import sys
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal

import typer

BLOCKING_CALLS = 32


def run_command(
    work: Coroutine[Any, Any, int],
    level: str = "error",
    style: Literal["text", "json"] = "text",
    stopped: int = 130,
    patience: float | None = None,
) -> None:
    """Run a command's coroutine and exit with what it returns.

    Args:
        work: The command.
        level: The least important log lines to show.
        style: How log lines are written.
        stopped: The exit code when it is interrupted; 0 for what runs until it is.
        patience: The seconds that it may take to end when it is told to; it is cut off then.
    """
    from bot.log import configure

    configure(level, style)
    try:
        code = asyncio.run(_until_told_to_stop(work, patience, stopped))
    except (KeyboardInterrupt, asyncio.CancelledError):
        code = stopped
    except known_errors() as error:
        typer.secho(str(error), fg=typer.colors.RED, err=True)
        code = 1
    raise typer.Exit(code)


def known_errors() -> tuple[type[Exception], ...]:
    """The errors whose message is meant for people."""
    from bot.settings import SettingsError
    from knowledge import KnowledgeError
    from storage import CatalogError, DatabaseUnavailableError
    from tools.tool import ToolError

    return (SettingsError, KnowledgeError, CatalogError, DatabaseUnavailableError, ToolError)


_TURNING = re.compile(r"[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")


def print_json(value: Any) -> None:
    """Print JSON to standard output, and nothing else. What could turn a line around is escaped."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    sys.stdout.write(_TURNING.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n")


async def _until_told_to_stop(work: Coroutine[Any, Any, int], patience: float | None, stopped: int) -> int:
    loop = asyncio.get_running_loop()
    # Vendors' blocking clients mostly wait: asyncio's own handful of threads would be full at the third ask.
    loop.set_default_executor(ThreadPoolExecutor(BLOCKING_CALLS, "blocking"))
    # `kill` ends the command as Ctrl-C does: everything that was opened is closed.
    task = asyncio.ensure_future(work)

    def stop() -> None:
        task.cancel()
        if patience is not None:
            _cut_off_after(patience, stopped)

    loop.add_signal_handler(signal.SIGTERM, stop)
    return await task


def _cut_off_after(seconds: float, code: int) -> None:
    """End the process at the latest then, also where a thread hangs in a vendor's client.

    Whatever it was still at is taken over by another one, as after a crash.
    """
    timer = threading.Timer(seconds, os._exit, [code])
    timer.daemon = True
    timer.start()
