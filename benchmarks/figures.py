"""Sums measurements up."""

from collections.abc import Sequence
from pathlib import Path


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile; `share` is from 0 to 1."""
    ranked = sorted(values)
    return ranked[min(int(share * len(ranked)), len(ranked) - 1)]


def milliseconds(values: Sequence[float]) -> dict[str, float]:
    """p50, p95, p99 and the most, of values in seconds."""
    shown = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    figures = {name: round(1000 * percentile(values, share), 2) for name, share in shown.items()}
    return {**figures, "max": round(1000 * max(values), 2)}


def resident_megabytes(pid: int | str = "self") -> float:
    """The memory that a process holds, in MB (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0
