"""Whatever an analyser does, the others are heard, and the one that failed is named."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.tools.analysis.odd_analysers import Crashing, Failing, Good, Greedy, Hanging, Missing, Partial
from tools.analysis.analysers import ANALYSERS
from tools.analysis.assess import Assessment, assess
from tools.analysis.change import Analyser, Change, SourceFile
from tools.analysis.review_settings import ReviewSettings, read_settings
from tools.analysis.running import AnalyserRun, Heard, count_of
from tools.analysis.workers import Workers, passing
from tools.stages import Stage

CHANGE = Change((SourceFile("a.py", "one\ntwo\nthree\nfour\n", frozenset({1, 2, 3, 4})),), ("a.py",))


def runs(assessment: Assessment) -> dict[str, AnalyserRun]:
    return {run.name: run for run in assessment.runs}


async def look(
    *analysers: Analyser, settings: ReviewSettings | None = None, change: Change = CHANGE
) -> Assessment:
    async with passing() as workers:
        return await assess(change, settings, seconds=30, workers=workers, analysers=analysers)


@pytest.mark.parametrize(
    ("analyser", "said"),
    [
        (Crashing(), "it crashed (SIGSEGV)"),
        (Greedy(), "it took too much memory"),
        (Failing(), "it failed (ZeroDivisionError)"),
        (Missing(), "nothing-linter is not installed. Install it."),
    ],
)
async def test_one_that_fails_is_named_and_the_others_are_heard(analyser: Analyser, said: str) -> None:
    result = await look(analyser, Good())
    outcome = runs(result)
    assert said in (outcome[analyser.name].problem or "")
    assert outcome["good"].problem is None
    assert "rule-of-good" in {finding.rule for finding in result.findings}


async def test_a_file_that_one_could_not_read_is_named() -> None:
    outcome = runs(await look(Partial()))["partial"]
    assert (outcome.problem, outcome.unread) == (None, {"a.py": "it is nested too deep"})


async def test_what_was_found_before_a_crash_is_kept() -> None:
    result = await look(Crashing(), Partial())
    assert {finding.line for finding in result.findings} == {3, 4}


async def test_one_that_hangs_is_ended_with_the_programs_that_it_runs(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    result = await look(Hanging(str(pids)), Good(), change=replace(CHANGE, seconds=2))
    outcome = runs(result)["hanging"]
    assert "it was ended after 2 s" in (outcome.problem or "")
    assert {finding.rule for finding in result.findings} == {"rule-of-hanging", "rule-of-good"}
    for pid in map(int, pids.read_text().split()):
        assert not _runs(pid)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


async def test_there_is_no_time_left_for_the_last(workers: Workers) -> None:
    hanging = [Hanging(os.devnull) for _ in range(6)]
    for number, analyser in enumerate(hanging):
        analyser.name = f"hanging {number}"
    result = await assess(CHANGE, seconds=1, workers=workers, analysers=[*hanging, Good()])
    assert "there was no time left for it" in (runs(result)["good"].problem or "")


async def test_an_empty_change_needs_nobody() -> None:
    result = await look(Failing(), change=Change(()))
    assert (result.findings, runs(result)["failing"].problem) == ([], None)


async def test_a_repository_switches_analysers_rules_and_paths_off() -> None:
    settings = read_settings(b'[analysers]\noff = ["partial"]\n[rules]\noff = ["rule-of-good"]\n')
    result = await look(Good(), Partial(), settings=settings)
    assert (result.findings, list(runs(result))) == ([], ["good"])
    ignoring = await look(Good(), settings=read_settings(b'[review]\nignore = ["*.py"]\n'))
    assert (ignoring.findings, ignoring.skipped) == ([], {"a.py": "ignored by .quarterdeck.toml"})


async def test_settings_that_nobody_understands_are_named_and_alter_nothing() -> None:
    result = await look(Good(), settings=read_settings(b"[review]\nenabled = maybe\n"))
    assert [finding.rule for finding in result.findings] == ["rule-of-good"]
    assert "line 2" in result.skipped[".quarterdeck.toml"]


async def test_it_tells_how_many_have_ended() -> None:
    told: list[Stage] = []

    async def tell(stage: Stage) -> None:
        told.append(stage)

    async with passing() as workers:
        wanted = (Good(), Failing(), Partial())
        await assess(CHANGE, seconds=30, workers=workers, analysers=wanted, tell=tell)
    first, *_, last = told
    assert first == Stage("analysers", "0 of 3 analysers done", "in_progress")
    assert last == Stage("analysers", "3 of 3 analysers done", "complete")


def test_whoever_is_waited_for_is_named() -> None:
    heard = {name: Heard(ended=name != "dataflow") for name in ("ruff", "bandit", "dataflow")}
    assert count_of(heard) == "2 of 3 analysers done, waiting for dataflow"


async def test_a_change_that_only_deletes_is_looked_at_too() -> None:
    change = Change(
        (), ("money.py",), {"main.py": "from money import total\n"}, gone={"money.py": "def total(): ...\n"},
        tree=frozenset({"main.py"}),
    )  # fmt: skip
    result = await look(*ANALYSERS, change=change)
    assert [(one.path, one.rule, one.elsewhere) for one in result.findings] == [
        ("main.py", "api-breakage", True)
    ]
    assert [run.name for run in result.runs if run.problem or run.unread] == []
