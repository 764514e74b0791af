"""How long an answer takes offline, and how much of that is not the tools' own time."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from agents import Routed, Step
from benchmarks.figures import milliseconds, resident_megabytes
from bot.cli.company import Company, demo_settings
from bot.service import Deck
from storage import AskStore, NewAsk

ASKS = (
    "why did the last payments build fail?",
    "what changed in checkout since yesterday?",
    "review payments#42",
    "is checkout slow right now?",
    "what do we do when KubePodCrashLooping fires?",
    "have we seen this before: 5xx after a deploy of checkout?",
    "what did we spend last month, and on what?",
    "any secrets or vulnerable dependencies in payments?",
    "is release 1.8 of checkout safe to ship?",
    "who owns payments?",
    "write me a poem",
)


class StopWatch:
    """Takes progress and adds up the time in which at least one tool ran."""

    def __init__(self) -> None:
        self._running: set[str] = set()
        self._since = 0.0
        self.tools = 0.0

    async def report(self, event: Routed | Step) -> None:
        """Note when tools begin and end."""
        if not isinstance(event, Step):
            return
        if event.status == "in_progress":
            if not self._running:
                self._since = time.perf_counter()
            self._running.add(event.id)
            return
        self._running.discard(event.id)
        if not self._running:
            self.tools += time.perf_counter() - self._since


async def measure(company: Company, home: Path, repeats: int) -> dict[str, Any]:
    """Ask everything `repeats` times, one ask at a time, after one round that warms up."""
    async with Deck.open(demo_settings(company.environment, home)) as deck:
        await deck.ingest_folders()
        await _round(deck)
        rounds = [await _round(deck) for _ in range(repeats)]
        held = resident_megabytes()
    totals = [total for figures in rounds for total, _ in figures.values()]
    overheads = [total - tools for figures in rounds for total, tools in figures.values()]
    by_ask = {ask: _median(rounds, ask) for ask in ASKS}
    return {
        "asks": len(totals),
        "ask_to_answer_milliseconds": milliseconds(totals),
        "overhead_milliseconds": milliseconds(overheads),
        "median_milliseconds_by_ask": by_ask,
        "memory_mb": held,
    }


async def _round(deck: Deck) -> Mapping[str, tuple[float, float]]:
    """Seconds in all and seconds in tools, by ask."""
    asks, crew = AskStore(deck.database), deck.crew
    assert crew is not None, "the deck was opened with one"
    figures = {}
    for text in ASKS:
        new = NewAsk(
            source="bench", event_id=str(uuid4()), thread=f"bench:{uuid4()}", asker="U0MAYA", text=text
        )
        ask_id = await asks.receive(new)
        assert ask_id is not None, "its event id is new"
        ask = await asks.get(ask_id)
        watch = StopWatch()
        begun = time.perf_counter()
        await crew.answer(ask, watch)
        figures[text] = (time.perf_counter() - begun, watch.tools)
        await crew.forget(ask_id)
    return figures


def _median(rounds: list[Mapping[str, tuple[float, float]]], ask: str) -> float:
    return milliseconds([figures[ask][0] for figures in rounds])["p50"]
