"""Which unchanged files belong to a change: those of its packages, and those that it imports."""

import re
from collections.abc import Iterable, Mapping, Sequence

from tools.analysis.change import LANGUAGES, SourceFile
from tools.analysis.exclusions import unread_path
from tools.security.manifests import is_manifest

MOST_FILES = 80
MOST_CHARACTERS = 2_000_000
_IMPORT = re.compile(
    r"^\s*(?:import|from|export|require|use|using|include|package)\b[^\n]{0,400}|\brequire\([^)\n]{1,200}\)",
    re.MULTILINE,
)
_LICENCE = re.compile(
    r"(?:(?:LICEN[CS]E|COPYING)(?:\.\w+)?|package\.json|pyproject\.toml|Cargo\.toml)$", re.I
)
_WORD = re.compile(r"[A-Za-z_][\w$-]*")


def related(
    files: Iterable[SourceFile], paths: Sequence[str], gone: Mapping[str, str] | None = None
) -> list[str]:
    """Paths that the files import (or did) or that stand beside them, imported ones first; not the files.

    Args:
        files: The changed files.
        paths: All paths of the tree.
        gone: The text of those that were deleted.
    """
    deleted = [SourceFile(path, text, frozenset()) for path, text in (gone or {}).items()]
    files = [*files, *deleted]
    changed = [file for file in files if file.language is not None]
    own = {file.path for file in changed}
    endings = {_ending(file.path) for file in changed}
    folders = {file.path.rpartition("/")[0] for file in changed}
    texts = [text for file in changed for text in (file.text, file.before) if text]
    words = {word for text in texts for said in _IMPORT.findall(text) for word in _WORD.findall(said)}
    imported: list[str] = []
    beside: list[str] = []
    for path in paths:
        folder, _, name = path.rpartition("/")
        if path in own or _ending(path) not in endings or unread_path(path):
            continue
        stem = name.partition(".")[0]
        if stem in words or (stem in ("__init__", "index") and folder.rpartition("/")[2] in words):
            imported.append(path)
        elif folder in folders:
            beside.append(path)
    return [*imported, *beside][:MOST_FILES]


def importers(contents: Mapping[str, bytes], gone: Iterable[str]) -> list[str]:
    """Files that import something by the name of a module that is gone.

    Args:
        contents: All files of the tree.
        gone: Paths of what was deleted or moved away.
    """
    wanted = {(module_name(path), _ending(path)) for path in gone if _ending(path) in LANGUAGES.values()}
    stems = {stem.encode() for stem, _ in wanted}
    endings = {ending for _, ending in wanted}
    found = []
    for path, data in contents.items():
        if _ending(path) not in endings or unread_path(path) or not any(stem in data for stem in stems):
            continue
        text = data.decode("utf-8", "replace")
        if any(stem.encode() in stems for said in _IMPORT.findall(text) for stem in _WORD.findall(said)):
            found.append(path)
    return found[:MOST_FILES]


def packages_of(gone: Iterable[str]) -> list[str]:
    """The files that may still give what a deleted Python module gave: those of the packages around it."""
    return sorted({f"{path.rpartition('/')[0]}/__init__.py" for path in gone if path.endswith(".py")})


def licence_files(files: Iterable[SourceFile], paths: Sequence[str]) -> list[str]:
    """Where the project says which licence it is under, if a change may add packages to it."""
    if not any(is_manifest(file.path) for file in files):
        return []
    return [path for path in paths if _LICENCE.match(path)]


def module_name(path: str) -> str:
    """The name by which other files mean this one: of its folder, where it stands for that."""
    folder, _, name = path.rpartition("/")
    stem = name.partition(".")[0]
    return folder.rpartition("/")[2] or stem if stem in ("__init__", "index", "mod") else stem


def _ending(path: str) -> str:
    dot = path.rfind(".")
    ending = path[dot:].lower() if dot >= 0 else ""
    return LANGUAGES.get(ending, ending)
