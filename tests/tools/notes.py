"""Where a test's changes are written down."""

from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Notes:
    """In memory: the tables are tested with the toolbox."""

    kept: dict[str, str] = field(default_factory=dict)

    def alone(self, name: str) -> AbstractAsyncContextManager[None]:
        return nullcontext()

    async def remember(self, key: str, trace: str) -> None:
        self.kept[key] = trace

    async def traces(self, tool: str, since: datetime, but: str) -> set[str]:
        return {trace for key, trace in self.kept.items() if key != but}
