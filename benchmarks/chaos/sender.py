"""A member who asks at a steady pace: `python -m benchmarks.chaos.sender SLACK ASKS THREADS SECONDS`.

A line of JSON for each ask that Slack has taken: `{"marker", "ts", "thread"}`.
"""

import asyncio
import json
import sys
from time import monotonic

from sandbox.company import BOT
from sandbox.slack import Member

CHANNEL = "C0PAYMENTS"
MEMBER = "U0MAYA"


async def main(slack: str, asks: int, threads: int, seconds: float) -> None:
    """Ask, thread after thread, round after round."""
    roots: dict[int, str] = {}
    begun = monotonic()
    async with Member(slack, MEMBER) as member:
        for number in range(asks):
            await asyncio.sleep(max(0.0, begun + number * seconds / asks - monotonic()))
            thread, marker = number % threads, f"m{number:04}"
            text = f"<@{BOT.user_id}> who owns payments? ({marker})"
            ts = await member.post(CHANNEL, text, roots.get(thread))
            roots.setdefault(thread, ts)
            line = {"marker": marker, "ts": ts, "thread": roots[thread]}
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])))
