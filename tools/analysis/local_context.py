"""What else of a local repository belongs to a change of it, by git."""

from collections.abc import Collection, Mapping, Sequence

from tools.analysis.change import SourceFile
from tools.analysis.context import licence_files, module_name, packages_of, related
from tools.analysis.exclusions import LARGEST_FILE, unread_path
from tools.analysis.names import is_code
from tools.analysis.surroundings import texts_within
from tools.repos.git_command import GitCommand, GitFailedError
from tools.tool import ToolError

MOST_MODULES = 40
MOST_CALLERS = 60
MAX_READ = 200_000_000


def named(path: bytes) -> str:
    """A path as text; bytes that are none are written as escapes."""
    return path.decode("utf-8", "backslashreplace")


async def blobs(git: GitCommand, hashes: set[str]) -> dict[str, bytes | None]:
    """Contents by hash; None where one is too large."""
    wanted = sorted(hash_ for hash_ in hashes if set(hash_) != {"0"})
    given = "".join(f"{hash_}\n" for hash_ in wanted).encode()
    sizes = (await git.run("cat-file", "--batch-check=%(objectname) %(objectsize)", given=given)).split(b"\n")
    found: dict[str, bytes | None] = {}
    small = []
    for row in sizes[:-1]:
        name, _, size = row.decode().partition(" ")
        if size.isdigit() and int(size) <= LARGEST_FILE:
            small.append(name)
        else:
            found[name] = None
    output = await git.run(
        "cat-file", "--batch", given="".join(f"{name}\n" for name in small).encode(), limit=MAX_READ
    )
    at = 0
    for name in small:
        end = output.index(b"\n", at)
        length = int(output[at:end].rsplit(b" ", 1)[1])
        found[name] = output[end + 1 : end + 1 + length]
        at = end + length + 2
    return found


async def context_of(
    git: GitCommand,
    sha: str,
    files: Sequence[SourceFile],
    everything: Sequence[bytes],
    gone: Mapping[str, str],
) -> dict[str, str]:
    """The texts of unchanged files that belong to a change: imported, importing, and beside it.

    Args:
        git: The repository.
        sha: The commit after the change.
        files: The changed files.
        everything: All paths of the tree.
        gone: What was deleted or moved away.
    """
    by_name = {named(path): path for path in everything if path}
    paths = list(by_name)
    chosen = [
        *licence_files(files, paths),
        *related(files, paths, gone),
        *packages_of(gone),
        *await _callers(git, sha, files, gone),
    ]
    own = {file.path for file in files}
    wanted = [name for name in dict.fromkeys(chosen) if name not in gone and name not in own]
    rows = [f"{sha}:{name}" for name in wanted if "\n" not in name]
    if not rows:
        return {}
    names = "".join(f"{row}\n" for row in rows).encode()
    try:
        output = await git.run("cat-file", "--batch-check=%(objectname) %(objecttype)", given=names)
        hashes = [line.decode().split(" ") for line in output.split(b"\n")[:-1]]
        known = {
            name: parts[0]
            for name, parts in zip(wanted, hashes, strict=False)
            if len(parts) == 2 and parts[1] == "blob"
        }
        contents = await blobs(git, set(known.values()))
    except GitFailedError:
        return {}
    return texts_within({name: data for name, hash_ in known.items() if (data := contents.get(hash_))})


async def _callers(
    git: GitCommand, sha: str, files: Sequence[SourceFile], gone: Mapping[str, str]
) -> list[str]:
    """Files of the same languages that name the module of a changed or deleted one: they may call it."""
    own = {file.path for file in files}
    code = [
        file for file in files if file.language is not None and not file.is_test and file.before is not None
    ]
    missing = [path for path in gone if is_code(path)]
    stems = {module_name(path) for path in [*missing, *(file.path for file in code)][:MOST_MODULES]}
    if not stems:
        return []
    words = [part for stem in sorted(stems) for part in ("-e", stem)]
    try:
        output = await git.run("grep", "-l", "-z", "-w", "-I", "--fixed-strings", *words, sha, "--")
    except (GitFailedError, ToolError):  # nobody names them, or the tree is too large to be searched
        return []
    endings = {path.rpartition(".")[2] for path in (*missing, *(file.path for file in code))}
    names = (named(row).partition(":")[2] for row in output.split(b"\0") if row)
    found = [
        name
        for name in names
        if name.rpartition(".")[2] in endings and name not in own and unread_path(name) is None
    ]
    return found[:MOST_CALLERS]


async def named_in_tree(
    git: GitCommand, sha: str | None, names: Collection[str]
) -> dict[str, frozenset[str]]:
    """Which files have each of the names; nothing where the tree is too large to be searched.

    Args:
        git: The repository.
        sha: A commit; the working tree if left out.
        names: What to look for.
    """
    if not names:
        return {}
    where = (sha,) if sha else ("--untracked",)
    words = [part for name in sorted(names) for part in ("-e", name)]
    options = ("-o", "-z", "-w", "-I", "--full-name", "--no-color", "--fixed-strings")
    try:
        if (await git.run("rev-parse", "--show-prefix")).strip():
            return {}  # git looks for them only below
        output = await git.run("grep", *options, *words, *where, "--")
    except (GitFailedError, ToolError):
        return {}
    found: dict[str, set[str]] = {name: set() for name in names}
    for row in output.split(b"\n"):
        path, _, name = row.rpartition(b"\0")
        if path and name.decode("utf-8", "replace") in found:
            found[name.decode()].add(named(path.removeprefix(f"{sha}:".encode()) if sha else path))
    return {name: frozenset(paths) for name, paths in found.items()}
