"""What policies can speak of: the schema that ships, with an action for each tool."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from tools.tool import Effect, Operation

FOLDER = Path(__file__).parent / "policies"
GROUPS = {Effect.READ: "read", Effect.WRITE: "write", Effect.DESTRUCTIVE: "destroy", Effect.KEEP: "keep"}
TYPES: dict[Any, str] = {str: "String", int: "Long", bool: "Bool"}


def schema_text(tools: Iterable[Operation]) -> str:
    """The schema for policies about these tools."""
    return _shipped() + "".join(_action(tool) for tool in sorted(tools, key=lambda tool: tool.name))


@cache
def _shipped() -> str:
    return (FOLDER / "schema.cedarschema").read_text("utf-8")


def _action(tool: Operation) -> str:
    return (
        f'\naction "{tool.name}" in [Action::"{GROUPS[tool.effect]}"] appliesTo {{\n'
        f"  principal: [Person, Guest, Bot], resource: [{tool.resource.type}],\n"
        f"  context: {{ {_CALL}, arguments: {{ {', '.join(_arguments(tool))} }} }},\n}};\n"
    )


# Cedar can't extend a record type, so the fields of `Call` are said again.
_CALL = (
    "place: Place, channel?: String, environment?: String, production: Bool, freeze: Bool, cost: Cost, "
    "own_pull_request: Bool, own_repository: Bool, automatic_reviews: Bool"
)


def _arguments(tool: Operation) -> Iterable[str]:
    for name, field in tool.arguments.model_fields.items():
        kind, optional = argument_type(field.annotation)
        if kind is not None:
            yield f'"{name}"{"?" if optional else ""}: {kind}'


def argument_type(annotation: Any) -> tuple[str | None, bool]:
    """The Cedar type of an argument, None where Cedar has none such, and whether it can be left out."""
    origin = get_origin(annotation)
    if origin is Literal:
        kinds = {type(value) for value in get_args(annotation)}
        return (TYPES.get(kinds.pop()) if len(kinds) == 1 else None), False
    if origin in (Union, UnionType):
        inner = [item for item in get_args(annotation) if item is not NoneType]
        kind = argument_type(inner[0])[0] if len(inner) == 1 else None
        return kind, NoneType in get_args(annotation)
    if origin in (list, tuple, set) and get_args(annotation):
        element = argument_type(get_args(annotation)[0])[0]
        return (f"Set<{element}>" if element else None), False
    return TYPES.get(annotation), False
