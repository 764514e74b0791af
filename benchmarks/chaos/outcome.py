"""What became of each ask, as its thread in Slack and the database show it."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import psycopg

from bot.approvals.cards import APPROVAL_EVENT
from bot.replies.threads import ANSWER_EVENT, FAILURE_EVENT, RESTING_EVENT
from sandbox.slack import Member

CHANNEL = "C0PAYMENTS"
WATCHER = "U0JONAS"
ASKS = """
SELECT id, text, status = 'waiting' OR id::text IN (
    SELECT args ->> 'ask_id' FROM procrastinate_jobs WHERE status IN ('todo', 'doing')
) FROM asks
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """An ask that Slack has taken: its marker, its message and its thread."""

    marker: str
    ts: str
    thread: str


@dataclass(slots=True)
class Outcome:
    """The asks and the messages that answer them, by marker."""

    asked: list[Asked]
    answers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    failures: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    left_over: list[str] = field(default_factory=list)
    writes_doubled: int = 0
    late: set[str] = field(default_factory=set)

    @property
    def is_settled(self) -> bool:
        """Whether every ask has an end and nothing is left to do that may add another."""
        ended = all(self.answers.get(ask.marker) or self.failures.get(ask.marker) for ask in self.asked)
        return ended and not self.late

    @property
    def lost(self) -> list[Asked]:
        """Those that have no answer and will have none; an error in the thread is none."""
        return [ask for ask in self.asked if not self.answers.get(ask.marker) and ask.marker not in self.late]

    def figures(self) -> dict[str, Any]:
        """The numbers."""
        counts = [len(self.answers.get(ask.marker, ())) for ask in self.asked]
        return {
            "asks": len(self.asked),
            "answered_once": counts.count(1),
            "lost": len(self.lost),
            "late": len(self.late),
            "doubled": sum(1 for count in counts if count > 1) + len(self.left_over),
            "out_of_order": self._out_of_order(),
            "writes_doubled": self.writes_doubled,
            "said_that_it_failed": sum(1 for ask in self.lost if self.failures.get(ask.marker)),
            "left_over": self.left_over[:20],
            "lost_markers": [ask.marker for ask in self.lost][:20],
        }

    def _out_of_order(self) -> int:
        """How many answers stand in their thread above the answer to an earlier ask."""
        threads: dict[str, list[str]] = defaultdict(list)
        for ask in sorted(self.asked, key=lambda ask: float(ask.ts)):
            threads[ask.thread] += self.answers.get(ask.marker, ())[:1]
        return sum(
            1 for thread in threads.values() for first, then in pairwise(thread) if float(then) < float(first)
        )


async def read_outcome(slack: str, url: str, asked: list[Asked]) -> Outcome:
    """Read every thread and the database."""
    outcome = Outcome(asked)
    markers, outcome.late = await _stored(url, {ask.marker for ask in asked})
    async with Member(slack, WATCHER) as member:
        threads = sorted({ask.thread for ask in asked})
        reading = (member.messages(CHANNEL, thread, 200) for thread in threads)
        for messages in await asyncio.gather(*reading):
            sort_thread(outcome, messages, markers)
    under_way = {ask.thread for ask in asked if ask.marker in outcome.late}
    outcome.left_over = [left for left in outcome.left_over if left.split()[0] not in under_way]
    return outcome


def sort_thread(outcome: Outcome, messages: list[dict[str, Any]], markers: dict[str, str]) -> None:
    """Note a thread's answers; of cards and messages that rest there is one each, of others none."""
    once: set[tuple[str, str]] = set()
    for message in (message for message in messages if "bot_id" in message):
        metadata = message.get("metadata") or {}
        kind, payload = str(metadata.get("event_type")), metadata.get("event_payload") or {}
        marker = markers.get(payload.get("ask_id", ""), "")
        about = kind, str(payload.get("id") or payload.get("ask_id"))
        if kind == ANSWER_EVENT:
            outcome.answers[marker].append(message["ts"])
        elif kind == FAILURE_EVENT:
            outcome.failures[marker].append(message["ts"])
        elif kind not in (APPROVAL_EVENT, RESTING_EVENT) or about in once:
            outcome.left_over.append(f"{message.get('thread_ts')} {kind}: {message.get('text', '')[:80]}")
        once.add(about)


async def _stored(url: str, wanted: set[str]) -> tuple[dict[str, str], set[str]]:
    """The marker of each ask by id, and the markers of those that are still worked on or wait for leave."""
    async with await psycopg.AsyncConnection.connect(url) as connection:
        asks = await (await connection.execute(ASKS)).fetchall()
    rows = [(str(id_), text.rpartition("(")[2].rstrip(")"), late) for id_, text, late in asks]
    markers = {id_: marker for id_, marker, _ in rows if marker in wanted}
    return markers, {marker for id_, marker, late in rows if late and id_ in markers}
