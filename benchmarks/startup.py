"""How long the commands take to come up."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PROGRAM = Path(sys.executable).parent / "quarterdeck"
RUNS = 3


def measure() -> dict[str, Any]:
    """The best of a few runs, in seconds: what the machine does besides only ever adds."""
    with tempfile.TemporaryDirectory(prefix="quarterdeck-bench-") as folder:
        home = Path(folder)
        return {
            "python_seconds": _best([sys.executable, "-c", "pass"], home),
            "help_seconds": _best([PROGRAM, "--help"], home),
            "first_ask_seconds": _timed([PROGRAM, "ask", "who are you?"], home / "first"),
            "next_ask_seconds": _best([PROGRAM, "ask", "who are you?"], home / "first"),
            "demo_ask_seconds": _best([PROGRAM, "demo", "--ask", "who owns payments?"], home),
        }


def _best(command: list[Any], home: Path) -> float:
    return min(_timed(command, home) for _ in range(RUNS))


def _timed(command: list[Any], home: Path) -> float:
    environment = {**os.environ, "QUARTERDECK_HOME": str(home)}
    begun = time.perf_counter()
    subprocess.run(command, env=environment, capture_output=True, check=True, timeout=120)  # noqa: S603
    return round(time.perf_counter() - begun, 2)
