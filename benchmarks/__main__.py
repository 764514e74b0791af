"""Runs the measurements and prints them: `python -m benchmarks [--seconds N] [--repeats N] [SUITE …]`."""

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

SUITES = ("startup", "audit", "answers", "acknowledgement")


async def measure(suites: list[str], seconds: float, repeats: int) -> dict[str, Any]:
    """Run the suites one after another."""
    from benchmarks import acknowledgement, answers, audit, startup
    from bot.cli.company import company_process

    figures: dict[str, Any] = {"machine": {"cpus": os.cpu_count(), "python": platform.python_version()}}
    with tempfile.TemporaryDirectory(prefix="quarterdeck-bench-") as folder:
        home = Path(folder)
        if "startup" in suites:
            figures["startup"] = await asyncio.to_thread(startup.measure)
        if "audit" in suites:
            figures["audit"] = await audit.measure(home / "audit")
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
    arguments = parser.parse_args()
    figures = asyncio.run(measure(arguments.suites or list(SUITES), arguments.seconds, arguments.repeats))
    json.dump(figures, sys.stdout, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
