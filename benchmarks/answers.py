"""How long an answer takes offline, and how much of that is not the tools' own time."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args
from uuid import UUID, uuid4

from agents import Routed, Step
from benchmarks.figures import milliseconds, resident_megabytes
from benchmarks.loop import Stretch, common, diary, union
from benchmarks.toolcalls import again
from bot.cli.company import Company, demo_settings
from bot.service import Deck
from storage import AskStore, NewAsk
from tools.observer import Observer, Part, watch_with

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


PARTS: tuple[Part, ...] = get_args(Part)
MEASURED: dict[str, tuple[Part, ...]] = {"gate_evidence_audit": PARTS, **{part: (part,) for part in PARTS}}


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


class PartWatch(Observer):
    """Notes when the tool calls of one ask were at something else than the tools, as `/metrics` is told.

    Calls run side by side, so there are two answers to how long that was. `elapsed` is the time in which at
    least one call was at one of the parts: with all that the event loop did meanwhile for other calls, such
    as the tools' own work, for the graph and its checkpoints. `spent` is what the turn takes longer for it:
    the time in which the event loop ran the code of these parts, and that in which it had nothing to run
    while a call waited there: for the database, for a thread that redacts, or for another call's turn.
    """

    def __init__(self) -> None:
        self._diary = diary()
        self._diary.forget()
        self._stretches: dict[Part, list[tuple[Context, Stretch]]] = defaultdict(list)

    def took(self, part: Part, seconds: float) -> None:
        """Note it."""
        now = time.perf_counter()
        assert self._diary.running is not None, "parts end in a task"
        self._stretches[part].append((self._diary.running, (now - seconds, now)))

    def elapsed(self, *parts: Part) -> float:
        """How long at least one call was at one of these parts."""
        return sum(ended - begun for begun, ended in self._any(parts))

    def spent(self, *parts: Part) -> float:
        """How long these parts kept the turn: their code, and what nothing else was done in meanwhile."""
        return self._ran(parts) + common(self._any(parts), self._diary.idle)

    def _any(self, parts: Iterable[Part]) -> list[Stretch]:
        return union(stretch for part in parts for _, stretch in self._stretches[part])

    def _ran(self, parts: Iterable[Part]) -> float:
        # By identity: contexts compare by what they hold.
        mine: dict[int, list[Stretch]] = defaultdict(list)
        for part in parts:
            for context, stretch in self._stretches[part]:
                mine[id(context)].append(stretch)
        ran: dict[int, list[Stretch]] = defaultdict(list)
        for context, stretch in self._diary.ran:
            ran[id(context)].append(stretch)
        return sum(common(union(stretches), ran[task]) for task, stretches in mine.items())


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds of one ask: in all, in tools, and in what its tool calls do besides; see `PartWatch`."""

    ask_id: UUID
    total: float
    tools: float
    elapsed: Mapping[str, float]
    spent: Mapping[str, float]


async def measure(company: Company, home: Path, repeats: int) -> dict[str, Any]:
    """Ask everything `repeats` times, one ask at a time, after one round that warms up."""
    async with Deck.open(demo_settings(company.environment, home)) as deck:
        await deck.ingest_folders()
        await _round(deck)
        rounds = [await _round(deck) for _ in range(repeats)]
        held = resident_megabytes()
        alone = [await again(deck, taken.ask_id) for figures in rounds for taken in figures.values()]
    asks = [taken for figures in rounds for taken in figures.values()]
    by_ask = {ask: _median(rounds, ask) for ask in ASKS}
    return {
        "asks": len(asks),
        "ask_to_answer_milliseconds": milliseconds([taken.total for taken in asks]),
        "overhead_milliseconds": milliseconds([taken.total - taken.tools for taken in asks]),
        **_parts_of(asks),
        "gate_evidence_audit_alone_milliseconds": milliseconds(alone),
        "median_milliseconds_by_ask": by_ask,
        "memory_mb": held,
    }


def _parts_of(asks: list[Taken]) -> dict[str, dict[str, float]]:
    figures = {}
    for name in MEASURED:
        figures[f"{name}_milliseconds"] = milliseconds([taken.spent[name] for taken in asks])
        figures[f"{name}_elapsed_milliseconds"] = milliseconds([taken.elapsed[name] for taken in asks])
    return figures


async def _round(deck: Deck) -> Mapping[str, Taken]:
    """What each ask took."""
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
        with _parts() as parts:
            begun = time.perf_counter()
            await crew.answer(ask, watch)
            total = time.perf_counter() - begun
        elapsed, spent = (
            {name: measure(*group) for name, group in MEASURED.items()}
            for measure in (parts.elapsed, parts.spent)
        )
        figures[text] = Taken(ask_id, total, watch.tools, elapsed, spent)
        await crew.forget(ask_id)
    return figures


@contextmanager
def _parts() -> Iterator[PartWatch]:
    watch = PartWatch()
    watch_with(watch)
    try:
        yield watch
    finally:
        watch_with(Observer())


def _median(rounds: list[Mapping[str, Taken]], ask: str) -> float:
    return milliseconds([figures[ask].total for figures in rounds])["p50"]
