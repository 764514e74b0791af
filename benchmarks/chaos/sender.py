"""Members who ask at a steady pace: `python -m benchmarks.chaos.sender SLACK ASKS THREADS SECONDS WRITES`.

Among the asks for facts come asks for changes, each in a thread of its own, which another member approves.
A line of JSON for each ask that Slack has taken: `{"marker", "ts", "thread"}`.
"""

import asyncio
import json
import sys
from time import monotonic

from benchmarks.chaos.approver import approve
from sandbox.company import BOT
from sandbox.slack import Member

CHANNEL = "C0PAYMENTS"
ASKER, APPROVER = "U0JONAS", "U0TOM"
CHANGES = ("comment on payments#42: seen in the chaos ({})", "re-run payments-build ({})")


async def main(slack: str, asks: int, threads: int, seconds: float, writes: int) -> None:
    """Ask, thread after thread, round after round."""
    roots: dict[int, str] = {}
    leave: list[asyncio.Task[None]] = []
    every = asks // writes if writes else asks + 1
    begun = monotonic()
    async with Member(slack, ASKER) as member:
        for number in range(asks):
            await asyncio.sleep(max(0.0, begun + number * seconds / asks - monotonic()))
            thread, marker = number % threads, f"m{number:04}"
            text = f"<@{BOT.user_id}> who owns payments? ({marker})"
            ts = await member.post(CHANNEL, text, roots.get(thread))
            roots.setdefault(thread, ts)
            _tell(marker, ts, roots[thread])
            if number % every == 0 and len(leave) < writes:
                marker = f"w{len(leave):04}"
                text = CHANGES[len(leave) % 2].format(marker)
                ts = await member.post(CHANNEL, f"<@{BOT.user_id}> {text}")
                _tell(marker, ts, ts)
                leave.append(asyncio.create_task(approve(slack, APPROVER, CHANNEL, ts)))
        # Until all have it, or whoever started this has seen enough.
        await asyncio.gather(*leave)


def _tell(marker: str, ts: str, thread: str) -> None:
    sys.stdout.write(json.dumps({"marker": marker, "ts": ts, "thread": thread}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5])))
