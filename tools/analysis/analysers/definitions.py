"""What a source file defines for itself, and for others: functions, methods, classes, constants, imports."""

import ast
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tools.analysis.change import lines_of

if TYPE_CHECKING:
    from ast_grep_py import SgNode

# Who can use it: the file alone, files of its folder, of the project by habit, or anybody.
Scope = Literal["file", "folder", "private", "public"]

_CALLED_BY_OTHERS = frozenset(
    ("main", "init", "readObject", "writeObject", "readResolve", "writeReplace", "readObjectNoData")
)
_KEPT_BY_HABIT = frozenset(("log", "logger"))
# Imported for what they do to the program, without being named again.
_WORKS_BY_ITSELF = frozenset(("readline", "rlcompleter", "antigravity", "this"))
_ONLY_MAKES = re.compile(r"re\.compile|frozenset|set|dict|list|tuple|range|str|int|float|(pathlib\.)?Path")


@dataclass(frozen=True, slots=True)
class Definition:
    """Something with a name.

    Args:
        kind: What a reader calls it.
        line: Where it begins, from 1.
        scope: Who can use it.
        hook: Whether somebody else may call it, or it may be there for what it does: only that somebody who
            used it does so no more tells anything of it.
    """

    name: str
    kind: str
    line: int
    end_line: int
    scope: Scope
    hook: bool = False


def definitions(language: str, text: str) -> list[Definition]:
    """What a text defines, without what a framework, a base class or a program of another kind may use.

    Nothing for a language that is not known here, and for a text that does not parse.
    """
    reader = _READERS.get(language)
    if reader is None:
        return []
    try:
        return [one for one in reader(language, text) if not _is_special(one.name)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _is_special(name: str) -> bool:
    strange = not name.strip("_") or "$" in name  # the latter is no part of a word elsewhere
    return strange or name.startswith("__") or name.endswith("__") or name in _CALLED_BY_OTHERS


def _python(language: str, text: str) -> Iterator[Definition]:
    lines, body = lines_of(text), ast.parse(text).body
    # A module of imports alone hands them on.
    does_something = any(not isinstance(node, ast.Import | ast.ImportFrom | ast.Expr) for node in body)
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.decorator_list:
            yield _of_python(node.name, "function", node)
        elif isinstance(node, ast.ClassDef):
            yield from _class(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            yield from _variable(node)
        elif isinstance(node, ast.Import | ast.ImportFrom) and does_something:
            said = "\n".join(lines[node.lineno - 1 : node.end_lineno])
            if "#" not in said:  # whoever writes a comment there means something by it
                yield from _imports(node)


def _class(node: ast.ClassDef) -> Iterator[Definition]:
    if not node.decorator_list:
        # Some base classes keep a list of what is made of them.
        yield _of_python(node.name, "class", node, hook=bool(node.bases or node.keywords))
    yield from _methods(node)


def _variable(node: ast.Assign | ast.AnnAssign) -> Iterator[Definition]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if len(targets) != 1 or not isinstance(targets[0], ast.Name):
        return
    name, value = targets[0].id, node.value
    if name.strip("_").lower() not in _KEPT_BY_HABIT:
        # What is called may do something by itself, and the name may only keep it alive.
        works = isinstance(value, ast.Call) and _ONLY_MAKES.fullmatch(ast.unparse(value.func)) is None
        yield _of_python(name, "variable", node, hook=works)


def _of_python(name: str, kind: str, node: ast.stmt, hook: bool = False) -> Definition:
    scope: Scope = "private" if name.startswith("_") else "public"
    return Definition(name, kind, node.lineno, node.end_lineno or node.lineno, scope, hook)


def _methods(owner: ast.ClassDef) -> Iterator[Definition]:
    heir = bool(owner.bases or owner.keywords)
    for node in owner.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.decorator_list:
            continue
        if not node.name.endswith("_") and (node.name.startswith("_") or not heir):
            yield _of_python(node.name, "method", node, hook=heir or bool(owner.decorator_list))


def _imports(node: ast.Import | ast.ImportFrom) -> Iterator[Definition]:
    if isinstance(node, ast.ImportFrom) and node.module == "__future__":
        return
    for one in node.names:
        name = (one.asname or one.name).partition(".")[0]
        # `import a.b` and a module that is not the language's own may be there for what they do.
        known = isinstance(node, ast.ImportFrom) or (
            one.name in sys.stdlib_module_names and one.name not in _WORKS_BY_ITSELF
        )
        if name != "*" and one.asname != one.name:
            yield Definition(name, "import", node.lineno, node.end_lineno or node.lineno, "file", not known)


def _javascript(language: str, text: str) -> Iterator[Definition]:
    root = _root(language, text)
    nodes = root.children()
    if not any(one.kind() in ("import_statement", "export_statement") for one in nodes) and not re.search(
        r"\brequire\(|\bmodule\.exports\b", text
    ):
        return  # what stands in a plain script is there for the page
    for node in nodes:
        if node.kind() == "export_statement":
            for declared in node.children():
                if "default" not in [one.kind() for one in node.children()]:
                    yield from _declared(declared, "public")
        else:
            yield from _declared(node, "file")


def _declared(node: "SgNode", scope: Scope) -> Iterator[Definition]:
    kinds = {
        "function_declaration": "function",
        "generator_function_declaration": "function",
        "class_declaration": "class",
    }
    if kind := kinds.get(node.kind()):
        if not any(one.kind() == "decorator" for one in node.children()):
            yield _of_node(node, node.field("name"), kind, scope)
    elif node.kind() == "lexical_declaration":
        for one in node.children():
            name, value = one.field("name"), one.field("value")
            if name is not None and name.kind() == "identifier" and value is not None:
                function = value.kind() in ("arrow_function", "function_expression")
                yield _of_node(node, name, "function" if function else "constant", scope, hook=not function)


def _of_node(
    node: "SgNode", name: "SgNode | None", kind: str, scope: Scope, hook: bool = False
) -> Definition:
    where = node.range()
    text = name.text() if name is not None else ""
    # A name that begins so says by habit that it is not used.
    unused = scope == "file" and text.startswith("_")
    return Definition("" if unused else text, kind, where.start.line + 1, where.end.line + 1, scope, hook)


def _go(language: str, text: str) -> Iterator[Definition]:
    lines = lines_of(text)
    for node in _root(language, text).children():
        if node.kind() != "function_declaration" or node.field("body") is None:
            continue
        above = lines[node.range().start.line - 1] if node.range().start.line else ""
        if not re.match(r"//(go:|export\b)", above):
            found = _of_node(node, node.field("name"), "function", "folder")
            public = found.name[:1].isupper()
            yield Definition(
                found.name, found.kind, found.line, found.end_line, "public" if public else "folder"
            )


def _java(language: str, text: str) -> Iterator[Definition]:
    for node in _root(language, text).find_all(kind="method_declaration"):
        modifiers = next((one.text() for one in node.children() if one.kind() == "modifiers"), "")
        if re.search(r"\bprivate\b", modifiers) and not re.search(r"@|\bnative\b", modifiers):
            yield _of_node(node, node.field("name"), "method", "file")


def _root(language: str, text: str) -> "SgNode":
    from ast_grep_py import SgRoot

    return SgRoot(text, language).root()


_READERS: Mapping[str, Callable[[str, str], Iterator[Definition]]] = {
    "python": _python,
    "javascript": _javascript,
    "typescript": _javascript,
    "tsx": _javascript,
    "go": _go,
    "java": _java,
}
