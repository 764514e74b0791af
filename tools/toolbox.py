"""The only way to run a tool: decide, run, redact, keep as evidence, write down."""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import ValidationError

from storage import AuditEvent, AuditLog, DatabaseUnavailableError, EvidenceStore, NewEvidence
from storage.models import Approval, Evidence
from tools.action import LOOK_SECONDS, ActionInHand
from tools.connections import Connections
from tools.findings import Finding
from tools.gate import Gate, Subject, Verdict
from tools.leave import Leave, Request
from tools.observer import observer, part, watched
from tools.redaction import redact, redact_data
from tools.resource import Cost
from tools.stages import Tell, tell_nobody
from tools.tool import Effect, Tool, ToolError, ToolResult

logger = logging.getLogger(__name__)

R = TypeVar("R", bound=ToolResult)

# A result is cut here before it is kept: thousands of lines are evidence, megabytes are an accident.
LONGEST_CONTENT = 400_000
SCANNED_AT_ONCE = 8_000
MAYBE = "I can't tell whether it has happened all the same: look."


@dataclass(frozen=True, slots=True)
class Cited(Generic[R]):
    """A tool result together with the evidence number under which it is kept."""

    number: int
    result: R
    title: str
    content: str
    findings: tuple[Finding, ...]

    @property
    def id(self) -> str:
        """How an answer cites it, such as `E1`."""
        return f"E{self.number}"


class Toolbox:
    """Tools by name, with the connections that they use and the stores that remember their results."""

    def __init__(
        self,
        tools: Iterable[Tool[Any, Any]],
        connections: Connections,
        evidence: EvidenceStore,
        audit: AuditLog,
        leave: Leave | None = None,
        gate: Gate | None = None,
    ) -> None:
        self.tools = {tool.name: tool for tool in tools}
        self.gate = gate or Gate(None, self.tools.values())
        self.connections = connections
        self._evidence = evidence
        self._audit = audit
        self._leave = leave

    @watched
    async def call(
        self, subject: Subject, name: str, arguments: dict[str, Any], call_id: str, tell: Tell = tell_nobody
    ) -> Cited[ToolResult]:
        """Run a tool for a person, once per call id.

        Args:
            subject: The person.
            name: The tool.
            arguments: What it is given.
            call_id: By which the call is known where it is repeated.
            tell: Takes word of its parts while it runs.

        Raises:
            ToolError: unknown tool, wrong arguments, refused by the gate, failed, or too slow.
            NeedsApproval: it waits for somebody's leave; to be called again once that is given.
        """
        tool = self.tools.get(name)
        if tool is None:
            await self._write_down(subject, name, arguments, "unknown")
            raise ToolError(f"There is no tool called {name!r}.", f"Tools: {', '.join(sorted(self.tools))}.")
        try:
            checked = _checked(tool, arguments)
        except ToolError as error:
            await self._write_down(subject, tool.name, arguments, "failed", error=str(error))
            raise
        with part("gate"):
            decision = await self.gate.judge(subject, tool, checked, self.connections)
        observer().decided(decision.verdict.value)
        request = Request(subject, tool, arguments, call_id, decision)
        if decision.verdict is Verdict.DENY:
            await self._deny(request)
        changes = tool.effect is not Effect.READ or decision.verdict is not Verdict.ALLOW
        with part("evidence"):
            look = self._evidence.find if changes else self._evidence.seen
            stored = await look(subject.ask_id, call_id)
        if stored is not None:
            if self._leave is not None and tool.effect is not Effect.READ:
                await self._leave.done(request, stored.title, stored.url)
            return _cited(tool, stored)
        if changes:
            return await self._change(request, self.connections.telling(tell))
        return await self._look(request, arguments, self.connections.telling(tell))

    async def _deny(self, request: Request) -> None:
        reasons, policies = list(request.decision.reasons), list(request.decision.policies)
        if self._leave is not None:
            await self._leave.refused(request)
        await self._write_down(
            request.subject, request.tool.name, request.arguments, "refused",
            reasons=reasons, policies=policies, version=request.decision.version,
        )  # fmt: skip
        raise ToolError(f"Refused: {'; '.join(reasons)}.")

    async def _change(self, request: Request, connections: Connections) -> Cited[ToolResult]:
        """Make a call that wants leave, or that changes something: once, whoever tries at the same time."""
        if self._leave is None:
            raise ToolError("Refused: nobody can give leave here.", "Ask in Slack.")
        subject, tool, call_id = request.subject, request.tool, request.call_id
        evidence = [f"E{row.number}" for row in await self._evidence.of_ask(subject.ask_id)]
        try:
            approval = await self._leave.obtain(request, evidence)
        except ToolError as error:
            await self._write_down(subject, tool.name, request.arguments, "refused", error=str(error))
            raise

        async def run(arguments: dict[str, Any], in_hand: ActionInHand) -> Cited[ToolResult]:
            # Another run may have ended while this one waited for its turn.
            stored = await self._evidence.find(subject.ask_id, call_id)
            if stored is not None:
                return _cited(tool, stored)
            if approval is not None:
                await self._confirm(request, approval)
            return await self._look(request, arguments, connections.for_action(in_hand))

        cited = await self._leave.carry_out(request, approval, run)
        await self._leave.done(request, cited.title, cited.result.url)
        return cited

    async def _confirm(self, request: Request, approval: Approval) -> None:
        """Decide once more, on exactly what will run: arguments are edited, policies and freezes change."""
        with part("gate"):
            now = await self.gate.judge(request.subject, request.tool, approval.arguments, self.connections)
        roles = {role for role in approval.approver_roles if role != approval.escalated_to}
        if not now.met_by(approval.asker, approval.approved_by, roles):
            raise ToolError(
                f"Refused: leave was given, but not for this: {'; '.join(now.reasons)}.", "Ask again."
            )

    async def _look(
        self, request: Request, arguments: dict[str, Any], connections: Connections
    ) -> Cited[ToolResult]:
        subject, tool = request.subject, request.tool
        try:
            result = await self._run(tool, arguments, connections.for_subject(subject))
        except ToolError as error:
            by = _by(request)
            await self._write_down(subject, tool.name, arguments, "failed", error=str(error), **by)
            raise
        with part("evidence"):
            return await self._keep(request, arguments, result)

    async def kept(self, ask_id: UUID) -> list[Evidence]:
        """What the calls for an ask have found so far, by number."""
        return await self._evidence.of_ask(ask_id)

    async def _run(
        self, tool: Tool[Any, Any], arguments: dict[str, Any], connections: Connections
    ) -> ToolResult:
        values = _checked(tool, arguments)
        reads, settings = tool.effect is Effect.READ, connections.settings
        seconds = settings.review_timeout_seconds if tool.patient else settings.call_timeout_seconds
        if not reads:
            # The change itself has its own limit, and is looked for where no answer comes in time.
            seconds += 2 * LOOK_SECONDS
        # Who reads a review for us has a limit of its own.
        if tool.cost is Cost.HEAVY and connections.judge is not None:
            seconds += connections.judge.seconds
        try:
            async with asyncio.timeout(seconds):
                result: ToolResult = await tool.function(connections, **values)
        except TimeoutError as error:
            hint = "Ask for less." if reads else MAYBE
            raise ToolError(
                f"{tool.name} took longer than {seconds:g} seconds.", hint, unsure=not reads
            ) from error
        except (ToolError, DatabaseUnavailableError):
            raise
        except Exception as error:  # a fault in one tool must not end the whole ask
            logger.exception("tool failed", extra={"tool": tool.name})
            raise ToolError(
                f"{tool.name} failed with {type(error).__name__}.",
                "The log says more." if reads else f"{MAYBE} The log says more.",
                unsure=not reads,
            ) from error
        return result

    async def _keep(
        self, request: Request, arguments: dict[str, Any], result: ToolResult
    ) -> Cited[ToolResult]:
        subject, tool, by = request.subject, request.tool, _by(request)
        written = result.content()
        # Scanning a large result takes a while, and the event loop has other asks to serve; for a small one
        # the way to a thread and back takes longer than the scan.
        small = len(written) < SCANNED_AT_ONCE
        content, data = _clean(result, written) if small else await asyncio.to_thread(_clean, result, written)
        kept = await self._evidence.add(
            NewEvidence(
                ask_id=subject.ask_id,
                call_id=request.call_id,
                tool=tool.name,
                arguments=_storable(redact_data(arguments)),
                source=result.source,
                title=" ".join(_storable(redact(result.title())).split()),
                url=_storable(redact(result.url)) if result.url else None,
                content=content,
                data=data,
                image=result.image,
            ),
            lambda number: _event(subject, tool.name, arguments, "ran", evidence=f"E{number}", **by),
        )
        return _cited(tool, kept)

    async def _write_down(
        self, subject: Subject, name: str, arguments: dict[str, Any], outcome: str, **data: Any
    ) -> None:
        with part("audit"):
            await self._audit.write(_event(subject, name, arguments, outcome, **data))


def _by(request: Request) -> dict[str, Any]:
    return {"policies": list(request.decision.policies), "version": request.decision.version}


def _event(subject: Subject, name: str, arguments: dict[str, Any], outcome: str, **data: Any) -> AuditEvent:
    said = _storable(redact_data({"arguments": arguments, **data}))
    return AuditEvent(subject.person, f"tool.{outcome}", _storable(name), subject.ask_id, said)


def _checked(tool: Tool[Any, Any], arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments as the tool gets them, with its defaults: what the gate decides on is what runs."""
    try:
        checked = tool.arguments.model_validate(arguments)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "arguments"
        raise ToolError(f"Wrong call of {tool.name}: {place}: {first['msg']}.") from error
    return {name: getattr(checked, name) for name in type(checked).model_fields}


def _cited(tool: Tool[Any, Any], kept: Evidence) -> Cited[ToolResult]:
    result = tool.result.model_validate({**kept.data, "image": kept.image})
    findings = tuple(Finding.model_validate(item) for item in kept.data["_findings"])
    return Cited(kept.number, result, kept.title, kept.content, findings)


def _clean(result: ToolResult, written: str) -> tuple[str, dict[str, Any]]:
    found = [finding.model_dump(mode="json") for finding in result.found()]
    said = [_storable(written), result.model_dump(mode="json"), found]
    content, data, findings = redact_data(said)
    if len(content) > LONGEST_CONTENT:
        content = f"{content[:LONGEST_CONTENT]}\n… cut: {len(content) - LONGEST_CONTENT} more characters"
    return content, {**_storable(data), "_findings": _storable(findings)}


def _storable(value: Any) -> Any:
    """The value without what PostgreSQL can't hold: NUL in text, and numbers that are none in JSON."""
    if isinstance(value, str):
        return value.replace("\x00", "�")
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {_storable(key): _storable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_storable(item) for item in value]
    return value
