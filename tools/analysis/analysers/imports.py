"""What a source file imports, and which file it means by that."""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from posixpath import normpath

_ENDINGS = re.compile(r"\.(?:d\.ts|[cm]?[jt]sx?|json|vue|svelte|pyi?|pyx|so|pyd)$")
_SCRIPTS = frozenset(("javascript", "typescript", "tsx"))
_ROOTS = frozenset(("", "src", "lib", "app", "python", "backend"))
_SCRIPT = re.compile(
    r"^[ \t]*(?:import|export)\b(?P<what>[^'\";()]{0,2000}?)\bfrom\s*['\"](?P<spec>[^'\"\n]+)['\"]"
    r"|^[ \t]*import\s*['\"](?P<alone>[^'\"\n]+)['\"]"
    r"|^[ \t]*(?:const|let|var)\s+(?P<bound>[^=;()]{1,99}?)=\s*require\(\s*['\"](?P<required>[^'\"\n]+)['\"]",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Import:
    """One statement.

    Args:
        line: Where its last name stands, from 1.
        module: What it names, as it stands there: `shop.cart`, `..cart`, `./cart`.
        names: What it takes from there, and what that is called here.
        whole: What the module itself is called here.
        guarded: Whether it may fail: it is tried, or not run.
    """

    line: int
    module: str
    names: dict[str, str] = field(default_factory=dict)
    whole: str = ""
    guarded: bool = False


@lru_cache(maxsize=256)
def imports(language: str, text: str) -> tuple[Import, ...]:
    """The imports of a text; none for a language that is not known here, or where it does not parse."""
    if language in _SCRIPTS:
        return tuple(_script(text))
    if language != "python":
        return ()
    try:
        return tuple(_python(ast.parse(text), guarded=False))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()


def _python(node: ast.AST, guarded: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for one in child.names:
                yield Import(child.lineno, one.name, whole=one.asname or one.name, guarded=guarded)
        elif isinstance(child, ast.ImportFrom):
            names = {one.name: one.asname or one.name for one in child.names}
            yield Import(child.lineno, "." * child.level + (child.module or ""), names, guarded=guarded)
        elif isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
            may_fail = isinstance(child, ast.Try) or (
                isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)
            )
            yield from _python(child, guarded or may_fail)


def _script(text: str) -> Iterator[Import]:
    for match in _SCRIPT.finditer(text):
        line = text.count("\n", 0, match.end()) + 1
        spec = match["spec"] or match["alone"] or match["required"]
        said = match["what"] or match["bound"] or ""
        names: dict[str, str] = {}
        inside = re.search(r"\{([^}]*)\}", said)
        for part in inside[1].split(",") if inside else ():
            words = re.findall(r"[\w$]+", re.sub(r"^\s*type\s+(?=\w)", "", part))
            if words:
                names[words[0]] = words[-1]
        whole = re.search(r"\*\s*as\s+([\w$]+)", said) or re.fullmatch(r"\s*([\w$]+)\s*", said)
        yield Import(line, spec, names, whole[1] if whole else "")


def means(module: str, importer: str, path: str, language: str) -> bool:
    """Whether a module, as it is named in a file, can be the file of a path.

    Args:
        module: `shop.cart`, `.cart` or `./cart`.
        importer: The path of the file that names it.
        path: The path that may be meant.
        language: Of the importer.
    """
    place = _ENDINGS.sub("", path)
    if language in _SCRIPTS:
        if not module.startswith("."):
            return False
        wanted = normpath(f"{_folder(importer)}/{module}").lstrip("/")
        return place in (wanted, _ENDINGS.sub("", wanted), f"{wanted}/index") or path == wanted
    place = place.removesuffix("/__init__")
    if module.startswith("."):
        above = len(module) - len(module.lstrip("."))
        base = importer.split("/")[:-1]
        base = base[: len(base) - above + 1]
        return place == "/".join([*base, *(part for part in module.lstrip(".").split(".") if part)])
    wanted = module.replace(".", "/")
    if place != wanted and not place.endswith(f"/{wanted}"):
        return False
    if "/" in wanted:
        return True
    # A name without a dot means a file at the top, or beside a program that is run by its path.
    return wanted not in sys.stdlib_module_names and _folder(place) in _ROOTS | {_folder(importer)}


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
