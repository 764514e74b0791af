"""A call as Cedar sees it: who, what, on what, and what is true around it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from storage import Catalog
from tools.gate.located import Located, locate
from tools.gate.schema import GROUPS, argument_type
from tools.gate.subject import Kind, Place, Subject
from tools.resource import ResourceType
from tools.tool import Operation

PRINCIPALS = {Kind.PERSON: "Person", Kind.GUEST: "Guest", Kind.BOT: "Bot"}


@dataclass(frozen=True, slots=True)
class Context:
    """What is true around a call: what exists, and whether a change freeze is on for what it touches.

    `automatic_reviews`: whether the repository allows reviews that nobody asked for.
    """

    catalog: Catalog
    freeze: bool = False
    automatic_reviews: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """One call, ready to be judged."""

    subject: Subject
    tool: Operation
    located: Located
    roles: frozenset[str]
    context: dict[str, Any]

    def as_cedar(self) -> dict[str, Any]:
        """The request."""
        return {
            "principal": _principal(self.subject),
            "action": {"type": "Action", "id": self.tool.name},
            "resource": {"type": str(self.located.type), "id": self.located.id},
            "context": self.context,
        }

    def entities(self, also: Iterable[str] = ()) -> str:
        """What the request speaks of, as JSON; `also` are roles that the subject has not, to see what if."""
        service = self.located.service
        owner = [{"type": "Service", "id": service}] if service and self.located.type != "Service" else []
        group = {"type": "Action", "id": GROUPS[self.tool.effect]}
        roles = [{"type": "Role", "id": role} for role in sorted({*self.roles, *also})]
        request = self.as_cedar()
        return json.dumps(
            [
                {"uid": request["principal"], "attrs": {}, "parents": roles},
                {"uid": request["action"], "attrs": {}, "parents": [group]},
                {"uid": request["resource"], "attrs": {}, "parents": owner},
            ]
        )


def with_defaults(tool: Operation, arguments: Mapping[str, Any]) -> dict[str, Any] | None:
    """The arguments as the tool would get them; None if it does not take them.

    What a call leaves out must not be judged by its absence.
    """
    try:
        checked = tool.arguments.model_validate(dict(arguments))
    except ValidationError:
        return None
    return {name: getattr(checked, name) for name in type(checked).model_fields}


def request_of(subject: Subject, tool: Operation, arguments: Mapping[str, Any], context: Context) -> Request:
    """The request for a call with arguments that the tool accepts."""
    located = locate(tool.resource(arguments), context.catalog)
    return Request(
        subject=subject,
        tool=tool,
        located=located,
        roles=roles_for(subject, located),
        context=_context(subject, tool, arguments, context, located),
    )


def roles_for(subject: Subject, located: Located) -> frozenset[str]:
    """The roles that somebody holds for a resource."""
    return frozenset(role.name for role in subject.roles if role.covers(located.service, located.environment))


def _principal(subject: Subject) -> dict[str, str]:
    return {"type": PRINCIPALS[subject.kind], "id": subject.person}


def _context(
    subject: Subject, tool: Operation, arguments: Mapping[str, Any], context: Context, located: Located
) -> dict[str, Any]:
    told: dict[str, Any] = {
        "place": {"__entity": {"type": "Place", "id": str(subject.place)}},
        "production": located.production,
        "freeze": context.freeze,
        "own_pull_request": _in_own(subject, located) and _names_own(subject, arguments),
        "own_repository": _in_own(subject, located),
        "automatic_reviews": context.automatic_reviews,
        "cost": {"__entity": {"type": "Cost", "id": str(tool.cost)}},
        "arguments": _arguments(tool, arguments),
    }
    if subject.channel is not None:
        told["channel"] = subject.channel
    if located.environment is not None:
        told["environment"] = located.environment
    return told


def _in_own(subject: Subject, located: Located) -> bool:
    """Whether the call is about the repository of the pull request in which it is asked for."""
    own = subject.pull_request
    if subject.place is not Place.PULL_REQUEST or own is None or located.type is not ResourceType.REPOSITORY:
        return False
    return own.repository.lower() == located.id.lower()


def _names_own(subject: Subject, arguments: Mapping[str, Any]) -> bool:
    """Whether the call names the number of that pull request."""
    return subject.pull_request is not None and subject.pull_request.number == arguments.get("number")


def _arguments(tool: Operation, arguments: Mapping[str, Any]) -> dict[str, Any]:
    fields = tool.arguments.model_fields
    return {
        name: value
        for name, value in arguments.items()
        if value is not None and name in fields and argument_type(fields[name].annotation)[0] is not None
    }
