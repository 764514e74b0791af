"""Makes a `Change` of what stands on this machine: two revisions, a working tree, or a whole folder."""

import asyncio
import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from storage import RepositoryEntry
from tools.analysis.change import Change, SourceFile, lines_of, shown
from tools.analysis.exclusions import LARGEST_FILE, LOCK_FILE, unread_data, unread_path, unread_text
from tools.analysis.local_context import MAX_READ, blobs, context_of, named, named_in_tree
from tools.analysis.names import is_code, is_told_of, lost_names
from tools.analysis.review_settings import SETTINGS_FILE, ReviewSettings, read_settings
from tools.analysis.risk import files_by_risk
from tools.repos.git import GitProvider
from tools.repos.git_command import GitCommand, GitFailedError
from tools.tool import ToolError

MOST_FILES = 20_000
MOST_BYTES = 200_000_000
PATHS_AT_ONCE = 200
_OPTIONS = ("-M", "--no-color", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none")
_HUNK = re.compile(rb"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
_SECTION = re.compile(rb"^diff --git ", re.MULTILINE)
_FILE, _LINK, _MODULE = "100", "120000", "160000"
_NOT_ENTERED = {".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv", ".tox", ".mypy_cache"}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row of `git diff --raw`, with the hashes of the contents; one of zeros is in the working tree."""

    mode: str
    before: str
    after: str
    status: str
    previous: bytes | None
    path: bytes

    @property
    def name(self) -> str:
        return named(self.path)


async def load_revisions(
    folder: Path, base: str, head: str | None = None
) -> tuple[Change, ReviewSettings, str, str]:
    """What `head` has that `base` has not, since their merge base.

    Args:
        folder: A git repository.
        base: A branch, tag or hash.
        head: Another one; the working tree with what is not committed yet if left out.

    Returns:
        The change (files with the most risk first), the settings at its base, and the hashes of the two (of
        HEAD for the working tree).

    Raises:
        ToolError: It is no git repository, or has no such revisions.
    """
    git = GitCommand(folder)
    provider = GitProvider(RepositoryEntry(name=shown(folder.name) or "here", provider="git", path=folder))
    old = (await provider.get_commit("", base)).sha
    new = (await provider.get_commit("", head or "HEAD")).sha
    try:
        start = (await git.run("merge-base", old, new)).decode().strip()
        entries = _entries(
            await git.run("diff", "--raw", "-z", "--abbrev=40", *_OPTIONS, start, *_to(head, new))
        )
        untracked = [] if head else await _untracked(git)
        skipped: dict[str, str] = {}
        wanted = [entry for entry in entries if _is_wanted(entry, skipped)]
        lines = await _changed_lines(git, wanted, start, _to(head, new))
        deleted = {entry.before for entry in entries if entry.status == "D" and is_told_of(entry.name)}
        contents = await blobs(
            git, deleted | {hash_ for entry in wanted for hash_ in (entry.before, entry.after)}
        )
        settings = read_settings(await _at(git, start, SETTINGS_FILE))
        everything = (await git.run("ls-tree", "-r", "-z", "--name-only", "--full-tree", new)).split(b"\0")
    except GitFailedError as error:
        raise _not_compared(error, folder, base, head) from error
    files = [
        file for entry in wanted if (file := _file(entry, contents, lines, folder, skipped, head)) is not None
    ]
    files += [file for path in untracked if (file := _new_file(folder, path, skipped)) is not None]
    gone = _gone(entries, contents)
    context = await context_of(git, new, files, everything, gone)
    paths = tuple(entry.name for entry in entries) + tuple(named(path) for path in untracked)
    names = await asyncio.to_thread(lost_names, files, gone, context)
    change = Change(
        tuple(await asyncio.to_thread(files_by_risk, files)),
        paths,
        context,
        None if head else folder,
        skipped,
        gone=gone,
        tree=_tree_paths(everything, gone, untracked) if any(map(is_code, gone)) else frozenset(),
        named=await named_in_tree(git, new if head else None, names),
    )
    return change, settings, old, new


async def load_tree(folder: Path) -> Change:
    """All files of a folder, or one file.

    Raises:
        ToolError: There is nothing there.
    """
    return await asyncio.to_thread(_tree, folder)


async def settings_of(folder: Path) -> ReviewSettings:
    """The settings of a folder as they stand there."""
    data = await asyncio.to_thread(_read, folder / SETTINGS_FILE)
    return read_settings(data if isinstance(data, bytes) else None)


def _not_compared(error: GitFailedError, folder: Path, base: str, head: str | None) -> ToolError:
    unrelated = f"{base} and {head or 'the work tree'} differ in all"
    said = error.said.splitlines()[-1] if error.said else unrelated
    return ToolError(f"git can't compare in {folder}: {shown(said)}.", "Check the revisions.")


def _to(head: str | None, new: str) -> tuple[str, ...]:
    return (new, "--") if head else ("--",)


def _entries(output: bytes) -> list[_Entry]:
    fields = iter(output.split(b"\0")[:-1])
    found = []
    for field in fields:
        _, mode, before, after, status = field.decode().split(" ")
        moved = status[0] in "RC"
        previous = next(fields) if moved else None
        found.append(_Entry(mode, before, after, status[0], previous, next(fields)))
    return found


def _is_wanted(entry: _Entry, skipped: dict[str, str]) -> bool:
    if entry.status == "D":
        return False
    why = unread_path(entry.name)
    if LOCK_FILE.search(entry.name):
        why = None
    if entry.mode == _MODULE:
        why = "it is a submodule"
    elif entry.mode == _LINK:
        why = "it is a symbolic link"
    if why:
        skipped[shown(entry.name)] = why
    return why is None


async def _changed_lines(
    git: GitCommand, entries: Sequence[_Entry], start: str, to: tuple[str, ...]
) -> dict[bytes, frozenset[int]]:
    """The numbers of the new lines of each file."""
    found: dict[bytes, frozenset[int]] = {}
    for first in range(0, len(entries), PATHS_AT_ONCE):
        some = entries[first : first + PATHS_AT_ONCE]
        paths = [path for entry in some for path in (entry.path, entry.previous) if path]
        arguments = [os.fsdecode(path) for path in paths]
        # A moved file may belong with one of another batch: without detection it would be wholly new.
        names = _entries(
            await git.run("diff", "--raw", "-z", "--abbrev=40", *_OPTIONS, start, *to, *arguments)
        )
        patch = await git.run("diff", "-U0", *_OPTIONS, start, *to, *arguments, limit=MAX_READ)
        sections = _SECTION.split(patch)[1:]
        for entry, section in zip(names, sections, strict=False):
            found[entry.path] = frozenset(_numbers(section))
    return found


def _numbers(section: bytes) -> Iterator[int]:
    for match in _HUNK.finditer(section):
        first, count = int(match[1]), int(match[2] or 1)
        yield from range(first, first + count)


async def _at(git: GitCommand, sha: str, path: str) -> bytes | None:
    try:
        return await git.run("cat-file", "blob", f"{sha}:{path}", limit=1_000_000)
    except GitFailedError:
        return None


async def _untracked(git: GitCommand) -> list[bytes]:
    output = await git.run("ls-files", "--others", "--exclude-standard", "-z", "--full-name")
    return [path for path in output.split(b"\0") if path]


def _file(
    entry: _Entry,
    contents: Mapping[str, bytes | None],
    lines: Mapping[bytes, frozenset[int]],
    folder: Path,
    skipped: dict[str, str],
    head: str | None,
) -> SourceFile | None:
    data = contents.get(entry.after)
    if head is None:
        read = _read(folder / os.fsdecode(entry.path))
        data = read if isinstance(read, bytes) else None
    if data is None:
        skipped[shown(entry.name)] = unread_data(entry.name, b" " * (LARGEST_FILE + 1)) or ""
        return None
    text = _text(entry.name, data, skipped)
    if text is None:
        return None
    added = entry.status == "A"
    before = contents.get(entry.before)
    previous = named(entry.previous) if entry.previous else None
    old = before.decode("utf-8", "replace") if before is not None and not added else None
    return SourceFile(entry.name, text, lines.get(entry.path, frozenset()), added, old, previous)


def _new_file(folder: Path, path: bytes, skipped: dict[str, str]) -> SourceFile | None:
    name = named(path)
    why = unread_path(name) or _read(folder / os.fsdecode(path))
    if isinstance(why, str):
        skipped[shown(name)] = why
        return None
    text = _text(name, why, skipped)
    return SourceFile(name, text, _all_lines(text), added=True) if text is not None else None


def _text(name: str, data: bytes, skipped: dict[str, str]) -> str | None:
    why = unread_data(name, data)
    text = "" if why else data.decode("utf-8", "replace")
    why = why or unread_text(name, text)
    if why:
        skipped[shown(name)] = why
    return None if why else text


def _all_lines(text: str) -> frozenset[int]:
    return frozenset(range(1, len(lines_of(text)) + 1))


def _read(path: Path) -> bytes | str:
    """The content of a plain file, or why it is not read. Links are not followed: they may lead anywhere."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        return "it is a symbolic link" if path.is_symlink() else f"it can't be read ({error.strerror})"
    with os.fdopen(handle, "rb") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode):
            return "it is not a file"
        return file.read(LARGEST_FILE + 1)


def _gone(entries: Sequence[_Entry], contents: Mapping[str, bytes | None]) -> dict[str, str]:
    """What was deleted or moved away, with the text of deleted code and lists of packages."""
    found = {}
    for entry in entries:
        if entry.status == "D" and entry.mode != _MODULE:
            data = contents.get(entry.before) or b""
            why = unread_path(entry.name) or unread_data(entry.name, data)
            found[entry.name] = "" if why else data.decode("utf-8", "replace")
        elif entry.status == "R" and entry.previous is not None:
            found[named(entry.previous)] = ""
    return found


def _tree_paths(
    everything: Sequence[bytes], gone: Mapping[str, str], untracked: Sequence[bytes]
) -> frozenset[str]:
    return frozenset(named(path) for path in (*everything, *untracked) if path) - gone.keys()


def _tree(folder: Path) -> Change:
    if not folder.exists():
        raise ToolError(f"There is no {folder}.", "Check the path.")
    skipped: dict[str, str] = {}
    files: list[SourceFile] = []
    paths: list[str] = []
    room = MOST_BYTES
    for path, name in _walk(folder, skipped):
        if len(files) >= MOST_FILES or room <= 0:
            skipped[shown(name)] = "the tree is too large to be looked at whole"
            continue
        paths.append(name)
        data = unread_path(name) or _read(path)
        if isinstance(data, str):
            skipped[shown(name)] = data
            continue
        text = _text(name, data, skipped)
        if text is not None:
            files.append(SourceFile(name, text, _all_lines(text)))
            room -= len(data)
    root = folder if folder.is_dir() else folder.parent
    return Change(tuple(files), tuple(paths), root=root.resolve(), skipped=skipped, whole=True)


def _walk(folder: Path, skipped: dict[str, str]) -> Iterator[tuple[Path, str]]:
    """All files below a folder with their paths in it, in order. No link is followed."""
    if not folder.is_dir():
        yield folder, named(os.fsencode(folder.name))
        return
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _NOT_ENTERED)
        for name in folders:
            if Path(place, name).is_symlink():
                skipped[shown(_below(folder, place, name))] = "it is a symbolic link"
        for name in sorted(names):
            yield Path(place, name), _below(folder, place, name)


def _below(folder: Path, place: str, name: str) -> str:
    return named(os.fsencode(Path(place, name).relative_to(folder).as_posix()))
