"""A small diagram of the way of data through a change, from where it comes in to where it does harm."""

import re
from collections.abc import Sequence
from typing import Any

from storage.models import CodeFinding, Review
from tools.reviews.markdown import fenced

MOST_STEPS = 6
# Mermaid reads quotes, brackets and the like in a label as its own.
_PLAIN = re.compile(r"[^\w./:@ -]")


def diagram(review: Review, findings: Sequence[CodeFinding]) -> str:
    """The way of the first finding whose way goes through several places; empty where there is none."""
    ways = dict(review.coverage.get("steps") or {})
    for finding in findings:
        places = _places(ways.get(finding.fingerprint) or ())
        if len(places) > 1:
            return fenced(_flowchart(places), "mermaid")
    return ""


def _places(steps: Sequence[Any]) -> list[str]:
    names = [f"{step[0]}:{step[1]}" for step in steps]
    unlike = [name for at, name in enumerate(names) if at == 0 or name != names[at - 1]]
    if len(unlike) <= MOST_STEPS:
        return unlike
    return [*unlike[: MOST_STEPS - 2], "…", unlike[-1]]


def _flowchart(places: Sequence[str]) -> str:
    nodes = [
        f'  s{at}["{_PLAIN.sub("_", place) if place != "…" else "…"}"]' for at, place in enumerate(places)
    ]
    arrows = " --> ".join(f"s{at}" for at in range(len(places)))
    return "\n".join(["flowchart LR", *nodes, f"  {arrows}"])
