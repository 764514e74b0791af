"""What a tool call costs besides the tool and with nothing else to do: gate, evidence and audit log."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from bot.service import Deck
from storage import AskStore, AuditLog, NewAsk
from storage.models import Evidence
from tools import TOOLS
from tools.tool import Tool, ToolResult
from tools.toolbox import Toolbox


async def again(deck: Deck, ask_id: UUID) -> float:
    """Make the calls of an ask again for a new one, one after another, with tools that know their results.

    Returns:
        The seconds that they took.
    """
    asks = AskStore(deck.database)
    asked = await asks.get(ask_id)
    new = NewAsk(source="bench", event_id=str(uuid4()), thread=f"bench:{uuid4()}", asker=asked.asker, text="")
    copy_id = await asks.receive(new)
    assert copy_id is not None, "its event id is new"
    subject = await deck.subject_of(asked.asker, await asks.get(copy_id))
    tools: dict[str, Tool[..., Any]] = {tool.name: tool for tool in TOOLS}
    taken = 0.0
    for row in await deck.evidence.of_ask(ask_id):
        knowing = replace(tools[row.tool], function=_giving(tools[row.tool].result, row))
        toolbox = Toolbox([knowing], deck.connections, deck.evidence, AuditLog(deck.database), gate=deck.gate)
        begun = time.perf_counter()
        await toolbox.call(subject, row.tool, row.arguments, row.call_id)
        taken += time.perf_counter() - begun
    return taken


def _giving(kind: type[ToolResult], row: Evidence) -> Callable[..., Awaitable[Any]]:
    result = kind.model_validate({**row.data, "image": row.image})

    async def give(*_: Any, **__: Any) -> ToolResult:
        return result

    return give
