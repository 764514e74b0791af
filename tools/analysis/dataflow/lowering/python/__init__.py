"""Lowers Python, read by the standard library's parser."""

from __future__ import annotations

import ast
import warnings
from pathlib import PurePosixPath

from tools.analysis.dataflow.lowering.python.fstrings import without_new_fstrings
from tools.analysis.dataflow.lowering.python.statements import body, stars
from tools.analysis.dataflow.syntax import Module, UnreadableError


def lower(path: str, text: str) -> Module:
    """Reads a Python file.

    Args:
        path: Where it stands in the tree, which says what it is called.
        text: What it says.

    Raises:
        UnreadableError: It isn't Python (of a version that can be read here).
    """
    names = module_names(path)
    package = _package(path)
    try:
        tree = _parse(text)
        return Module(path, "python", names, body(tree.body, package), stars(tree, package))
    except SyntaxError as error:
        raise UnreadableError(f"not Python that can be read: {error.msg}", error.lineno or 0) from error
    except (RecursionError, MemoryError) as error:
        raise UnreadableError("nested too deeply") from error
    except ValueError as error:  # a NUL character, a surrogate, a number of thousands of digits
        raise UnreadableError(f"not Python that can be read: {error}") from error


def _parse(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of invalid escapes in the file: not ours to say
        try:
            return ast.parse(text)
        except SyntaxError:
            older = without_new_fstrings(text)
            if older is None:
                raise
            return ast.parse(older)


def _parts(path: str) -> list[str]:
    parts = list(PurePosixPath(path).with_suffix("").parts)
    return [part for part in parts if part not in ("/", ".", "..")]


def module_names(path: str) -> tuple[str, ...]:
    """The dotted names by which a file may be imported, from the whole path to its own name."""
    parts = _parts(path)
    if parts and parts[-1] == "__init__":
        parts.pop()
    return tuple(".".join(parts[start:]) for start in range(len(parts)))


def _package(path: str) -> tuple[str, ...]:
    return tuple(_parts(path)[:-1])
