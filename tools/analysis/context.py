"""Which unchanged files belong to a change: those of its packages, and those that it imports."""

import re
from collections.abc import Iterable, Sequence

from tools.analysis.change import LANGUAGES, SourceFile
from tools.analysis.exclusions import unread_path

MOST_FILES = 80
MOST_CHARACTERS = 2_000_000
_IMPORT = re.compile(
    r"^\s*(?:import|from|export|require|use|using|include|package)\b[^\n]{0,400}|\brequire\([^)\n]{1,200}\)",
    re.MULTILINE,
)
_WORD = re.compile(r"[A-Za-z_][\w$-]*")


def related(files: Iterable[SourceFile], paths: Sequence[str]) -> list[str]:
    """Paths that the files import or that stand beside them, imported ones first; not the files themselves.

    Args:
        files: The changed files.
        paths: All paths of the tree.
    """
    changed = [file for file in files if file.language is not None]
    own = {file.path for file in changed}
    endings = {_ending(file.path) for file in changed}
    folders = {file.path.rpartition("/")[0] for file in changed}
    words = {word for file in changed for text in _IMPORT.findall(file.text) for word in _WORD.findall(text)}
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


def module_name(path: str) -> str:
    """The name by which other files mean this one: of its folder, where it stands for that."""
    folder, _, name = path.rpartition("/")
    stem = name.partition(".")[0]
    return folder.rpartition("/")[2] or stem if stem in ("__init__", "index", "mod") else stem


def _ending(path: str) -> str:
    dot = path.rfind(".")
    ending = path[dot:].lower() if dot >= 0 else ""
    return LANGUAGES.get(ending, ending)
