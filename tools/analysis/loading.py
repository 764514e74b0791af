"""Loads what a pull request or a comparison changed from where the repository lives."""

import asyncio
import difflib
import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from tools.analysis.change import Change, SourceFile, lines_of, shown
from tools.analysis.exclusions import LOCK_FILE, unread_data, unread_path, unread_text
from tools.analysis.names import is_code
from tools.analysis.review_settings import SETTINGS_FILE, ReviewSettings, read_settings
from tools.analysis.risk import GONE, by_risk
from tools.analysis.surroundings import gone_files, read_one_by_one, surroundings
from tools.repos import ChangedFile, RepositoryProvider, Snapshot, patch_lines
from tools.repos.github_errors import is_gone
from tools.stages import Part, Tell, stage, tell_nobody
from tools.tool import ToolError

MOST_FILES = 600
MOST_LINES = 60_000  # changed ones; a person reads some hundred of them
READ_ONE_BY_ONE = 40  # files; from there on the whole tree comes faster, and is one request
MOST_ONE_BY_ONE = 150  # files, where the tree is too large to come as a whole
FETCHING = "fetch"  # by which this part of a review is known
LONGEST_TO_COMPARE = 5_000  # lines between what two texts begin and end with alike

_MODULE = re.compile(r"^[-+]Subproject commit [0-9a-f]{40,64}(-dirty)?$", re.MULTILINE)


@dataclass(slots=True)
class _Tree:
    """Files as they are at a commit; `whole` has all of the tree, where it came as a whole."""

    contents: dict[str, bytes] = field(default_factory=dict)
    whole: Snapshot | None = None


def listing(tell: Tell) -> AbstractAsyncContextManager[Part]:
    """Tell that the files of a change are listed, which `load_change` then fetches."""
    return stage(tell, FETCHING, lambda: "Listing the changed files", goes_on=True)


async def load_settings(provider: RepositoryProvider, name: str, base: str) -> ReviewSettings:
    """The repository's settings at the base of a change; the default ones where it has none.

    Raises:
        ToolError: nobody can tell what it has.
    """
    try:
        return read_settings((await provider.read_file(name, SETTINGS_FILE, base)).data)
    except ToolError as error:
        if provider.source == "github" and not is_gone(error):
            raise
        return ReviewSettings()


async def load_change(
    provider: RepositoryProvider,
    name: str,
    changed: Sequence[ChangedFile],
    head: str,
    *,
    base: str | None = None,
    history: Mapping[str, int] | None = None,
    unlisted: int = 0,
    sought: Collection[str] = (),
    tell: Tell = tell_nobody,
) -> Change:
    """The changed files with their lines, as far as they can be looked at; those with the most risk first.

    Args:
        provider: Where the repository lives.
        name: The repository.
        changed: What the change does to its files.
        head: The commit to look at.
        base: What it is compared with, for differences that are too large to be shown.
        history: How many findings that counted each path had before.
        unlisted: How many more files it changes than its home lists.
        sought: Files in which earlier reviews have found something at lines that the change leaves alone.
        tell: Takes word of how far it is.

    Raises:
        ToolError: the repository can't be read (any more).
    """
    skipped: dict[str, str] = {}
    if unlisted:
        skipped[f"({unlisted:,} more files)"] = "the change is too large: they are not even listed"
    wanted = _wanted(by_risk(changed, history), skipped)
    gone = gone_files(changed)
    sought = frozenset(sought) - {entry.path for entry in changed}
    count = f"{len(changed)} changed file{'s' * (len(changed) != 1)}"
    async with stage(tell, FETCHING, lambda: f"Fetching {count}") as part:
        tree = await _read(provider, name, [entry.path for entry in wanted], head, skipped)
        before = await _texts_before(provider, name, wanted, base, head)
        files = await asyncio.to_thread(_files, wanted, tree.contents, before, skipped)
        around = await surroundings(provider, name, files, gone, head, tree.whole, sought)
        part.title = lambda: f"Fetched {len(files)} of {count}"
    return Change(
        tuple(files),
        tuple(entry.path for entry in changed),
        around.context,
        skipped=skipped,
        gone=gone,
        tree=around.tree,
        named=around.named,
        absent=around.absent,
    )


def _files(
    wanted: Sequence[ChangedFile],
    contents: Mapping[str, bytes],
    before: Mapping[str, bytes],
    skipped: dict[str, str],
) -> list[SourceFile]:
    found = []
    for entry in wanted:
        if entry.path in contents:
            file = source_file(entry, contents[entry.path], skipped, before.get(entry.path))
            if file is not None:
                found.append(file)
    return found


def source_file(
    entry: ChangedFile, data: bytes, skipped: dict[str, str], before: bytes | None = None
) -> SourceFile | None:
    """A changed file with the numbers of its lines, or a reason in `skipped`.

    Args:
        entry: What the change did to it.
        data: Its content.
        skipped: Where the reason goes.
        before: Its content before, which is needed where the difference is too large to be shown.
    """
    why = unread_data(entry.path, data)
    text = data.decode("utf-8", "replace")
    why = why or unread_text(entry.path, text)
    added = entry.status == "added"
    if why is None and entry.patch is None and not added and before is None:
        why = "its difference is too large to be shown, and what was there before can't be read"
    if why is None and not _fits(text, entry.patch):
        why = "it is not what its difference shows: a symbolic link, or it has just been changed"
    if why:
        skipped[shown(entry.path)] = why
        return None
    if entry.patch is None:
        old = before.decode("utf-8", "replace") if before is not None and not added else None
        return SourceFile(entry.path, text, new_lines(old or "", text), added, old, entry.previous)
    lines = frozenset(line.new for line in patch_lines(entry.patch) if line.kind == "added" and line.new)
    old = None if added else text_before(text, entry.patch)
    return SourceFile(entry.path, text, lines, added, old, entry.previous)


def _fits(text: str, patch: str | None) -> bool:
    """Whether the new lines of a difference stand in the text. What is not UTF-8 can't be compared."""
    lines = text.split("\n")
    return all(
        line.new <= len(lines) and line.text.rstrip("\r") == lines[line.new - 1].rstrip("\r")
        for line in patch_lines(patch)
        if line.kind == "added" and line.new and "\ufffd" not in line.text
    )


def new_lines(before: str, after: str) -> frozenset[int]:
    """The numbers of the lines of a text that are not in the one before.

    Where both are long and differ nearly everywhere, all between their equal beginnings and ends counts.
    """
    old, new = lines_of(before), lines_of(after)
    most = min(len(old), len(new))
    first = next((at for at in range(most) if old[at] != new[at]), most)
    last = next((at for at in range(most - first) if old[-1 - at] != new[-1 - at]), most - first)
    left, right = old[first : len(old) - last], new[first : len(new) - last]
    if not left or max(len(left), len(right)) > LONGEST_TO_COMPARE:
        return frozenset(range(first + 1, first + 1 + len(right)))
    matcher = difflib.SequenceMatcher(None, left, right)
    return frozenset(
        number
        for kind, _, _, begin, end in matcher.get_opcodes()
        if kind in ("replace", "insert")
        for number in range(first + begin + 1, first + end + 1)
    )


def text_before(text: str, patch: str | None) -> str | None:
    """The text before a change, by taking the change back; None where the two don't belong together."""
    lines = text.split("\n")
    found: list[str] = []
    at = 0
    for line in patch_lines(patch):
        if line.kind == "removed":
            found.append(line.text)
            continue
        number = (line.new or 1) - 1
        if number < at or number >= len(lines):
            return None
        found += lines[at:number]
        if line.kind == "same":
            found.append(lines[number])
        at = number + 1
    return "\n".join([*found, *lines[at:]])


def _wanted(changed: Sequence[ChangedFile], skipped: dict[str, str]) -> list[ChangedFile]:
    """What can be looked at, as much of it as there is time for; in the order that is given."""
    kept: list[ChangedFile] = []
    lines = 0
    for entry in changed:
        if entry.status in GONE:
            continue
        why = _unread(entry)
        if why is None and not entry.additions and not (entry.deletions and is_code(entry.path)):
            continue  # only moved, or lines of a text went
        if why is None and (len(kept) >= MOST_FILES or lines + entry.additions > MOST_LINES):
            why = "the change is large: the files with the most risk were looked at"
        if why is None:
            kept.append(entry)
            lines += entry.additions
        else:
            skipped[shown(entry.path)] = why
    return kept


def _unread(entry: ChangedFile) -> str | None:
    why = None if LOCK_FILE.search(entry.path) else unread_path(entry.path)
    if entry.patch is not None:
        return "it is a submodule" if _MODULE.search(entry.patch) else why
    moved = entry.status in ("renamed", "copied", "changed")
    nothing = not entry.additions and not entry.deletions and not moved
    return why or ("it is binary or empty, or only its mode changed" if nothing else None)


async def _read(
    provider: RepositoryProvider, name: str, paths: Sequence[str], head: str, skipped: dict[str, str]
) -> _Tree:
    if len(paths) > READ_ONE_BY_ONE:
        try:
            snapshot = await provider.snapshot(name, head)
        except ToolError:
            for path in paths[MOST_ONE_BY_ONE:]:
                skipped[shown(path)] = "the repository is too large to be fetched as a whole"
            paths = paths[:MOST_ONE_BY_ONE]
        else:
            found = {path: snapshot.files[path] for path in paths if path in snapshot.files}
            for path in paths:
                if path not in found:
                    skipped[shown(path)] = snapshot.skipped.get(path, "it is not a file")
            return _Tree(found, snapshot)
    return _Tree(await read_one_by_one(provider, name, paths, head, skipped))


async def _texts_before(
    provider: RepositoryProvider, name: str, wanted: Sequence[ChangedFile], base: str | None, head: str
) -> dict[str, bytes]:
    """What was in the files whose difference is not shown, by their paths now."""
    unknown = {
        entry.path: entry.previous or entry.path
        for entry in wanted
        if entry.patch is None and entry.status != "added"
    }
    if not unknown or base is None:
        return {}
    try:
        start = (await provider.compare(name, base, head)).merge_base or base
        tree = await _read(provider, name, list(unknown.values()), start, {})
    except ToolError:
        return {}  # each file says that it could not be compared
    return {path: tree.contents[old] for path, old in unknown.items() if old in tree.contents}
