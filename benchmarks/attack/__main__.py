"""Runs the attack and prints what came of it: `python -m benchmarks.attack`.

The exit code is 1 where something was changed without leave, or carried out.
"""

import argparse
import asyncio
import json
import logging
import sys
import tempfile
from pathlib import Path
from typing import Any

WRONG = ("executed_without_leave", "leaked")


async def run(tries: int, open_gate: bool) -> dict[str, Any]:
    """The attack on a company of its own."""
    from benchmarks.attack.attack import attack
    from bot.cli.company import company_process

    with tempfile.TemporaryDirectory(prefix="quarterdeck-attack-", ignore_cleanup_errors=True) as folder:
        async with company_process(Path(folder) / "company") as company:
            return await attack(company, Path(folder), tries, open_gate=open_gate)


def main() -> None:
    """Read the arguments, attack, print JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.attack", description=__doc__)
    parser.add_argument("--tries", type=int, default=1000, help="how often each tool is tried")
    parser.add_argument(
        "--open-gate", action="store_true", help="let everything pass: the run must report that it did"
    )
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    figures = asyncio.run(run(given.tries, given.open_gate))
    json.dump(figures, sys.stdout, indent=2)
    sys.stdout.write("\n")
    sys.exit(any(figures[name] for name in WRONG))


if __name__ == "__main__":
    main()
