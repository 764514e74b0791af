"""Finds out what is true around a call before it is decided on."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tools.gate.located import locate
from tools.gate.request import Context, with_defaults
from tools.tool import Effect, Operation

if TYPE_CHECKING:
    from tools.connections import Connections


async def surroundings(connections: "Connections", tool: Operation, arguments: Mapping[str, Any]) -> Context:
    """The context of a call; freezes are looked up for changes only."""
    from tools.policies.freeze import is_frozen

    catalog = connections.catalog
    if tool.effect in (Effect.READ, Effect.KEEP):
        return Context(catalog)
    values = with_defaults(tool, arguments)
    if values is None:
        return Context(catalog, freeze=True)
    located = locate(tool.resource(values), catalog)
    if located.environment is not None:
        places = [located.environment]
    else:
        places = [entry.name for entry in catalog.environments if entry.production and located.production]
    return Context(catalog, await is_frozen(connections, located.service, places))
