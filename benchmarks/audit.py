"""How many rows the audit log takes, written as the bot writes them: by one, and by eight at once."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from storage import (
    AskStore,
    AuditEvent,
    AuditLog,
    Database,
    EvidenceStore,
    NewAsk,
    NewEvidence,
    StorageSettings,
)
from storage.audit import AuditReader

ROWS = 300
WRITERS = (1, 8)


class Writer:
    """Writes rows of each kind, each in a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._log, self._evidence, self._asks = (
            AuditLog(database),
            EvidenceStore(database),
            AskStore(database),
        )

    async def alone(self) -> None:
        """A row by itself, such as a refusal."""
        await self._log.write(_ran(uuid4(), 1))

    async def with_ask(self) -> UUID:
        """A row with the ask that it tells of."""
        thread = f"bench:{uuid4()}"
        new = NewAsk(
            source="bench", event_id=thread, thread=thread, asker="U0MAYA", text="who owns payments?"
        )
        ask_id = await self._asks.receive(new)
        assert ask_id is not None, "its event id is new"
        return ask_id

    async def with_result(self, ask_id: UUID) -> None:
        """A row with the result of a tool call that it tells of."""
        new = NewEvidence(
            ask_id=ask_id,
            call_id=str(uuid4()),
            tool="last_failure",
            arguments={"name": "payments"},
            source="jenkins",
            title="payments-build #318 failed",
            url=None,
            content="ERROR: no such table: refunds\n" * 100,
            data={"_findings": []},
        )
        await self._evidence.add(new, lambda number: _ran(ask_id, number))


async def measure(home: Path) -> dict[str, Any]:
    """Write, and verify what was written."""
    database = await Database.open(StorageSettings(home=home, database_url=None))
    try:
        writer = Writer(database)
        asks = [await writer.with_ask() for _ in range(max(WRITERS))]
        kinds: dict[str, Callable[[int], Awaitable[Any]]] = {
            "alone": lambda _: writer.alone(),
            "with_ask": lambda _: writer.with_ask(),
            "with_result": lambda place: writer.with_result(asks[place]),
        }
        rates = {
            f"{kind}_rows_per_second": {f"writers_{count}": await _rate(write, count) for count in WRITERS}
            for kind, write in kinds.items()
        }
        found = await AuditReader(database).verify()
        return {**rates, "rows": found.rows, "verified": found.holds}
    finally:
        await database.close()


async def _rate(write: Callable[[int], Awaitable[Any]], writers: int) -> int:
    left = iter(range(ROWS))

    async def work(place: int) -> None:
        for _ in left:
            await write(place)

    begun = time.perf_counter()
    await asyncio.gather(*(work(place) for place in range(writers)))
    return round(ROWS / (time.perf_counter() - begun))


def _ran(ask_id: UUID, number: int) -> AuditEvent:
    data = {"arguments": {"name": "payments"}, "evidence": f"E{number}", "policies": ["read"], "version": "1"}
    return AuditEvent("U0MAYA", "tool.ran", "last_failure", ask_id, data)
