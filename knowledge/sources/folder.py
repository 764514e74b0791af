"""A folder of documents on this machine, in a git repository or not."""

import asyncio
import hashlib
import os
import stat
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from knowledge.reading.errors import UnreadableError
from knowledge.reading.formats import SUFFIXES, format_of
from knowledge.sources.base import Listed, SourceError

SKIPPED_FOLDERS = {"node_modules", "vendor", "__pycache__"}
GIT_SECONDS = 10
_UNREADABLE = "unreadable: "


class FolderReader:
    """Reads a folder with all its folders, except hidden ones.

    Args:
        folder: the folder.
        url: where people read these files; a page's address is `url/path`.
    """

    def __init__(self, folder: Path, url: str | None = None) -> None:
        self._folder = folder
        self._url = url.rstrip("/") if url else None

    async def pages(self) -> list[Listed]:
        """Its documents, by path."""
        if not await asyncio.to_thread(self._folder.is_dir):
            raise SourceError(f"There is no folder {self._folder}. Check the path.")
        return await asyncio.to_thread(self._list)

    async def read(self, page: Listed) -> bytes:
        """A file."""
        if page.version.startswith(_UNREADABLE):
            raise UnreadableError(page.version.removeprefix(_UNREADABLE))
        return await asyncio.to_thread(_read, self._folder / page.path, self._folder)

    def _list(self) -> list[Listed]:
        commits = _last_commits(self._folder)
        return [self._listed(file, commits) for file in sorted(_documents(self._folder))]

    def _listed(self, file: Path, commits: dict[str, tuple[str, str]]) -> Listed:
        path = file.relative_to(self._folder).as_posix()
        if not path.isprintable():
            # A name that no terminal, log or database could show as it is.
            shown = path.encode("unicode_escape", "surrogatepass").decode("ascii")
            return Listed(shown, f"{_UNREADABLE}its name has characters that can't be shown", _modified(file))
        commit, moment = commits.get(path, (None, None))
        return Listed(
            path=path,
            version=_version(file, self._folder),
            changed_at=datetime.fromisoformat(moment) if moment else _modified(file),
            url=f"{self._url}/{quote(path)}" if self._url else None,
            commit=commit,
        )


def _documents(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in SKIPPED_FOLDERS]
        for name in files:
            if Path(name).suffix.lower() in SUFFIXES:
                yield Path(place, name)


def _read(file: Path, folder: Path) -> bytes:
    try:
        if file.is_symlink() and not file.exists():
            raise UnreadableError("it is a link to a file that is not there")
        if not file.resolve().is_relative_to(folder.resolve()):
            raise UnreadableError("it is a link that leads out of the folder")
        found = file.stat()
        if not stat.S_ISREG(found.st_mode):
            # Opening a pipe waits until somebody writes to it.
            raise UnreadableError("it is no plain file")
        format_of(file.name).check_size(found.st_size)
        return file.read_bytes()
    except (OSError, RuntimeError) as error:
        # RuntimeError is what resolve raises for links that go in a circle.
        raise UnreadableError(getattr(error, "strerror", None) or str(error)) from error


def _version(file: Path, folder: Path) -> str:
    """The hash of the content; what can't be read has no version that could be known already."""
    try:
        return hashlib.sha256(_read(file, folder)).hexdigest()
    except UnreadableError as error:
        return f"{_UNREADABLE}{error}"


def _modified(file: Path) -> datetime:
    try:
        return datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except OSError:
        return datetime.now(UTC)


def _last_commits(folder: Path) -> dict[str, tuple[str, str]]:
    """Path to the commit that last changed it and its time, where the folder is in a git repository."""
    options = ["log", "--format=%x01%H %cI", "--name-only", "--relative", "-z", "--", "."]
    command = ["git", "-C", str(folder), *options]
    try:
        done = subprocess.run(command, capture_output=True, timeout=GIT_SECONDS, check=True)  # noqa: S603 - fixed arguments
    except (OSError, subprocess.SubprocessError):
        return {}
    commits: dict[str, tuple[str, str]] = {}
    for record in done.stdout.decode("utf-8", "replace").split("\x01")[1:]:
        head, _, names = record.partition("\0")
        commit, _, moment = head.strip().partition(" ")
        for name in names.split("\0"):
            if name.strip("\n"):
                commits.setdefault(name.strip("\n"), (commit, moment))
    return commits
