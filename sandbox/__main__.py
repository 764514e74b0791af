"""Runs the company in a process of its own: `python -m sandbox --home DIR --manifest FILE`.

When everything answers, one line of JSON goes to standard output:
`{"addresses": …, "environment": …, "clone": …}`.
The end of standard input, SIGINT or SIGTERM stops it.
"""

import argparse
import asyncio
import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path

from sandbox.sandbox import Sandbox
from sandbox.slack import Faults

FAULTS = {
    "--errors": "how often Slack answers 503, from 0 to 1",
    "--rate-limits": "how often Slack answers 429, from 0 to 1",
    "--lost-answers": "how often Slack does what it was asked and answers 503, from 0 to 1",
    "--repeats": "how often Slack sends an acknowledged event again, from 0 to 1",
}


async def run(home: Path, manifest: Path, slack_port: int, faults: Faults, webhooks: bool) -> None:
    """Run until told to stop."""
    ports, slack = {"slack": slack_port}, {"faults": faults}
    sandbox = Sandbox(home, manifest, ports=ports, slack=slack, webhooks=webhooks)
    await sandbox.start()
    try:
        told = {
            "addresses": asdict(sandbox.addresses),
            "environment": sandbox.environment(),
            "clone": sandbox.clone_url("jonas", "payments"),
        }
        sys.stdout.write(f"{json.dumps(told)}\n")
        sys.stdout.flush()
        await _told_to_stop()
    finally:
        await sandbox.stop()


async def _told_to_stop() -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    # Whoever started us holds the other end: when it is gone, so are we.
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    ended = asyncio.ensure_future(reader.read())
    waiting = asyncio.ensure_future(stop.wait())
    await asyncio.wait({ended, waiting}, return_when=asyncio.FIRST_COMPLETED)
    ended.cancel()
    waiting.cancel()


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="an empty folder for what stands on disk")
    parser.add_argument(
        "--manifest", type=Path, required=True, help="the manifest of the Slack app to install"
    )
    parser.add_argument(
        "--slack-port", type=int, default=0, help="port of the Slack page; 0 takes a free one"
    )
    parser.add_argument(
        "--webhooks",
        action="store_true",
        help="have GitHub deliver webhooks to the bot, at its PORT",
    )
    for name, what in FAULTS.items():
        parser.add_argument(name, type=float, default=0.0, metavar="SHARE", help=what)
    arguments = parser.parse_args()
    faults = Faults(
        rate_limited=arguments.rate_limits,
        server_error=arguments.errors,
        lost_answer=arguments.lost_answers,
        repeated=arguments.repeats,
    )
    asyncio.run(run(arguments.home, arguments.manifest, arguments.slack_port, faults, arguments.webhooks))


if __name__ == "__main__":
    main()
