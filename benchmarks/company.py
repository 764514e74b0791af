"""The pretend company in a process of its own, so that measuring one side does not slow the other."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

MANIFEST = Path(__file__).parent.parent / "app_manifest.yml"
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class RunningCompany:
    """Where the stand-ins answer, and the environment variables of a bot for them."""

    addresses: Mapping[str, str]
    environment: Mapping[str, str]


@asynccontextmanager
async def running_company(home: Path) -> AsyncIterator[RunningCompany]:
    """Run the company until the end of the block."""
    arguments = ("-m", "sandbox", "--home", str(home), "--manifest", str(MANIFEST))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 20,
    )
    assert process.stdin is not None, "asked for above"
    assert process.stdout is not None, "asked for above"
    try:
        async with asyncio.timeout(START_SECONDS):
            told = json.loads(await process.stdout.readline())
        yield RunningCompany(told["addresses"], told["environment"])
    finally:
        process.stdin.close()
        await process.wait()
