"""What a call touches: declared by each tool, told from the call's arguments, judged by the gate."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

# The id of a call that touches everything of its type, such as the costs of all services.
EVERYTHING = "*"


class ResourceType(StrEnum):
    """The kinds of things that tools touch, named as in the policies."""

    REPOSITORY = "Repository"
    PIPELINE = "Pipeline"
    SERVICE = "Service"
    METRICS = "Metrics"
    POLICY = "Policy"
    COSTS = "Costs"
    DOCUMENT = "Document"
    EVIDENCE = "Evidence"
    SOURCE = "Source"


class Cost(StrEnum):
    """What a call costs: a quick look, many requests or a whole repository, or somebody's money."""

    LIGHT = "light"
    HEAVY = "heavy"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class Resource:
    """One thing that a call touches, as the call names it; the gate looks it up in the catalogue."""

    type: ResourceType
    id: str = EVERYTHING
    environment: str | None = None


@dataclass(frozen=True, slots=True)
class Touches:
    """How to tell from a call's arguments what it touches.

    `id` and `environment` are names of arguments. A dotted name looks into a mapping, so that
    `parameters.ENVIRONMENT` is the parameter `ENVIRONMENT` of a build; written in another way it is another
    parameter, which the build may not know.
    """

    type: ResourceType
    id: str | None = None
    environment: str | None = None

    def __call__(self, arguments: Mapping[str, Any]) -> Resource:
        """The resource of a call with these arguments."""
        touched = _argument(arguments, self.id)
        return Resource(self.type, touched or EVERYTHING, _argument(arguments, self.environment))


def _argument(arguments: Mapping[str, Any], path: str | None) -> str | None:
    if path is None:
        return None
    value: Any = arguments
    for name in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return None if value in (None, "") else str(value)


def a_repository(argument: str = "repository") -> Touches:
    """A repository, named by that argument."""
    return Touches(ResourceType.REPOSITORY, argument)


def a_pipeline(argument: str = "pipeline", environment: str | None = None) -> Touches:
    """A pipeline, named by that argument; `environment` names the argument that says where it deploys."""
    return Touches(ResourceType.PIPELINE, argument, environment)


def a_service(argument: str = "service", environment: str | None = None) -> Touches:
    """A service, named by that argument, in the environment that the other one names."""
    return Touches(ResourceType.SERVICE, argument, environment)


def the_costs(argument: str = "service") -> Touches:
    """The costs of the service that the argument names, or of all."""
    return Touches(ResourceType.COSTS, argument)


def a_document(argument: str | None = None) -> Touches:
    """A document, or all of them."""
    return Touches(ResourceType.DOCUMENT, argument)


def a_source(argument: str = "source") -> Touches:
    """A source of documents, named by that argument."""
    return Touches(ResourceType.SOURCE, argument)


METRICS = Touches(ResourceType.METRICS)
POLICY = Touches(ResourceType.POLICY)
EVIDENCE = Touches(ResourceType.EVIDENCE)
