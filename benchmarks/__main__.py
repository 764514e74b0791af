"""Runs the measurements and prints them: `python -m benchmarks [SUITE …]`, with what `--help` tells."""

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.loop import WatchedLoop
from bot.log import configure

SUITES = ("startup", "audit", "reviews", "knowledge", "answers", "acknowledgement")
SIZES = (1_000, 10_000, 100_000)
COMPANY_SUITES = {"answers", "acknowledgement"}


async def measure(suites: list[str], seconds: float, repeats: int, chunks: int) -> dict[str, Any]:
    """Run the suites one after another."""
    from benchmarks import acknowledgement, answers, audit, knowledge, reviews, startup
    from bot.cli.company import company_process

    figures: dict[str, Any] = {"machine": {"cpus": os.cpu_count(), "python": platform.python_version()}}
    with tempfile.TemporaryDirectory(prefix="quarterdeck-bench-") as folder:
        home = Path(folder)
        if "startup" in suites:
            figures["startup"] = await asyncio.to_thread(startup.measure)
        if "audit" in suites:
            figures["audit"] = await audit.measure(home / "audit")
        if "reviews" in suites:
            figures["reviews"] = await reviews.measure(home / "reviews")
        if "knowledge" in suites:
            sizes = [size for size in SIZES if size <= chunks]
            figures["knowledge"] = await knowledge.measure(home / "knowledge", sizes)
        if COMPANY_SUITES.isdisjoint(suites):
            return figures
        async with company_process(home / "company") as company:
            if "answers" in suites:
                figures["answers"] = await answers.measure(company, home / "deck", repeats)
            if "acknowledgement" in suites:
                figures["acknowledgement"] = await acknowledgement.measure(company, seconds)
    return figures


def main() -> None:
    """Read the arguments, measure, print JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    which = f"which to run, of {', '.join(SUITES)}; all by default"
    parser.add_argument("suites", nargs="*", choices=[*SUITES, []], metavar="SUITE", help=which)
    parser.add_argument("--seconds", type=float, default=60, help="how long events are sent to each server")
    parser.add_argument("--repeats", type=int, default=5, help="how often each ask is asked")
    size = "in how many passages is searched at most; the default takes ten minutes and 2 GB of disk"
    parser.add_argument("--chunks", type=int, default=SIZES[-1], choices=SIZES, help=size)
    arguments = parser.parse_args()
    suites = arguments.suites or list(SUITES)
    # Standard output has the figures and nothing else.
    configure("warning")
    with asyncio.Runner(loop_factory=WatchedLoop) as runner:
        figures = runner.run(measure(suites, arguments.seconds, arguments.repeats, arguments.chunks))
    json.dump(figures, sys.stdout, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
