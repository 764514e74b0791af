"""Loads what a pull request or a comparison changed from where the repository lives."""

import asyncio
import re
from collections.abc import Mapping, Sequence

from tools.analysis.change import Change, SourceFile, shown
from tools.analysis.context import MOST_CHARACTERS, related
from tools.analysis.exclusions import LOCK_FILE, unread_data, unread_path, unread_text
from tools.analysis.review_settings import SETTINGS_FILE, ReviewSettings, read_settings
from tools.repos import ChangedFile, RepositoryProvider, patch_lines
from tools.tool import ToolError

MOST_FILES = 600
MOST_LINES = 60_000  # changed ones; a person reads some hundred of them
READ_ONE_BY_ONE = 60  # files; from there on the whole tree comes faster
MOST_CONTEXT = 20  # files that are fetched beside the changed ones
AT_ONCE = 6
GONE = ("removed", "deleted")

# What is looked at first where not all can be: code before tests, and both before texts and data.
_DANGEROUS = re.compile(r"auth|login|session|password|crypt|pay|admin|api|sql|query|db|upload|exec", re.I)
_HARMLESS = re.compile(r"\.(md|rst|txt|json|ya?ml|csv|svg|html?|css|snap|lock)$", re.I)


async def load_settings(provider: RepositoryProvider, name: str, base: str) -> ReviewSettings:
    """The repository's settings at the base of a change; the default ones where it has none."""
    try:
        return read_settings((await provider.read_file(name, SETTINGS_FILE, base)).data)
    except ToolError:
        return ReviewSettings()


async def load_change(
    provider: RepositoryProvider, name: str, changed: Sequence[ChangedFile], head: str
) -> Change:
    """The changed files with their lines, as far as they can be looked at."""
    skipped: dict[str, str] = {}
    wanted = _wanted(changed, skipped)
    contents = await _contents(provider, name, [entry.path for entry in wanted], head, skipped)
    files = []
    for entry in wanted:
        if entry.path not in contents:
            continue
        file = source_file(entry, contents[entry.path], skipped)
        if file is not None:
            files.append(file)
    context = await _context(provider, name, files, head, contents)
    return Change(tuple(files), tuple(entry.path for entry in changed), context, skipped=skipped)


def source_file(entry: ChangedFile, data: bytes, skipped: dict[str, str]) -> SourceFile | None:
    """A changed file with the numbers of its lines, or a reason in `skipped`."""
    why = unread_data(entry.path, data)
    text = data.decode("utf-8", "replace")
    why = why or unread_text(entry.path, text)
    if why:
        skipped[shown(entry.path)] = why
        return None
    lines = frozenset(line.new for line in patch_lines(entry.patch) if line.kind == "added" and line.new)
    added = entry.status == "added"
    before = None if added else text_before(text, entry.patch)
    return SourceFile(entry.path, text, lines, added, before, entry.previous)


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
    """What can be looked at, in the order of the change, as much of it as there is time for."""
    kept: list[ChangedFile] = []
    lines = 0
    for entry in sorted(changed, key=_risk):
        if entry.status in GONE or not entry.additions:
            continue
        path = shown(entry.path)
        why = unread_path(entry.path)
        if entry.patch is None:
            skipped[path] = why or "its difference is binary or too large"
        elif why and not LOCK_FILE.search(entry.path):
            skipped[path] = why
        elif len(kept) >= MOST_FILES or lines > MOST_LINES:
            skipped[path] = f"the change is large: the {len(kept)} files with the most risk were looked at"
        else:
            kept.append(entry)
            lines += entry.additions
    chosen = {entry.path for entry in kept}
    return [entry for entry in changed if entry.path in chosen]


def _risk(entry: ChangedFile) -> tuple[bool, bool, bool, int]:
    path = entry.path
    is_test = SourceFile(path, "", frozenset()).is_test
    return bool(_HARMLESS.search(path)), is_test, not _DANGEROUS.search(path), -entry.additions


async def _contents(
    provider: RepositoryProvider, name: str, paths: Sequence[str], head: str, skipped: dict[str, str]
) -> dict[str, bytes]:
    if len(paths) > READ_ONE_BY_ONE:
        try:
            snapshot = await provider.snapshot(name, head)
        except ToolError:
            pass  # too large as a whole: read what is wanted
        else:
            skipped.update({path: why for path, why in snapshot.skipped.items() if path in set(paths)})
            return {path: snapshot.files[path] for path in paths if path in snapshot.files}
    gate = asyncio.Semaphore(AT_ONCE)
    found: dict[str, bytes] = {}

    async def load(path: str) -> None:
        async with gate:
            try:
                found[path] = (await provider.read_file(name, path, head)).data
            except ToolError as error:
                skipped[shown(path)] = str(error)

    await asyncio.gather(*(load(path) for path in paths))
    return found


async def _context(
    provider: RepositoryProvider,
    name: str,
    files: Sequence[SourceFile],
    head: str,
    contents: Mapping[str, bytes],
) -> dict[str, str]:
    if not files or len(contents) > READ_ONE_BY_ONE:  # then most that belongs together is there already
        return {}
    try:
        paths = await provider.list_files(name, head)
    except ToolError:
        return {}
    wanted = related(files, paths)[:MOST_CONTEXT]
    return texts_within(await _contents(provider, name, wanted, head, {}))


def texts_within(contents: Mapping[str, bytes]) -> dict[str, str]:
    """The texts among contents, until there are too many of them."""
    found: dict[str, str] = {}
    room = MOST_CHARACTERS
    for path, data in contents.items():
        if unread_data(path, data) is None and len(data) <= room:
            found[path] = data.decode("utf-8", "replace")
            room -= len(data)
    return found
