"""Follows data through the files of a tree."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import PurePosixPath

from tools.analysis.dataflow.flows import FlowReport, Problem
from tools.analysis.dataflow.interpreter.machine import Machine
from tools.analysis.dataflow.interpreter.roots import run_all
from tools.analysis.dataflow.project import Project
from tools.analysis.dataflow.settings_files import read_settings
from tools.analysis.dataflow.syntax import Module, UnreadableError

SECONDS = 60.0
READING = 0.25  # of the time; to tell what matters in what was read takes about as long again
NO_TIME = "there was no time left to follow data through it"
LARGEST_FILE = 1_000_000  # characters; what is larger is generated
RECURSION = (
    12_000  # the interpreter recurses with the code's nesting and calls; Python's own limit is soon reached
)

_FRONT_ENDS = {
    ".py": "python",
    ".java": "java",
    ".js": "javascript",
    ".jsx": "javascript",
    ".mjs": "javascript",
    ".cjs": "javascript",
    ".ts": "javascript",
    ".tsx": "javascript",
    ".mts": "javascript",
    ".cts": "javascript",
}


def find_flows(
    files: Mapping[str, str],
    *,
    only: frozenset[str] | None = None,
    first: Sequence[str] = (),
    seconds: float = SECONDS,
) -> FlowReport:
    """Finds tainted data that does harm, and calls that are wrong by themselves.

    Args:
        files: The text of each file, by its path in the tree. All that may call each other belongs in here;
            settings files (`.properties`, `.ini`) are read for what programs ask of them.
        only: The paths that findings are wanted for; by default all.
        first: The paths to begin with, in this order, should the time not be enough for all.
        seconds: When to stop. What was found until then is handed out, with a problem that says so.

    Returns:
        The flows, and what could not be looked at. Never raises for what is in the files.
    """
    problems: list[Problem] = []
    began = time.monotonic()
    deadline = began + seconds
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, RECURSION))
    try:
        modules = _read(files, first, began + seconds * READING, problems)
        machine = Machine(Project(modules, read_settings(files)), only=only, deadline=deadline)
        run_all(machine)
    finally:
        sys.setrecursionlimit(before)
    flows = sorted(machine.flows.values(), key=lambda flow: (flow.path, flow.line, flow.rule))
    return FlowReport(tuple(flows), (*problems, *machine.problems))


def _read(
    files: Mapping[str, str], first: Sequence[str], until: float, problems: list[Problem]
) -> list[Module]:
    """The modules, as many as there is time for."""
    ranks = {path: rank for rank, path in enumerate(first)}
    found: list[Module] = []
    for path, text in sorted(files.items(), key=lambda item: (ranks.get(item[0], len(ranks)), item[0])):
        if _language(path) is None:
            continue
        if time.monotonic() > until:
            problems.append(Problem(path, 0, NO_TIME))
        elif module := _lower(path, text, problems):
            found.append(module)
    return found


def _language(path: str) -> str | None:
    return _FRONT_ENDS.get(PurePosixPath(path).suffix.lower())


def _lower(path: str, text: str, problems: list[Problem]) -> Module | None:
    language = _language(path)
    if language is None:
        return None
    if len(text) > LARGEST_FILE:
        problems.append(Problem(path, 0, "too large to follow data through it"))
        return None
    lower: Callable[[str, str], Module] = import_module(f"tools.analysis.dataflow.lowering.{language}").lower
    try:
        module = lower(path, text)
        if module.broken:
            problems.append(Problem(path, module.broken, "what stands here could not be read"))
        return module
    except UnreadableError as error:
        problems.append(Problem(path, error.line, str(error)))
        return None
