"""A further page of a long result."""

from tools.connections import Connections
from tools.resource import EVIDENCE
from tools.tool import Effect, ToolError, ToolResult, tool

PAGE_CHARACTERS = 9_000


class EvidencePage(ToolResult):
    """Characters `offset` to `offset + len(text)` of evidence `number`."""

    number: int
    offset: int
    text: str
    total: int

    def title(self) -> str:
        """Which part of which evidence."""
        return f"E{self.number}, characters {self.offset} to {self.offset + len(self.text)} of {self.total}"

    def content(self) -> str:
        """The part itself."""
        return self.text


@tool(Effect.READ, EVIDENCE)
async def read_evidence(connections: Connections, number: int, offset: int = 0) -> EvidencePage:
    """Read on in evidence that was cut because it is long.

    Args:
        number: The evidence's number: 3 for E3.
        offset: The character to begin at.
    """
    if connections.read_stored is None:
        raise ToolError("There is no stored evidence to read here.")
    kept = await connections.read_stored(number)
    if kept is None:
        raise ToolError(f"There is no evidence E{number}.", "Use the number of a result that you were shown.")
    start = min(max(offset, 0), len(kept.content))
    return EvidencePage(
        source=kept.source,
        url=kept.url,
        number=number,
        offset=start,
        text=kept.content[start : start + PAGE_CHARACTERS],
        total=len(kept.content),
    )
