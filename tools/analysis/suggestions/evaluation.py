"""Measures suggestions: files with a known problem each, whose patch is applied and looked at by itself."""

import asyncio
import multiprocessing
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from tools.analysis.analysers import ANALYSERS
from tools.analysis.assess import assess
from tools.analysis.change import Change, SourceFile
from tools.analysis.merge import problem_of
from tools.analysis.review_settings import ReviewSettings, ReviewTable
from tools.analysis.suggestions.copies import parses
from tools.analysis.suggestions.patches import applied
from tools.analysis.workers import Workers, passing
from tools.findings import Finding, Patch

FOLDER = Path(__file__).resolve().parents[3] / "evals" / "suggestions"
REFUSED = "refused.yml"  # files for whose problem nothing may be offered
AT_ONCE = 8  # files in one review
SECONDS = 120.0
MANY = 100
MANY_IN_A_FILE = 50
SETTINGS = ReviewSettings(
    review=ReviewTable(least_confidence=0.3, most_comments=MANY, most_per_file=MANY_IN_A_FILE)
)
# Tests that are wanted for more lines, and functions that grew by one: true, and no harm done by the patch.
NOT_OF_THE_PATCH = frozenset({"tests", "complexity"})


class CasesError(Exception):
    """The set can't be used; the message says where and why."""


class Case(BaseModel):
    """A file and the rule that finds something in it; what it should be is not written down.

    Args:
        before: Its text before the change; without it, the file is new.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    path: str
    rule: str
    text: str
    before: str | None = None
    refused: bool = False

    def file(self, text: str | None = None) -> SourceFile:
        """The file, or what a patch made of it, all of whose lines are new."""
        text = self.text if text is None else text
        old = (self.before or "").split("\n")
        numbered = enumerate(text.split("\n"), 1)
        changed = frozenset(number for number, line in numbered if self.before is None or line not in old)
        return SourceFile(self.path, text, changed, added=self.before is None, before=self.before)

    def names(self, finding: Finding) -> bool:
        """Whether a finding is the one that is expected."""
        return finding.path == self.path and problem_of(finding.rule) == problem_of(self.rule)


class Outcome(BaseModel):
    """What became of a case. `new` are the rules of what the patch brought."""

    id: str
    found: bool
    patch: Patch | None = None
    parses: bool = False
    removed: bool = False
    new: list[str] = []


class Report(BaseModel):
    """The counts of a run: of the cases that want a patch, and of those that must get none."""

    cases: int
    offered: int
    parse: int
    removed: int
    new_findings: int
    refused: int
    wrongly_offered: list[str]
    trouble: list[Outcome]


def read_cases(folder: Path = FOLDER) -> list[Case]:
    """All cases of a folder's YAML files.

    Raises:
        CasesError: the folder has none, or one of them is not as it should be.
    """
    cases = [case for path in sorted(folder.glob("*.yml")) for case in _read(path)]
    twice = [name for name, count in Counter(case.id for case in cases).items() if count > 1]
    if not cases or twice:
        raise CasesError(
            f"More than one is called {twice[0]}." if twice else f"There are no cases in {folder}."
        )
    return cases


def _read(path: Path) -> list[Case]:
    try:
        listed: Any = yaml.safe_load(path.read_text("utf-8"))
        return [Case(**item, refused=path.name == REFUSED) for item in listed]
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError, TypeError) as error:
        raise CasesError(f"{path.name}: {error}") from error


async def evaluate(cases: Sequence[Case]) -> Report:
    """Ask for a patch for every case, then apply each by itself and look at what came of it."""
    async with passing() as workers:
        batches = [cases[at : at + AT_ONCE] for at in range(0, len(cases), AT_ONCE)]
        offered = [one for batch in batches for one in await _offered(batch, workers)]
    outcomes = await asyncio.to_thread(_outcomes, list(zip(cases, offered, strict=True)))
    wanted = [one for case, one in zip(cases, outcomes, strict=True) if not case.refused]
    refused = [one for case, one in zip(cases, outcomes, strict=True) if case.refused]
    patched = [one for one in wanted if one.patch is not None]
    return Report(
        cases=len(wanted),
        offered=len(patched),
        parse=sum(one.parses for one in patched),
        removed=sum(one.removed for one in patched),
        new_findings=sum(len(one.new) for one in patched),
        refused=len(refused),
        wrongly_offered=[one.id for one in refused if one.patch is not None],
        trouble=[one for one in wanted if not (one.parses and one.removed) or one.new]
        + [one for one in refused if not one.found],
    )


async def _offered(cases: Sequence[Case], workers: Workers) -> list[Outcome]:
    files = tuple(case.file() for case in cases)
    assessment = await assess(
        Change(files, tuple(file.path for file in files)),
        SETTINGS,
        seconds=SECONDS,
        workers=workers,
        suggestions=True,
    )
    outcomes = []
    for case in cases:
        own = [item for item in [*assessment.findings, *assessment.more] if case.names(item)]
        patch = next((item.patch for item in own if item.patch is not None), None)
        outcomes.append(Outcome(id=case.id, found=bool(own), patch=patch))
    return outcomes


def _outcomes(pairs: Sequence[tuple[Case, Outcome]]) -> list[Outcome]:
    # Spawned: a fork of a process with threads can hang.
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(_outcome, *zip(*pairs, strict=True), chunksize=4))


def _outcome(case: Case, offered: Outcome) -> Outcome:
    """Apply a patch, and look at the file with all analysers, in this process and without the reviewing."""
    after = applied(case.text, offered.patch) if offered.patch is not None else None
    if after is None:
        return offered
    before, found = _found(case.file()), _found(case.file(after))
    rules = Counter(item.rule for item in found)
    rules.subtract(item.rule for item in before)
    return offered.model_copy(
        update={
            "parses": parses(case.file(after), case.text),
            "removed": not any(case.names(item) for item in found),
            "new": sorted(rules.keys() & (+rules).keys()),
        }
    )


def _found(file: SourceFile) -> list[Finding]:
    change = Change((file,), (file.path,))
    looking = [one for one in ANALYSERS if one.name not in NOT_OF_THE_PATCH]
    return [item for one in looking for item in one.analyse(change) if isinstance(item, Finding)]
