"""Finds out what is true around a call before it is decided on."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tools.gate.located import locate
from tools.gate.request import Context, with_defaults
from tools.tool import Effect, Operation, ToolError

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
    frozen = await is_frozen(connections, located.service, places)
    return Context(catalog, frozen, await _automatic_reviews(connections, tool, values))


async def _automatic_reviews(connections: "Connections", tool: Operation, values: Mapping[str, Any]) -> bool:
    """Whether a repository lets reviews be published that nobody asked for; what can't be read does not."""
    if tool.name != "publish_review" or not values.get("automatic"):
        return False
    from tools.reviews.automatic import allows_automatic_reviews

    try:
        return await allows_automatic_reviews(connections, values["repository"], values["number"])
    except ToolError:
        return False
