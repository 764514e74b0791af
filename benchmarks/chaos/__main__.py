"""Runs the chaos and prints what it did: `python -m benchmarks.chaos`, four minutes at most.

The exit code is 1 where an ask was lost or answered twice, out of order, or wrote twice. One that is
still worked on when the time is up is late, not lost: this machine has too little time for so many.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path

from benchmarks.chaos.scenario import Scenario, play

WRONG = ("lost", "late", "doubled", "out_of_order", "writes_doubled")


def main() -> None:
    """Read the arguments, play the scenario, print JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chaos", description=__doc__)
    parser.add_argument("--asks", type=int, default=300)
    parser.add_argument("--writes", type=int, default=8, help="asks for a change among them")
    parser.add_argument("--threads", type=int, default=30)
    parser.add_argument("--replicas", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=135, help="over which the asks are spread")
    parser.add_argument("--bound", type=float, default=232, help="seconds after which all ends")
    parser.add_argument("--kill-every", type=float, default=6, help="seconds between two kills")
    parser.add_argument("--lost-answers", type=float, default=0, help="Slack does it and answers 503")
    parser.add_argument("--logs", type=Path, help="a folder for what the replicas say")
    parser.add_argument(
        "--without-deduplication",
        action="store_true",
        help="replicas that look for nothing that was done before: the run must report doubles",
    )
    given = vars(parser.parse_args())
    logs: Path | None = given.pop("logs")
    with tempfile.TemporaryDirectory(prefix="quarterdeck-chaos-", ignore_cleanup_errors=True) as folder:
        figures = asyncio.run(play(Scenario(**given), Path(folder), logs or Path(folder) / "logs"))
    json.dump(figures, sys.stdout, indent=2)
    sys.stdout.write("\n")
    sys.exit(any(figures[name] for name in WRONG))


if __name__ == "__main__":
    main()
