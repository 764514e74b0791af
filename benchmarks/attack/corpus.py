"""The injected texts of `evals/injection`."""

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "evals" / "injection"


@dataclass(frozen=True, slots=True)
class Injected:
    """One text, and where it would stand."""

    id: str
    place: str
    technique: str
    language: str
    wants: str
    text: str


def injected_texts() -> list[Injected]:
    """All of them, in the order of their files."""
    lines = [
        line
        for file in sorted(FOLDER.glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    return [Injected(**json.loads(line)) for line in lines]
