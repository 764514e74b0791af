"""What else of a repository belongs to a change of it, from where the repository lives."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from tools.analysis.change import SourceFile, shown
from tools.analysis.context import MOST_CHARACTERS, importers, licence_files, packages_of, related
from tools.analysis.exclusions import unread_data, unread_path
from tools.analysis.names import is_code, is_told_of, lost_names, named_in
from tools.analysis.risk import GONE
from tools.repos import ChangedFile, RepositoryProvider, Snapshot, patch_lines
from tools.repos.github_errors import is_gone
from tools.tool import ToolError

MOST_CONTEXT = 20  # files that are fetched beside the changed ones
MOST_SOUGHT = 20  # files with an earlier finding; those that are left out keep it
MOST_WITHOUT = 40  # changed files; of more, most that belongs together is there already
AT_ONCE = 6
WHOLE_SECONDS = 20  # that the whole tree may take, where only a search needs it


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Unchanged texts, all paths of the tree, who still has names that lost a use, and what is not there.

    See `Change`.
    """

    context: Mapping[str, str] = field(default_factory=dict)
    tree: frozenset[str] = frozenset()
    named: Mapping[str, frozenset[str]] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()


def gone_files(changed: Sequence[ChangedFile]) -> dict[str, str]:
    """What a change deleted or moved away, with the text of what matters, as far as it is shown."""
    found = {}
    for entry in changed:
        if entry.status in GONE:
            told = is_told_of(entry.path) and not unread_path(entry.path)
            shown = patch_lines(entry.patch) if told else ()
            found[entry.path] = "\n".join(line.text for line in shown if line.kind == "removed")
        elif entry.status == "renamed" and entry.previous is not None:
            found[entry.previous] = ""
    return found


async def surroundings(
    provider: RepositoryProvider,
    name: str,
    files: Sequence[SourceFile],
    gone: Mapping[str, str],
    head: str,
    whole: Snapshot | None,
    sought: Collection[str] = (),
) -> Surroundings:
    """What belongs to a change. The tree is fetched as a whole where something is to be looked for in it.

    Args:
        provider: Where the repository lives.
        name: The repository.
        files: The changed files.
        gone: What was deleted or moved away.
        head: The commit after the change.
        whole: All files at that commit, where they are at hand.
        sought: Unchanged files in which something was found before.
    """
    missing = any(is_code(path) for path in gone)
    if whole is None and missing:
        whole = await _whole(provider, name, head)
    # First of all: there is room for so many texts, and what is not in sight is not known to be gone.
    context, absent = await _sought(provider, name, sought, head, whole)
    if not files and not missing:
        return Surroundings(context, absent=absent)
    context |= await _context(provider, name, files, gone, head, whole)
    names = await asyncio.to_thread(lost_names, files, gone, context)
    if whole is None and names:
        whole = await _whole(provider, name, head)
    if whole is None:
        return Surroundings(context, absent=absent)
    # What is in a program that is too large to be read, nobody knows.
    known = not any(is_code(path) for path in whole.skipped)
    named = await asyncio.to_thread(named_in, whole.files, names) if known else {}
    tree = frozenset((*whole.files, *whole.skipped)) if missing else frozenset[str]()
    return Surroundings(context, tree, named, absent)


async def _whole(provider: RepositoryProvider, name: str, head: str) -> Snapshot | None:
    try:
        async with asyncio.timeout(WHOLE_SECONDS):
            return await provider.snapshot(name, head)
    except (ToolError, TimeoutError):
        return None


async def _sought(
    provider: RepositoryProvider, name: str, sought: Collection[str], head: str, whole: Snapshot | None
) -> tuple[dict[str, str], frozenset[str]]:
    """The texts of some files, and which of these are not there."""
    wanted = sorted(sought)[:MOST_SOUGHT]
    if whole is not None:
        found = {path: whole.files[path] for path in wanted if path in whole.files}
        return texts_within(found), frozenset(wanted) - whole.files.keys() - whole.skipped.keys()
    found, absent = {}, set()
    for path in wanted:
        try:
            found[path] = (await provider.read_file(name, path, head)).data
        except ToolError as error:
            if is_gone(error):
                absent.add(path)
    if absent:
        await provider.get_commit(name, head)  # or else the whole repository is gone
    return texts_within(found), frozenset(absent)


async def _context(
    provider: RepositoryProvider,
    name: str,
    files: Sequence[SourceFile],
    gone: Mapping[str, str],
    head: str,
    whole: Snapshot | None,
) -> dict[str, str]:
    own = {file.path for file in files}
    if whole is not None:
        paths = list(whole.files)
        chosen = await asyncio.to_thread(related, files, paths, gone)
        chosen += [path for path in packages_of(gone) if path in whole.files]
        chosen += licence_files(files, paths)
        chosen += await asyncio.to_thread(importers, whole.files, gone)
        return texts_within({path: whole.files[path] for path in dict.fromkeys(chosen) if path not in own})
    if len(files) > MOST_WITHOUT:
        return {}
    try:
        paths = await provider.list_files(name, head)
        beside = (await asyncio.to_thread(related, files, paths, gone))[:MOST_CONTEXT]
        wanted = [path for path in dict.fromkeys((*licence_files(files, paths), *beside)) if path not in own]
        return texts_within(await read_one_by_one(provider, name, wanted, head, {}))
    except ToolError:
        return {}


async def read_one_by_one(
    provider: RepositoryProvider, name: str, paths: Sequence[str], head: str, failed: dict[str, str]
) -> dict[str, bytes]:
    """Files at a commit; why one could not be read is put into `failed`."""
    gate = asyncio.Semaphore(AT_ONCE)
    found: dict[str, bytes] = {}

    async def load(path: str) -> None:
        async with gate:
            try:
                found[path] = (await provider.read_file(name, path, head)).data
            except ToolError as error:
                failed[shown(path)] = shown(str(error))

    await asyncio.gather(*(load(path) for path in paths))
    if failed:
        # The repository may be gone, or closed to us, since we began: that is no matter of single files.
        await provider.get_commit(name, head)
    return found


def texts_within(contents: Mapping[str, bytes]) -> dict[str, str]:
    """The texts among contents, until there are too many of them."""
    found: dict[str, str] = {}
    room = MOST_CHARACTERS
    for path, data in contents.items():
        if unread_data(path, data) is None and len(data) <= room:
            found[path] = data.decode("utf-8", "replace")
            room -= len(data)
    return found
