"""`quarterdeck eval review --with-model`, as people type it."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.agents.openai_server import KEY, Calls, Fails, Reply, Request, openai_server
from tests.bot.test_command_line import quarterdeck

EVAL = "import sys\n\n\ndef total(text: str) -> float:\n    return eval(text)\n"
LAST = "def last(items: list[int]) -> int:\n    return items[len(items)]\n"
CLEAN = "def total(prices: list[int]) -> int:\n    return sum(prices)\n"
TEST = "from shop.total import total\n\n\ndef test_total():\n    assert total('1') == 1\n"


def pull(name: str, after: str, *expected: dict[str, str]) -> dict[str, Any]:
    files = {
        "shop/total.py": {"before": "", "after": after},
        "tests/test_total.py": {"before": "", "after": TEST},
    }
    return {"id": name, "title": name, "files": files, "expected": [*expected]}


@pytest.fixture
def pulls(tmp_path: Path) -> tuple[str, ...]:
    """A problem that analysers find, one that they don't, and what they call one that is none."""
    bad = {"path": "shop/total.py", "at": "return eval(text)", "class": "code-injection", "cwe": "CWE-95"}
    bug = {"path": "shop/total.py", "at": "items[len(items)]", "class": "index"}
    (tmp_path / "pulls").mkdir()
    listed = [pull("bad", EVAL, bad), pull("bug", LAST, bug), pull("not wanted", EVAL), pull("clean", CLEAN)]
    (tmp_path / "pulls" / "own.yml").write_text(yaml.safe_dump(listed), "utf-8")
    return ("--pulls", "pulls")


async def test_a_model_is_measured_beside_the_analysers(tmp_path: Path, pulls: tuple[str, ...]) -> None:
    judged = 0

    def reply(request: Request) -> Reply:
        nonlocal judged
        shown = str(request.messages[-1]["content"])
        if request.is_judging:
            judged += 1
            return Calls(("Verdicts", {"verdicts": []})) if judged == 1 else Fails(500)
        found = {
            "path": "shop/total.py", "line": 2, "quote": "items[len(items)]", "title": "One too far",
            "why": "It raises for every list.", "severity": "high", "confidence": 0.7,
        }  # fmt: skip
        return Calls(("ChangeRead", {"summary": "", "found": [found] if "len(items)" in shown else []}))

    async with openai_server(reply) as server:
        done = await asyncio.to_thread(
            quarterdeck, tmp_path, "eval", "review", "--with-model", *pulls, "--json",
            MODEL="scripted", OPENAI_API_KEY=KEY, OPENAI_BASE_URL=server.url, MODEL_RETRIES="0",
        )  # fmt: skip
        calls = len(server.requests)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    both = found["with_model"]
    assert (found["recall"], both["recall"]) == (0.5, 1.0)
    assert (both["own"], both["dropped"]) == (1, 0)
    assert both["precision"] > found["precision"]
    assert both["comments_per_clean_pr"] == found["comments_per_clean_pr"] > 0
    assert both["troubles"] == {"the findings were not (all) judged: the model did not answer": judged - 1}
    assert both["tokens"] == 120 * (calls - judged + 1)
    assert both["seconds"] > 0


def test_without_a_model_there_is_nothing_to_measure(tmp_path: Path, pulls: tuple[str, ...]) -> None:
    done = quarterdeck(tmp_path, "eval", "review", "--with-model", *pulls)
    assert done.returncode == 1
    assert "There is no model to measure with" in " ".join(done.stderr.split())


def test_without_the_option_nothing_is_said_of_a_model(tmp_path: Path, pulls: tuple[str, ...]) -> None:
    done = quarterdeck(tmp_path, "eval", "review", *pulls, "--json")
    assert done.returncode == 0, done.stderr
    assert "with_model" not in json.loads(done.stdout)
