"""`quarterdeck knowledge eval`, as people type it."""

import json
from pathlib import Path

import pytest

from tests.bot.test_command_line import quarterdeck

POSTMORTEM = """\
---
id: INC-901
date: 2026-05-04
services: [parcels]
---
# Label printer service ran out of memory

## What happened
Pods of parcels were OOMKilled after the deploy of 3.2, and labels came out hours late.

## Fix
Rolled back to 3.1.
"""
QUESTIONS = [
    {
        "question": "have we seen this before: parcels restarts, OOMKilled, labels late",
        "answers": ["INC-901"],
        "kind": "symptom",
        "service": "parcels",
        "change": "deploy of 4.0",
    },
    {
        "question": "did anybody ever order the wrong coffee beans?",
        "answers": [],
        "kind": "unanswerable",
    },
]


@pytest.fixture
def own(tmp_path: Path) -> tuple[str, ...]:
    """A team's own postmortems and questions."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "901.md").write_text(POSTMORTEM, "utf-8")
    lines = "\n".join(json.dumps(question) for question in QUESTIONS)
    (tmp_path / "questions.jsonl").write_text(lines, "utf-8")
    return ("--pages", "pages", "--questions", "questions.jsonl")


def test_a_team_measures_its_own_postmortems(tmp_path: Path, own: tuple[str, ...]) -> None:
    done = quarterdeck(tmp_path, "knowledge", "eval", "--incidents", *own, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert set(found) == {"incidents"}
    kinds = found["incidents"]["kinds"]
    assert kinds["symptom"] == {"n": 1, "hit@1": 1.0, "hit@3": 1.0, "mrr": 1.0, "refused": 0.0}
    assert kinds["unanswerable"] == {"n": 1, "refused": 1.0}
    assert found["incidents"]["missed"] == []


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--pages", "pages"), "Give --pages and --questions together"),
        (("--pages", "nowhere", "--questions", "questions.jsonl"), "There is no folder nowhere"),
        (("--incidents", "--pages", "pages", "--questions", "pages/901.md"), "line 1 is no"),
    ],
)
def test_what_can_not_be_measured_is_said_plainly(
    tmp_path: Path, own: tuple[str, ...], options: tuple[str, ...], says: str
) -> None:
    done = quarterdeck(tmp_path, "knowledge", "eval", *options)
    assert done.returncode == 1
    assert says in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
