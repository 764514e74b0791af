"""Run `git` without a shell, with limits, and without trusting the repository's own settings."""

import asyncio
import os
import subprocess
import tempfile
import threading
from pathlib import Path

from tools.tool import ToolError

TIMEOUT = 10  # seconds
MAX_OUTPUT = 20_000_000  # bytes

# Settings of a repository can name programs to run; these switch them off.
_HARMLESS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.quotePath=false",
    "log.showSignature=false",
    "protocol.allow=never",
)
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C.UTF-8",
}
_INHERITED = ("PATH", "HOME", "SYSTEMROOT", "TMPDIR")


class GitFailedError(Exception):
    """git ended with an error; `said` is what it wrote about it, often nothing."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


class GitCommand:
    """git in one repository.

    Args:
        path: the repository's folder, bare or with a working tree.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    async def run(self, *arguments: str, limit: int = MAX_OUTPUT, given: bytes = b"") -> bytes:
        """The output of a command.

        Args:
            arguments: the command and its arguments; what comes from outside stands after `--`.
            given: what the command reads as its input.
            limit: how many bytes of output are too many.

        Raises:
            GitFailedError: git ended with an error.
            ToolError: there is no git, it took too long, or wrote too much.
        """
        return await asyncio.to_thread(self._run, arguments, limit, given)

    def _run(self, arguments: tuple[str, ...], limit: int, given: bytes) -> bytes:
        settings = (*_HARMLESS, f"safe.directory={self.path.resolve()}")
        options = [part for setting in settings for part in ("-c", setting)]
        environment = {name: os.environ[name] for name in _INHERITED if name in os.environ} | _ENVIRONMENT
        command = ["git", "-C", str(self.path), "--no-pager", *options, *arguments]
        with tempfile.TemporaryFile() as source:  # a file, because writing to a pipe could wait for ever
            source.write(given)
            source.seek(0)
            try:
                process = subprocess.Popen(  # noqa: S603 - a fixed program, no shell
                    command, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
                )
            except FileNotFoundError:
                raise ToolError("git is not installed here.", "Install git.") from None
            return _read(process, limit)


def _read(process: "subprocess.Popen[bytes]", limit: int) -> bytes:
    late = threading.Event()

    def give_up() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(TIMEOUT, give_up)
    timer.start()
    with process:
        try:
            output = process.stdout.read(limit + 1) if process.stdout else b""
            if len(output) > limit:
                process.kill()
                raise ToolError("git's answer is too long.", "Ask about a part: a path or a shorter period.")
            said = process.stderr.read().decode(errors="replace").strip() if process.stderr else ""
            code = process.wait()
        finally:
            timer.cancel()
    if late.is_set():
        raise ToolError(f"git took longer than {TIMEOUT} s.", "Ask about a part: a path or a shorter period.")
    if code:
        raise GitFailedError(said)
    return output
