"""The people who may decide on what waits: those who hold a role for it, by themselves or in a user group.

They are named so that they hear of it. Whether somebody may is decided by the gate, when they press.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import replace
from typing import Any

from storage import AskStore, RoleStore
from storage.approvals import STEP_UP
from storage.models import Approval
from tools import TOOLS
from tools.connections import Connections
from tools.gate import Gate, Subjects, surroundings
from tools.gate.located import locate
from tools.tool import Tool

# The people who are meant by members: themselves, or who is in the user group.
PeopleOf = Callable[[Iterable[str]], Awaitable[list[str]]]


class Deciders:
    """Looks up who may decide."""

    def __init__(
        self,
        asks: AskStore,
        roles: RoleStore,
        people_of: PeopleOf,
        gate: Gate,
        connections: Connections,
        tools: Iterable[Tool[Any, Any]] = TOOLS,
    ) -> None:
        self._asks = asks
        self._roles = roles
        self._people_of = people_of
        self._gate = gate
        self._connections = connections
        self._tools = {tool.name: tool for tool in tools}

    async def of(self, approval: Approval) -> list[str] | None:
        """Who may decide beside the asker; None where nobody else is needed."""
        alone = approval.asker_may_approve and approval.approvers_wanted == 1
        if approval.kind == STEP_UP or (alone and not approval.approver_roles):
            return None
        # A card of a version that had other tools is still shown.
        if approval.tool not in self._tools:
            return None
        roles = set(approval.approver_roles or await self._roles_that_may_ask(approval))
        roles |= {approval.escalated_to} if approval.escalated_to else set()
        people = await self._holders(approval, roles)
        return None if alone and approval.asker in people else _without(approval.asker, people)

    async def holding(self, approval: Approval, role: str) -> list[str]:
        """Who may decide by this role, of those who have not asked for it themselves."""
        if approval.tool not in self._tools:
            return []
        return _without(approval.asker, await self._holders(approval, [role]))

    async def _holders(self, approval: Approval, roles: Collection[str]) -> list[str]:
        resource = self._tools[approval.tool].resource(approval.arguments)
        located = locate(resource, self._connections.catalog)
        held = await self._roles.holders(roles, located.service, located.environment)
        return await self._people_of(held)

    async def _roles_that_may_ask(self, approval: Approval) -> tuple[str, ...]:
        """The roles with which one may ask for this: where policy names none, they may decide."""
        await self._gate.refresh()
        tool = self._tools[approval.tool]
        asker = await Subjects(self._roles).asker(await self._asks.get(approval.ask_id))
        around = await surroundings(self._connections, tool, approval.arguments)
        return self._gate.roles_for(replace(asker, person="", roles=()), tool, approval.arguments, around)


def _without(asker: str, people: Iterable[str]) -> list[str]:
    return [person for person in people if person != asker]
