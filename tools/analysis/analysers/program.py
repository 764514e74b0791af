"""Runs an analyser that is a program, on copies of files in a folder of their own."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from tools.analysis.change import SourceFile, Unread
from tools.tool import ToolError


class ProgramFailedError(ToolError):
    """A program is there and did not do its work, perhaps because of what it was given."""


# Shares of the time: for all files at once, and then for one by itself.
TOGETHER, ALONE = 0.5, 0.15
_NAME = re.compile(r"\w[\w.-]{0,100}")


@contextmanager
def copies(files: Iterable[SourceFile], inside: str = "") -> Iterator[tuple[Path, dict[str, SourceFile]]]:
    """A folder with copies of files, and which file is in which folder of it.

    Args:
        files: What to copy. Each gets a folder with a name of our own making: a path from outside never
            leaves it.
        inside: A path between that folder and the file, for programs that ask for one.
    """
    with tempfile.TemporaryDirectory(prefix="quarterdeck-") as name:
        folder = Path(name).resolve()
        placed: dict[str, SourceFile] = {}
        for number, file in enumerate(files):
            own = PurePosixPath(file.path).name
            if _NAME.fullmatch(own) is None:
                own = f"file{PurePosixPath(own).suffix}" if _NAME.fullmatch(own[-8:]) else "file"
            place = folder / str(number) / inside / own
            place.parent.mkdir(parents=True)
            place.write_text(file.text, "utf-8", errors="replace", newline="")
            placed[str(number)] = file
        yield folder, placed


def copied(path: str, folder: Path, placed: dict[str, SourceFile]) -> SourceFile | None:
    """Which file a path in a program's answer means."""
    parts = PurePosixPath(path).parts
    if PurePosixPath(path).is_absolute():
        root = folder.parts
        parts = parts[len(root) :] if parts[: len(root)] == root else ()
    return placed.get(parts[0]) if parts else None


def run_program(
    name: str, arguments: Sequence[str], folder: Path, seconds: float, good: Sequence[int] = (0,)
) -> Any:
    """What a program prints as JSON.

    Args:
        name: The program; it is looked for beside our own Python first, where its wheel puts it.
        arguments: For it.
        folder: Where it runs.
        seconds: How long it may take.
        good: Exit codes that mean that it worked.

    Raises:
        ToolError: It is missing, took too long, failed, or answered nonsense.
    """
    beside = Path(sys.executable).parent
    program = shutil.which(name, path=str(beside)) or shutil.which(name)
    if program is None:
        raise ToolError(f"{name} is not installed.", "Install Quarterdeck again, or the program by itself.")
    try:
        done = subprocess.run(  # noqa: S603 - our own command, no shell
            [program, *arguments], cwd=folder, capture_output=True, timeout=seconds, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        raise ProgramFailedError(
            f"{name} took longer than {seconds:.0f} s.", "Review a smaller part."
        ) from None
    except OSError as error:
        raise ToolError(f"{name} can't be run ({error.strerror}).", "Install Quarterdeck again.") from error
    if done.returncode not in good or (done.returncode and not done.stdout):
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ProgramFailedError(
            f"{name} failed: {said[-1][:200] if said else f'exit code {done.returncode}'}."
        )
    try:
        return json.loads(done.stdout or b"[]")
    except ValueError as error:
        raise ProgramFailedError(f"{name} answered nonsense.", "Install Quarterdeck again.") from error


def run_on(
    name: str,
    options: Sequence[str],
    folder: Path,
    placed: dict[str, SourceFile],
    seconds: float,
    good: Sequence[int] = (0,),
) -> Iterator[Any]:
    """What a program answers about all copies; where one of them is too much for it, about each by itself.

    Yields:
        Its answers, and an `Unread` for each file that it fails at.
    """
    paths = {
        number: sorted(str(path) for path in (folder / number).rglob("*") if path.is_file())
        for number in placed
    }
    try:
        yield run_program(
            name,
            [*options, *(path for some in paths.values() for path in some)],
            folder,
            seconds * TOGETHER,
            good,
        )
        return
    except ProgramFailedError as error:
        if len(placed) == 1:
            yield from (Unread(str(error), file.path) for file in placed.values())
            return
    for number, some in paths.items():
        try:
            yield run_program(name, [*options, *some], folder, seconds * ALONE, good)
        except ProgramFailedError as error:
            yield Unread(str(error), placed[number].path)
