"""There is no other way to run a tool than through the toolbox, which asks the gate."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import tools
from tools import TOOLS
from tools.resource import ResourceType, Touches
from tools.tool import Effect, Tool

ROOT = Path(tools.__file__).parents[1]
PACKAGES = ("bot", "agents", "tools", "knowledge", "storage", "sandbox", "benchmarks")
TOOLBOX = Path("tools/toolbox.py")
# What gives a tool's function away without saying its name.
LOOKS_INSIDE = {"getattr", "vars", "asdict", "astuple", "attrgetter", "__getattribute__", "__dict__"}


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            yield file.relative_to(ROOT), ast.parse(file.read_text("utf-8"))


def uses(tree: ast.AST, attribute: str) -> list[ast.Attribute]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == attribute]


def every_tool() -> dict[str, Tool[..., tools.ToolResult]]:
    """Every tool in the modules of `tools`, whether somebody put it on a list or not."""
    found = {}
    for module in walk_packages(tools.__path__, "tools."):
        for name, value in vars(import_module(module.name)).items():
            if isinstance(value, Tool):
                found[f"{module.name}.{name}"] = value
    return found


def test_every_tool_is_registered_once() -> None:
    names = [tool.name for tool in TOOLS]
    assert len(names) == len(set(names))
    assert {id(tool) for tool in every_tool().values()} == {id(tool) for tool in TOOLS}


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_every_tool_says_what_it_does_to_what(tool: Tool[..., tools.ToolResult]) -> None:
    assert isinstance(tool.effect, Effect)
    assert isinstance(tool.resource, Touches)
    assert tool.resource.type in set(ResourceType)
    for path in (tool.resource.id, tool.resource.environment):
        assert path is None or path.partition(".")[0] in tool.arguments.model_fields


def test_only_the_toolbox_runs_a_tools_function() -> None:
    found = [(file, node.lineno) for file, tree in sources() for node in uses(tree, "function")]
    assert [file for file, _ in found] == [TOOLBOX], found


def test_nobody_looks_inside_a_tool() -> None:
    """Only the plain attribute reaches the function, and the test above finds that."""
    found = [
        (file, node.lineno)
        for file, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and any(isinstance(item, ast.Constant) and item.value == "function" for item in node.args)
        and {name.id for name in ast.walk(node.func) if isinstance(name, ast.Name)} & LOOKS_INSIDE
    ]
    assert found == []


def test_in_the_toolbox_every_way_to_the_function_passes_the_gate() -> None:
    methods = _methods(ast.parse((ROOT / TOOLBOX).read_text("utf-8")))
    ways = _ways(methods, "_run")
    assert ways
    assert all(way[0] == "call" for way in ways), ways
    judged = [node.lineno for node in uses(methods["call"], "judge")]
    inside = [node.lineno for name in ("_look", "_change", "_run") for node in uses(methods["call"], name)]
    assert judged
    assert min(judged) < min(inside)
    assert any(uses(methods["_run"], "function"))


def _methods(tree: ast.Module) -> dict[str, ast.AsyncFunctionDef | ast.FunctionDef]:
    (toolbox,) = (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Toolbox")
    return {
        node.name: node for node in toolbox.body if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef)
    }


def _ways(methods: dict[str, ast.AsyncFunctionDef | ast.FunctionDef], end: str) -> list[tuple[str, ...]]:
    """Every chain of methods that ends in one; the first of each chain is called from outside."""
    callers = [name for name, method in methods.items() if name != end and uses(method, end)]
    if not callers:
        return [(end,)]
    return [(*way, end) for caller in callers for way in _ways(methods, caller)]
