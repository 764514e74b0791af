"""What a tool is: a typed async function with an effect, whose result can be kept as evidence."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar, get_type_hints

import yaml
from pydantic import BaseModel, ConfigDict, Field, create_model

from tools.findings import Finding
from tools.resource import Cost, Touches

if TYPE_CHECKING:
    from tools.connections import Connections

P = ParamSpec("P")
R = TypeVar("R", bound="ToolResult")


class Effect(StrEnum):
    """What a tool does to the world."""

    READ = "read"
    WRITE = "write"
    DESTRUCTIVE = "destructive"
    KEEP = "keep"
    """Nothing but what the crew itself knows."""


class ToolError(Exception):
    """A tool could not do its work. The message says what is wrong, `hint` what to do about it.

    `unsure` where no clear answer came: what was asked for may have happened all the same.
    """

    def __init__(self, message: str, hint: str = "", *, unsure: bool = False) -> None:
        super().__init__(message)
        self.hint = hint
        self.unsure = unsure

    def __str__(self) -> str:
        return f"{self.args[0]} {self.hint}".strip()


class ToolResult(BaseModel):
    """Base of every result. Fields are JSON values; `source` names the system, `url` opens the original."""

    source: str
    url: str | None = None
    image: bytes | None = Field(default=None, exclude=True, repr=False)

    def title(self) -> str:
        """One line that says what this result shows, such as "payments-build #318 failed in Test"."""
        return self.source

    def content(self) -> str:
        """The whole result as text: what a model reads and a person sees behind the citation."""
        data = self.model_dump(mode="json", exclude_none=True, exclude={"source"})
        return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=120)

    def found(self) -> list[Finding]:
        """The findings in this result."""
        return []


@dataclass(frozen=True)
class Operation:
    """Something that the gate decides on: a tool's call, or what people do, such as adding a source."""

    name: str
    description: str
    effect: Effect
    resource: Touches
    cost: Cost
    arguments: type[BaseModel]


@dataclass(frozen=True)
class Tool(Operation, Generic[P, R]):
    """A function that a specialist may call: through `Toolbox.call`, never straight to `function`."""

    result: type[R]
    function: Callable[Concatenate["Connections", P], Awaitable[R]]
    risk: str = ""
    patient: bool = False


def tool(
    effect: Effect,
    resource: Touches,
    cost: Cost = Cost.LIGHT,
    risk: str = "",
    patient: bool = False,
) -> Callable[[Callable[Concatenate["Connections", P], Awaitable[R]]], Tool[P, R]]:
    """Turn `async def name(connections, …) -> SomeResult` into a `Tool`.

    The docstring is what a model reads: its first paragraph describes the tool and an `Args:` section
    describes each argument. Argument types must be JSON-like (str, int, float, bool, lists, literals).

    Args:
        effect: What it does to the world.
        resource: What a call touches, told from its arguments; see `tools.resource`.
        cost: What a call costs.
        risk: What can go wrong with a change, for those who give leave.
        patient: Whether a call may take as long as a review, not only as long as other calls.
    """

    def wrap(function: Callable[Concatenate["Connections", P], Awaitable[R]]) -> Tool[P, R]:
        name = function.__name__
        description, notes = _split_docstring(inspect.getdoc(function) or "")
        if not description:
            raise TypeError(f"tool {name} needs a docstring: it is what a model reads")
        result = inspect.signature(function).return_annotation
        arguments = _arguments(function, notes)
        return Tool(name, description, effect, resource, cost, arguments, result, function, risk, patient)

    return wrap


def _arguments(function: Callable[..., Any], notes: dict[str, str]) -> type[BaseModel]:
    parameters = list(inspect.signature(function).parameters.values())[1:]
    hints = get_type_hints(function, localns={"Connections": Any})
    fields: dict[str, Any] = {}
    for parameter in parameters:
        default = ... if parameter.default is inspect.Parameter.empty else parameter.default
        field = Field(default=default, description=notes.get(parameter.name))
        fields[parameter.name] = (hints[parameter.name], field)
    config = ConfigDict(extra="forbid", str_max_length=20_000)
    return create_model(f"{function.__name__}_arguments", __config__=config, **fields)


def _split_docstring(text: str) -> tuple[str, dict[str, str]]:
    body, _, arguments = text.partition("\nArgs:\n")
    notes: dict[str, str] = {}
    for line in arguments.split("\n\n")[0].splitlines():
        name, colon, note = line.strip().partition(":")
        if colon and name.isidentifier():
            notes[name] = note.strip()
        elif notes:
            notes[next(reversed(notes))] += f" {line.strip()}"
    return body.partition("\nReturns:\n")[0].partition("\nRaises:\n")[0].strip(), notes
