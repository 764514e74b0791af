"""What a playbook is: a generator that yields tool calls, gets their results, and returns a draft.

@playbook("devops-engineer", "failed_build")
def failed_build(case: Case) -> Script:
    last = yield from use(last_failure, name=case.names.service)
    return Draft(f"{last.result.job} failed [{last.id}].")
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, ParamSpec, TypeAlias, TypeVar, overload

from agents.case import Case
from agents.specialist import SpecialistId
from tools.tool import Tool, ToolError, ToolResult
from tools.toolbox import Cited

P = ParamSpec("P")
R = TypeVar("R", bound=ToolResult)
A = TypeVar("A", bound=ToolResult)
B = TypeVar("B", bound=ToolResult)
C = TypeVar("C", bound=ToolResult)
D = TypeVar("D", bound=ToolResult)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call(Generic[R]):
    """A tool call that a playbook wants made."""

    tool: Tool[Any, R]
    arguments: dict[str, Any]


Stance: TypeAlias = Literal["go", "hold", "unsure"]
Outcome: TypeAlias = Cited[Any] | ToolError
Script: TypeAlias = Generator[list[Call[Any]], list[Outcome], "Draft"]
Playbook: TypeAlias = Callable[[Case], Script]
# A part of a playbook, which ends with a result.
Step: TypeAlias = Generator[list[Call[Any]], list[Outcome], T]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a playbook has to say. `text` leads with the conclusion; both are Markdown that cites `[E1]`.

    `stance` and `reason` are the specialist's verdict where the ask wants one.
    """

    text: str
    details: str = ""
    stance: Stance | None = None
    reason: str = ""


def call(tool: Tool[P, R], *_: P.args, **arguments: P.kwargs) -> Call[R]:
    """A call with the tool's own arguments, checked by the type checker. Arguments go by name."""
    return Call(tool, {name: value for name, value in arguments.items() if value is not None})


def use(
    tool: Tool[P, R], *_: P.args, **arguments: P.kwargs
) -> Generator[list[Call[Any]], list[Outcome], Cited[R]]:
    """Make one call and give back its result.

    Raises:
        ToolError: the tool failed.
    """
    outcome = yield from attempt(tool, *_, **arguments)
    if isinstance(outcome, ToolError):
        raise outcome
    return outcome


def attempt(
    tool: Tool[P, R], *_: P.args, **arguments: P.kwargs
) -> Generator[list[Call[Any]], list[Outcome], Cited[R] | ToolError]:
    """Make one call and give back its result or its error."""
    outcomes = yield [call(tool, *_, **arguments)]
    return outcomes[0]


@overload
def together(
    first: Call[A], second: Call[B], /
) -> Generator[list[Call[Any]], list[Outcome], tuple[Cited[A] | ToolError, Cited[B] | ToolError]]: ...
@overload
def together(
    first: Call[A], second: Call[B], third: Call[C], /
) -> Generator[
    list[Call[Any]],
    list[Outcome],
    tuple[Cited[A] | ToolError, Cited[B] | ToolError, Cited[C] | ToolError],
]: ...
@overload
def together(
    first: Call[A], second: Call[B], third: Call[C], fourth: Call[D], /
) -> Generator[
    list[Call[Any]],
    list[Outcome],
    tuple[Cited[A] | ToolError, Cited[B] | ToolError, Cited[C] | ToolError, Cited[D] | ToolError],
]: ...
def together(*calls: Call[Any]) -> Generator[list[Call[Any]], list[Outcome], tuple[Outcome, ...]]:
    """Make several calls side by side; each gives back its result or its error."""
    outcomes = yield list(calls)
    return tuple(outcomes)


_REGISTERED: dict[tuple[SpecialistId, str], Playbook] = {}
_COMMANDS: dict[str, Playbook] = {}


def playbook(specialist: str, *intents: str) -> Callable[[Playbook], Playbook]:
    """Register a generator function as the specialist's way of working these intents."""

    def wrap(function: Playbook) -> Playbook:
        for intent in intents:
            _REGISTERED[SpecialistId(specialist), intent] = function
        return function

    return wrap


def command(*names: str) -> Callable[[Playbook], Playbook]:
    """Register a generator function as the way of working these commands of pull requests."""

    def wrap(function: Playbook) -> Playbook:
        _COMMANDS.update(dict.fromkeys(names, function))
        return function

    return wrap


def playbook_for(specialist: SpecialistId, case: Case) -> Playbook | None:
    """The playbook for a case: its command's, or else that of the first intent that the specialist knows."""
    if case.command is not None:
        return _COMMANDS.get(case.command.name)
    return find_playbook(specialist, case.intents)


def find_playbook(specialist: SpecialistId, intents: Sequence[str]) -> Playbook | None:
    """The playbook for the first intent that the specialist knows."""
    for intent in intents:
        found = _REGISTERED.get((specialist, intent))
        if found is not None:
            return found
    return None


def registered(specialist: SpecialistId) -> list[tuple[str, Playbook]]:
    """The intents that a specialist has a playbook for, in the order of registration."""
    return [(intent, found) for (owner, intent), found in _REGISTERED.items() if owner == specialist]
