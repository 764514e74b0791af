"""`quarterdeck knowledge eval`, as people type it."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.agents.openai_server import KEY, Calls, Fails, Reply, Request, openai_server
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


@pytest.fixture
def plant(tmp_path: Path) -> tuple[str, ...]:
    """A team's own documents and questions."""
    (tmp_path / "plant").mkdir()
    (tmp_path / "plant" / "pump.md").write_text("# Coolant pump\n\nPress the green knob twice.\n", "utf-8")
    (tmp_path / "plant" / "valve.md").write_text("# Relief valve\n\nIt opens at 7 bar.\n", "utf-8")
    asked = [
        {"question": "what opens at 7 bar?", "answers": ["valve.md"], "kind": "natural"},
        {"question": "how do I bake sourdough bread?", "answers": [], "kind": "unanswerable"},
    ]
    (tmp_path / "asked.jsonl").write_text("\n".join(json.dumps(one) for one in asked), "utf-8")
    return ("--pages", "plant", "--questions", "asked.jsonl")


async def test_a_models_help_is_measured_beside_the_plain_search(
    tmp_path: Path, plant: tuple[str, ...]
) -> None:
    def reply(request: Request) -> Reply:
        if request.is_rewriting:
            return Calls(("Phrasings", {"phrasings": ["relief valve opens"]}))
        asked = request.messages[-1]["content"]
        if "sourdough" in asked:
            return Fails(500)
        return Calls(("Judgement", {"best": [2], "answered": True}))

    async with openai_server(reply) as server:
        done = await asyncio.to_thread(
            quarterdeck, tmp_path, "knowledge", "eval", "--with-model", *plant, "--json",
            MODEL="scripted", OPENAI_API_KEY=KEY, OPENAI_BASE_URL=server.url, MODEL_RETRIES="0",
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["kinds"]["natural"]["hit@1"] == 1.0
    assert found["rewritten"]["natural"]["hit@1"] == 1.0
    assert found["reranked"]["natural"] | {"ndcg@10": 0} == {
        "n": 1, "hit@1": 0.0, "hit@5": 1.0, "mrr": 0.5, "ndcg@10": 0, "refused": 0.0,
    }  # fmt: skip
    assert found["rewritten"]["unanswerable"]["n"] == found["reranked"]["unanswerable"]["n"] == 1
    took = found["took"]
    assert set(took) == {"plain", "rewritten", "reranked"}
    assert (took["plain"]["tokens"], took["rewritten"]["tokens"], took["reranked"]["tokens"]) == (0, 120, 60)
    assert (took["rewritten"]["failed"], took["reranked"]["failed"]) == (0.0, 0.5)
    assert all(0 < one["ms_p50"] <= one["ms_p95"] for one in took.values())


def test_without_a_model_there_is_no_help_to_measure(tmp_path: Path, plant: tuple[str, ...]) -> None:
    done = quarterdeck(tmp_path, "knowledge", "eval", "--with-model", *plant)
    assert done.returncode == 1
    assert "There is no model to measure with" in " ".join(done.stderr.split())


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
