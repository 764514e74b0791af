"""Modules that a change deleted or moved away while somebody in sight still imports them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tools.analysis.analysers.imports import imports, means
from tools.analysis.change import LANGUAGES, Change, Unread, lines_of
from tools.analysis.names import is_code

_JAVA = re.compile(r"^\s*import\s+(?P<name>[\w.]+)\s*;", re.MULTILINE)
_GO = re.compile(r"^\s*(?:import\s+)?(?:[\w.]+\s+)?\"(?P<path>[\w./~-]+)\"\s*(?://.*)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Broken:
    """An import of something that is not there any more.

    Args:
        path: The file with the import.
        line: Where, from 1.
        gone: The file that is gone.
    """

    path: str
    line: int
    gone: str


def broken_imports(change: Change) -> Iterator[Broken | Unread]:
    """Each import of a file that is gone, unless another file can be meant now."""
    gone = [path for path in change.gone if is_code(path)]
    if gone and not change.tree:
        yield Unread("nobody could look through the whole tree for imports of what is gone")
    if not gone or not change.tree:
        return
    for path, text in change.texts().items():
        language = LANGUAGES.get(path[path.rfind(".") :].lower()) if "." in path else None
        if path in change.gone or language is None:
            continue
        seen: set[str] = set()
        for line, missing in _broken(path, text, language, gone, change):
            if missing not in seen:
                seen.add(missing)
                yield Broken(path, line, missing)


def _broken(
    path: str, text: str, language: str, gone: list[str], change: Change
) -> Iterator[tuple[int, str]]:
    if language == "java":
        yield from _java(text, gone, change)
    elif language == "go":
        yield from _go(text, gone, change)
    for one in imports(language, text):
        if one.guarded:
            continue
        # `from shop import cart` means a module as well as what the package has by that name.
        for module in (one.module, *(_inner(one.module, name) for name in one.names)):
            missing = next((each for each in gone if means(module, path, each, language)), None)
            if missing is None or any(means(module, path, each, language) for each in change.tree):
                continue
            if _is_folder(module, missing, change) or (
                module != one.module and _package_has(one.module, module, path, language, change)
            ):
                continue
            yield one.line, missing


def _inner(module: str, name: str) -> str:
    return f"{module}{name}" if module.endswith(".") else f"{module}.{name}"


def _is_folder(module: str, missing: str, change: Change) -> bool:
    """Whether a folder of the same name has become the module."""
    place = re.sub(r"(/__init__|/index)?\.\w+$", "", missing)
    return any(path.startswith(f"{place}/") for path in change.tree)


def _package_has(package: str, module: str, importer: str, language: str, change: Change) -> bool:
    """Whether the package gives the name itself, or nobody can see whether it does."""
    homes = [path for path in change.tree if path.endswith("__init__.py")]
    homes = [path for path in homes if means(package, importer, path, language)]
    name = module.rpartition(".")[2]
    texts = change.texts()
    # What it only imports from the module that is gone, it has no more.
    return any(path not in texts or re.search(rf"\b{re.escape(name)}\b", texts[path]) for path in homes)


def _java(text: str, gone: list[str], change: Change) -> Iterator[tuple[int, str]]:
    for match in _JAVA.finditer(text):
        place = match["name"].replace(".", "/")
        missing = next((path for path in gone if _is_class(path, place)), None)
        if missing is not None and not any(_is_class(path, place) for path in change.tree):
            yield text.count("\n", 0, match.start("name")) + 1, missing


def _is_class(path: str, place: str) -> bool:
    whole = path.rpartition(".")[0]
    return whole == place or whole.endswith(f"/{place}")


def _go(text: str, gone: list[str], change: Change) -> Iterator[tuple[int, str]]:
    folders = {path.rpartition("/")[0]: path for path in gone if path.endswith(".go")}
    block = [number for number, line in enumerate(lines_of(text), 1) if re.match(r"import\b", line)]
    if not block:
        return
    for match in _GO.finditer(text):
        for folder, missing in folders.items():
            if not folder or not match["path"].endswith(f"/{folder}"):
                continue
            left = any(
                path.rpartition("/")[0] == folder and path.endswith(".go") and not path.endswith("_test.go")
                for path in change.tree
            )
            if not left:
                yield text.count("\n", 0, match.start("path")) + 1, missing
