"""Whether somebody may change what the crew knows: the gate says it, and the audit log keeps what it said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import uuid4

from bot.keeping.places import Channel
from storage import AuditLog
from storage.audit.events import decided
from tools.connections import Connections
from tools.gate import Gate, Kind, Subject, Subjects, Verdict
from tools.redaction import redact_data
from tools.tool import Operation


class People(Protocol):
    """What Slack knows of people."""

    async def kind_of(self, person: str, team: str | None) -> str:
        """Whether somebody is a member, a guest, or a program."""

    async def groups_of(self, person: str) -> Iterable[str]:
        """The user groups that somebody is in."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who wants something, and where."""

    person: str
    team: str | None
    channel: Channel


class Permission:
    """Asks the gate, for the roles that people hold at this moment."""

    def __init__(
        self, gate: Gate, connections: Connections, subjects: Subjects, people: People, audit: AuditLog
    ) -> None:
        self._gate = gate
        self._connections = connections
        self._subjects = subjects
        self._people = people
        self._audit = audit

    async def subject(self, asking: Asking) -> Subject:
        """Who this is to the gate.

        Raises:
            SlackApiError: Slack does not say who this is.
        """
        kind = Kind(await self._people.kind_of(asking.person, asking.team))
        groups = await self._people.groups_of(asking.person)
        channel = asking.channel
        return await self._subjects.of(asking.person, uuid4(), channel.id, channel.place, kind, groups)

    async def refused(self, asking: Asking, operation: Operation, arguments: Mapping[str, Any]) -> str | None:
        """Why the operation is not done; None where it may be.

        Raises:
            SlackApiError: Slack does not say who this is.
        """
        subject = await self.subject(asking)
        decision = await self._gate.judge(subject, operation, arguments, self._connections)
        await self._audit.write(
            decided(
                None,
                asking.person,
                operation.name,
                decision.verdict.value,
                arguments=redact_data(dict(arguments)),
                reasons=decision.reasons,
                policies=decision.policies,
                version=decision.version,
            )
        )
        # Nobody gives leave for these: what a policy has wait is not done.
        return None if decision.verdict is Verdict.ALLOW else "; ".join(decision.reasons)
