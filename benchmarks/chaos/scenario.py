"""What happens in a run: the company, the database, the replicas, the sender, and the killing."""

import asyncio
import json
import random
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from benchmarks.chaos.outcome import Asked, Outcome, read_outcome
from benchmarks.chaos.postgres import OwnPostgres
from benchmarks.chaos.replicas import Replica, started
from benchmarks.chaos.takeovers import Takeovers
from benchmarks.chaos.writes import Writes, builds_with_leave, writes
from bot.cli.company import Company, company_process

# Who kills and when is chance, but the same chance in every run.
SEED = 11


@dataclass(frozen=True, slots=True)
class Scenario:
    """How much of everything."""

    asks: int = 300
    writes: int = 8
    threads: int = 30
    replicas: int = 3
    seconds: float = 135
    bound: float = 232
    kill_every: float = 6
    errors: float = 0.05
    rate_limits: float = 0.02
    repeats: float = 0.02
    lost_answers: float = 0.0
    without_deduplication: bool = False


async def play(scenario: Scenario, home: Path, logs: Path) -> dict[str, Any]:
    """Run it, and return the figures."""
    begun = monotonic()
    async with AsyncExitStack() as stack:
        postgres = OwnPostgres(home / "postgres")
        company, url = await asyncio.gather(
            stack.enter_async_context(company_process(home / "company", 0, *_faults(scenario))),
            asyncio.to_thread(postgres.start),
        )
        stack.push_async_callback(asyncio.to_thread, postgres.stop)
        takeovers = await stack.enter_async_context(Takeovers.watching(url))
        replicas = await stack.enter_async_context(_replicas(scenario, company, url, home, logs))
        chaos = asyncio.create_task(_break_things(scenario, replicas, postgres, takeovers))
        before = await writes(company.environment)
        sender = await stack.enter_async_context(_sender(scenario, company.addresses["slack"]))
        asked = await _sent(sender, scenario.asks + scenario.writes)
        chaos.cancel()
        broken = (await asyncio.gather(chaos, return_exceptions=True))[0]
        if isinstance(broken, Exception):
            raise broken
        async with asyncio.timeout(scenario.bound):
            await asyncio.gather(*(replica.ready() for replica in replicas))
        outcome = await _settled(company.addresses["slack"], url, asked, begun + scenario.bound)
        after = await writes(company.environment)
        new = Writes(after.comments, after.builds - before.builds)
        outcome.writes_doubled = new.doubled(await builds_with_leave(url))
        return {
            **outcome.figures(),
            "writes_done": new.done,
            "takeover_seconds_p95": takeovers.p95(),
            "takeovers": takeovers.count,
            "kills": sum(replica.kills for replica in replicas),
            "ended_by_themselves": sum(replica.ends for replica in replicas),
            "database_restarts": postgres.restarts,
            "seconds": round(monotonic() - begun, 1),
        }


def _faults(scenario: Scenario) -> list[str]:
    return [
        f"--errors={scenario.errors}",
        f"--rate-limits={scenario.rate_limits}",
        f"--repeats={scenario.repeats}",
        f"--lost-answers={scenario.lost_answers}",
    ]


@asynccontextmanager
async def _replicas(
    scenario: Scenario, company: Company, url: str, home: Path, logs: Path
) -> AsyncIterator[list[Replica]]:
    environment = {
        **company.environment,
        "DATABASE_URL": url,
        "LOG_FORMAT": "json",
        # The asks of this run need no documents, and reading them anew at each start is most of a start.
        "KNOWLEDGE_FOLDERS": "",
    }
    replicas = [
        Replica(
            environment | {"QUARTERDECK_HOME": str(home / f"replica-{number}")},
            logs / f"replica-{number}.log",
            forgetful=scenario.without_deduplication,
        )
        for number in range(scenario.replicas)
    ]
    async with started(replicas):
        yield replicas


@asynccontextmanager
async def _sender(scenario: Scenario, slack: str) -> AsyncIterator[Process]:
    """Let members ask, in a process of their own: their pace is not this one's affair."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.chaos.sender", slack,
        str(scenario.asks), str(scenario.threads), str(scenario.seconds), str(scenario.writes),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        # It has ended by itself where nobody asked for a change.
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _sent(sender: Process, count: int) -> list[Asked]:
    """Wait until so many asks are sent. The sender goes on giving leave after that."""
    assert sender.stdout is not None, "asked for above"
    lines = [await sender.stdout.readline() for _ in range(count)]
    return [Asked(**json.loads(line)) for line in lines if line]


async def _break_things(
    scenario: Scenario, replicas: list[Replica], postgres: OwnPostgres, takeovers: Takeovers
) -> None:
    """Kill a random replica every few seconds, and restart the database once."""
    chance = random.Random(SEED)  # noqa: S311 - chance, no secret
    halfway = monotonic() + scenario.seconds / 2
    while True:
        await asyncio.sleep(chance.uniform(0.5, 1.5) * scenario.kill_every)
        if monotonic() > halfway and postgres.restarts == 0:
            await asyncio.to_thread(postgres.restart)
            continue
        await asyncio.gather(*(replica.revive() for replica in replicas))
        up = [replica for replica in replicas if replica.is_ready]
        if len(up) > 1:
            takeovers.killed()
            await chance.choice(up).kill()


async def _settled(slack: str, url: str, asked: list[Asked], deadline: float) -> Outcome:
    """Look again until every ask is answered, or the time is up."""
    while True:
        outcome = await read_outcome(slack, url, asked)
        if monotonic() > deadline or outcome.is_settled:
            return outcome
        await asyncio.sleep(1)
