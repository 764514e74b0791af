"""A folder of policies that is looked at again when a file in it changes."""

import asyncio
import logging
from pathlib import Path

from tools.gate.policy_set import PolicyError, PolicySet, Problem

logger = logging.getLogger(__name__)

# What tells that a file has changed: its name, when it was written, and its size.
Signature = tuple[tuple[str, int, int], ...]


class PolicyFolder:
    """The policies in force. Policies that are wrong are refused, and those before them stay in force."""

    def __init__(self, folder: Path, schema: str) -> None:
        self.folder = folder
        self.current: PolicySet | None = None
        self.problems: tuple[Problem, ...] = ()
        self._schema = schema
        self._signature: Signature | None = None
        self._load(self._look())

    async def refresh(self) -> None:
        """Read the folder again if a file in it was changed."""
        # A handful of local files: a look at them takes less than handing it to a thread would.
        signature = self._look()
        if signature != self._signature:
            await asyncio.to_thread(self._load, signature)

    def _look(self) -> Signature:
        found = []
        for file in self.folder.glob("*.cedar"):
            try:
                status = file.stat()
            except OSError:
                continue
            found.append((file.name, status.st_mtime_ns, status.st_size))
        return tuple(sorted(found))

    def _load(self, signature: Signature) -> None:
        before = self.current
        try:
            self.current = PolicySet.read(self.folder, self._schema)
        except PolicyError as error:
            self.problems = error.problems
            stays = f"version {before.version} stays in force" if before else "everything is refused"
            for problem in error.problems:
                logger.error("policy refused: %s; %s", problem, stays)
        else:
            self.problems = ()
            if before is not None and before.version != self.current.version:
                logger.info("policies changed from version %s to %s", before.version, self.current.version)
        self._signature = signature
