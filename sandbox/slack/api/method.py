"""The register of methods."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, get_type_hints

from sandbox.slack.api.arguments import Arguments
from sandbox.slack.slack import Slack
from sandbox.slack.wire import Json

A = TypeVar("A", bound=Arguments)
Caller = Literal["bot", "app", "anyone"]


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the Web API; the app needs one of `scopes`."""

    name: str
    arguments: type[Arguments]
    answer: Callable[[Slack, Any], Awaitable[Json]]
    scopes: tuple[str, ...]
    caller: Caller


METHODS: dict[str, Method] = {}


def method(
    name: str, *scopes: str, caller: Caller = "bot"
) -> Callable[[Callable[[Slack, A], Awaitable[Json]]], Callable[[Slack, A], Awaitable[Json]]]:
    """Register a function as a method; its second parameter's type says what arguments it takes."""

    def register(answer: Callable[[Slack, A], Awaitable[Json]]) -> Callable[[Slack, A], Awaitable[Json]]:
        arguments = get_type_hints(answer)["args"]
        METHODS[name] = Method(name, arguments, answer, scopes, caller)
        return answer

    return register
