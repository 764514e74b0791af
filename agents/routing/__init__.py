"""Understands asks without a language model: who answers (`OfflineRouter`) and what about (`find_names`).

`evaluate` measures the routing on a file of asks. The weights are fitted by `python -m agents.routing.train`.
"""

from typing import TYPE_CHECKING, Any

from agents.routing.intents import INTENTS, Intent, RankedIntent
from agents.routing.names import Names, find_names

if TYPE_CHECKING:
    from agents.routing.evaluation import AsksFileError, RoutingReport, evaluate
    from agents.routing.router import OfflineRouter, Route

_PLACES = {
    "AsksFileError": "evaluation",
    "OfflineRouter": "router",
    "Route": "router",
    "RoutingReport": "evaluation",
    "evaluate": "evaluation",
}

__all__ = [
    "INTENTS",
    "AsksFileError",
    "Intent",
    "Names",
    "OfflineRouter",
    "RankedIntent",
    "Route",
    "RoutingReport",
    "evaluate",
    "find_names",
]


def __getattr__(name: str) -> Any:
    """Load numpy and what needs it at first use."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"agents.routing.{_PLACES[name]}"), name)
