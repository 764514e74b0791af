"""Keeps a file as it is formatted: what ruff would leave alone before a patch, it leaves alone after it."""

import shutil
import subprocess
import sys
from pathlib import Path

from tools.analysis.change import SourceFile

LENGTHS = (88, 79, 100, 110, 120)
LONGEST = 120
SECONDS = 10


class Formatting:
    """How the files of one change are formatted; each is looked at once."""

    def __init__(self) -> None:
        self._lengths: dict[str, int | None] = {}

    def kept(self, file: SourceFile, after: str) -> str | None:
        """The text after a patch as the file's own format has it; None where it can't keep to it."""
        if file.language == "python":
            length = self._length(file)
            if length is not None:
                return formatted(after, length)
        before = file.text.split("\n")
        longest = max(LONGEST, *(len(line) for line in before))
        new = set(after.split("\n")) - set(before)
        if any(len(line) > longest or line != line.rstrip() for line in new):
            return None
        return after

    def _length(self, file: SourceFile) -> int | None:
        """The length of lines with which ruff leaves a file as it is."""
        if file.path not in self._lengths:
            longest = max(len(line) for line in file.text.split("\n"))
            tried = (length for length in LENGTHS if length >= longest)
            same = (length for length in tried if formatted(file.text, length) == file.text)
            self._lengths[file.path] = next(same, None)
        return self._lengths[file.path]


def formatted(text: str, length: int) -> str | None:
    """What ruff makes of a text of Python; None where it can't."""
    program = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")
    if program is None:
        return None
    options = ["format", "--isolated", "--no-cache", f"--line-length={length}", "--target-version=py312"]
    options += ["--config=format.quote-style='preserve'", "--stdin-filename=file.py", "-"]
    try:
        done = subprocess.run(  # noqa: S603 - our own command, no shell
            [program, *options], input=text.encode(), capture_output=True, timeout=SECONDS
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeEncodeError):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
