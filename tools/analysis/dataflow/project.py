"""The modules of the scanned tree, found by the dotted names that others use for them."""

from __future__ import annotations

from collections.abc import Iterable

from tools.analysis.dataflow.interpreter.things import Unit
from tools.analysis.dataflow.syntax import Class, Function, Module


class Project:
    """All modules, by name.

    Attributes:
        properties: What each key is set to in the tree's settings files.
    """

    def __init__(self, modules: Iterable[Module], properties: dict[str, set[str]] | None = None) -> None:
        self.units = [_unit(module) for module in modules]
        self.properties = properties or {}
        self._by_name: dict[tuple[str, str], list[Unit]] = {}
        for unit in self.units:
            for name in unit.module.names:
                self._by_name.setdefault((unit.module.language, name), []).append(unit)

    def find(self, language: str, name: str, near: str, member: str = "") -> Unit | None:
        """The module of this name; of several the one that has the member, then the one nearest by path."""
        units = self._by_name.get((language, name))
        if not units:
            return None
        if member:
            units = [unit for unit in units if member in unit.defined] or units
        if len(units) == 1:
            return units[0]
        return max(units, key=lambda unit: _shared(unit.module.path, near))

    def has_member(self, language: str, name: str, member: str) -> bool:
        """Whether a module of this name defines the member."""
        return any(member in unit.defined for unit in self._by_name.get((language, name), ()))


def _unit(module: Module) -> Unit:
    defined = frozenset(part.name for part in module.body if isinstance(part, Class | Function))
    return Unit(module, defined=defined)


def _shared(one: str, other: str) -> int:
    """How many folders two paths have in common."""
    count = 0
    for mine, theirs in zip(one.split("/"), other.split("/"), strict=False):
        if mine != theirs:
            break
        count += 1
    return count
