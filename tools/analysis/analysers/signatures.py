"""The public functions and classes of a source file, and what a caller has to give them."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ast_grep_py import SgNode


@dataclass(frozen=True, slots=True)
class Signature:
    """What can be called by others.

    Args:
        name: With its class before a dot.
        line: Where it begins, from 1.
        required: The names of the parameters that each call gives.
        optional: Those that it may give. None where any others may be given.
    """

    name: str
    line: int
    required: tuple[str, ...]
    optional: tuple[str, ...] | None = ()

    @property
    def word(self) -> str:
        """The name that stands in a call."""
        return self.name.rpartition(".")[2]


def signatures(language: str, text: str) -> dict[str, Signature] | None:
    """What is public in a text, by name; of several with one name the first.

    None for a language that is not known here, and for a text that does not parse.
    """
    reader = _READERS.get(language)
    if reader is None:
        return None
    found: dict[str, Signature] = {}
    try:
        for one in reader(language, text):
            found.setdefault(one.name, one)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return found


def _python(language: str, text: str) -> Iterator[Signature]:
    tree = ast.parse(text)
    listed = _all_names(tree)
    for node in tree.body:
        name = getattr(node, "name", "")
        if name.startswith("_") or (listed is not None and name not in listed):
            continue
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield _of_function(node, "", 0)
        elif isinstance(node, ast.ClassDef):
            yield Signature(name, node.lineno, (), None)
            for method in node.body:
                if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
                    own = not any(getattr(one, "id", "") == "staticmethod" for one in method.decorator_list)
                    if not method.name.startswith("_") or method.name == "__init__":
                        yield _of_function(method, f"{name}.", int(own))


def _all_names(tree: ast.Module) -> set[str] | None:
    """The names in `__all__`, where there is one."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(getattr(one, "id", "") == "__all__" for one in node.targets):
            values = getattr(node.value, "elts", [])
            return {str(one.value) for one in values if isinstance(one, ast.Constant)}
    return None


def _of_function(node: ast.FunctionDef | ast.AsyncFunctionDef, prefix: str, skip: int) -> Signature:
    given = node.args
    names = [argument.arg for argument in (*given.posonlyargs, *given.args)]
    least = len(names) - len(given.defaults)
    required, optional = names[skip:least], names[max(least, skip) :]
    for argument, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        (required if default is None else optional).append(argument.arg)
    free = given.vararg is not None or given.kwarg is not None
    return Signature(f"{prefix}{node.name}", node.lineno, tuple(required), None if free else tuple(optional))


def _javascript(language: str, text: str) -> Iterator[Signature]:
    for node in _root(language, text).find_all(kind="export_statement"):
        for declared in node.children():
            if declared.kind() in ("function_declaration", "generator_function_declaration"):
                yield _declared(declared, declared)
            elif declared.kind() == "lexical_declaration":
                for one in declared.children():
                    value = one.field("value")
                    if value is not None and value.kind() in ("arrow_function", "function_expression"):
                        yield _declared(one, value)
            elif declared.kind() == "class_declaration":
                yield Signature(_name(declared), _line(declared), (), None)


def _declared(node: "SgNode", function: "SgNode") -> Signature:
    required: list[str] = []
    optional: list[str] = []
    free = False
    given = function.field("parameters")
    for one in given.children() if given is not None else [function.field("parameter")]:
        if one is None or not one.is_named() or one.kind() == "comment":
            continue
        text = one.text()
        free = free or text.startswith("...")
        may = one.kind() in ("assignment_pattern", "optional_parameter") or one.field("value") is not None
        (optional if may else required).append(re.split(r"[:=?]", text)[0].strip())
    name = _name(node)
    if free:
        return Signature(name, _line(node), tuple(one for one in required if not one.startswith("...")), None)
    return Signature(name, _line(node), tuple(required), tuple(optional))


def _go(language: str, text: str) -> Iterator[Signature]:
    root = _root(language, text)
    for kind in ("function_declaration", "method_declaration"):
        for node in root.find_all(kind=kind):
            name = _name(node)
            if not name[:1].isupper():
                continue
            receiver = node.field("receiver")
            words = re.findall(r"\w+", receiver.text()) if receiver is not None else []
            if words and not words[-1][:1].isupper():
                continue
            names, free = _go_parameters(node.field("parameters"))
            prefix = f"{words[-1]}." if words else ""
            yield Signature(f"{prefix}{name}", _line(node), names, None if free else ())


def _go_parameters(given: "SgNode | None") -> tuple[tuple[str, ...], bool]:
    names: list[str] = []
    free = False
    for one in given.children() if given is not None else []:
        if one.kind() == "parameter_declaration":
            own = [child.text() for child in one.children() if child.kind() == "identifier"]
            names += own or [one.text()]
        free = free or one.kind() == "variadic_parameter_declaration"
    return tuple(names), free


def _java(language: str, text: str) -> Iterator[Signature]:
    seen: dict[str, int] = {}
    found: list[Signature] = []
    for node in _root(language, text).find_all(kind="method_declaration"):
        modifiers = next((one.text() for one in node.children() if one.kind() == "modifiers"), "")
        if not re.search(r"\bpublic\b", modifiers) or "@Override" in modifiers:
            continue
        given = node.field("parameters")
        each = [one for one in given.children() if one.is_named()] if given is not None else []
        free = any(one.kind() == "spread_parameter" for one in each)
        names = tuple(_name(one) for one in each if one.kind() == "formal_parameter")
        name = _name(node)
        seen[name] = seen.get(name, 0) + 1
        found.append(Signature(name, _line(node), names, None if free else ()))
    for one in found:
        # Of several with one name any may serve a call.
        yield one if seen[one.name] == 1 else Signature(one.name, one.line, (), None)


def _root(language: str, text: str) -> "SgNode":
    from ast_grep_py import SgRoot

    return SgRoot(text, language).root()


def _name(node: "SgNode") -> str:
    name = node.field("name")
    return name.text() if name is not None else ""


def _line(node: "SgNode") -> int:
    return node.range().start.line + 1


_READERS: Mapping[str, Callable[[str, str], Iterator[Signature]]] = {
    "python": _python,
    "javascript": _javascript,
    "typescript": _javascript,
    "tsx": _javascript,
    "go": _go,
    "java": _java,
}
