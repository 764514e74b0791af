"""Makes patches for findings and keeps those that are proven to mend them."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from tools.analysis.change import Analyser, Change
from tools.analysis.running import Heard, run_apart
from tools.analysis.suggestions.copies import OF_ONE_FILE, Copy, checkers, copy_of
from tools.analysis.suggestions.drafting import Drafting
from tools.analysis.suggestions.patches import fits, in_words, reaching
from tools.analysis.suggestions.proving import is_gone, new_ones
from tools.analysis.verdicts import FLOW
from tools.analysis.workers import Workers
from tools.findings import Finding
from tools.stages import Tell, stage, tell_nobody

MOST_PATCHES = 40
LEAST_SECONDS = 2.0  # starting the analysers takes about one of them
FOR_DRAFTS = 0.3  # of the time


async def suggest(
    findings: Sequence[Finding],
    change: Change,
    heard: Mapping[str, Heard],
    analysers: Sequence[Analyser],
    seconds: float,
    workers: Workers,
    tell: Tell = tell_nobody,
) -> list[Finding]:
    """The findings with a patch where one is proven, and without one where none is.

    Every patch is applied to a copy of its file, and the same analysers look at all copies at once, apart
    from this process. What is not looked at in time is not proven.

    Args:
        findings: What is shown of the findings.
        change: What they were found in.
        heard: What each analyser said about it.
        analysers: Those that looked at it.
        seconds: How long all of it may take.
        workers: Where the process for the analysers comes from.
        tell: Takes word of how many are tried, and kept.
    """
    if seconds < LEAST_SECONDS or not findings:
        return without_patches(findings)
    ends = asyncio.get_running_loop().time() + seconds
    async with stage(tell, "fixes", lambda: "Looking for fixes") as part:
        drafts = await _drafts(findings, change, seconds * FOR_DRAFTS, workers)
        numbered = enumerate(drafts[:MOST_PATCHES])
        copies = [copy for number, draft in numbered if (copy := copy_of(draft, change, number))]
        part.title = lambda: f"Trying {_fixes(len(copies))}"
        proven = await _proven(copies, change, heard, analysers, ends, workers)
        mended = [_with_the_best(finding, proven) for finding in findings]
        kept = sum(one.patch is not None for one in mended)
        tried = f"{_fixes(len(copies))} tried, {kept} kept" if copies else "No ready-made fix to try"
        part.title = lambda: tried
    return mended


async def _proven(
    copies: Sequence[Copy],
    change: Change,
    heard: Mapping[str, Heard],
    analysers: Sequence[Analyser],
    ends: float,
    workers: Workers,
) -> list[Copy]:
    """The copies whose patches do what they should, as far as there is time to look at them."""
    left = ends - asyncio.get_running_loop().time()
    if not copies or left < LEAST_SECONDS:
        return []
    looked = tuple(replace(copy.file) for copy in copies)
    checking = checkers(copies, change, analysers)
    again = {item.name: Heard() for item in checking}
    tried = replace(change, files=looked, context={}, root=None, seconds=left)
    await run_apart(checking, tried, left, again, workers)
    return [copy for copy in copies if is_proven(copy, heard, again)]


def _fixes(count: int) -> str:
    return f"{count} fix{'es' * (count != 1)}"


def without_patches(findings: Iterable[Finding]) -> list[Finding]:
    """The findings with their words alone: no patch is offered that nobody has tried."""
    return [finding.model_copy(update={"patch": None}) for finding in findings]


def is_proven(copy: Copy, heard: Mapping[str, Heard], again: Mapping[str, Heard]) -> bool:
    """Whether a patch leaves a file that parses, without the finding and without a new one."""
    own = f"{FLOW} {copy.file.path}"
    asked = {name: item for name, item in again.items() if not name.startswith(f"{FLOW} ") or name == own}
    followed = {FLOW} if own in asked else set()
    if not set(copy.finding.analyser.split(", ")) <= OF_ONE_FILE | followed:
        return False
    if any(item.problem for item in asked.values()) or _unread(copy, heard, asked):
        return False
    found = {name: item for name, item in heard.items() if name in OF_ONE_FILE | followed}
    before = [item for said in found.values() for item in said.findings if item.path == copy.before.path]
    after = [item for said in asked.values() for item in said.findings if item.path == copy.file.path]
    return is_gone(copy, before, after) and not new_ones(copy, before, after)


def _unread(copy: Copy, heard: Mapping[str, Heard], again: Mapping[str, Heard]) -> bool:
    """Whether an analyser could not look at the copy that could look at the file."""
    for name, said in again.items():
        first = heard.get(name.partition(" ")[0] if name.startswith(f"{FLOW} ") else name, Heard())
        old = {item.path for item in first.unread}
        for item in said.unread:
            path = copy.before.path if item.path == copy.file.path else item.path
            if path in (None, copy.before.path) and path not in old:
                return True
    return False


async def _drafts(
    findings: Sequence[Finding], change: Change, seconds: float, workers: Workers
) -> list[Finding]:
    """Findings with a patch each, in the order in which they are worth trying."""
    drafting = Drafting(findings)
    heard = {drafting.name: Heard()}
    files = tuple(file for file in change.files if any(file.path == item.path for item in findings))
    await run_apart((drafting,), Change(files, seconds=seconds), seconds, heard, workers)
    return heard[drafting.name].findings


def _with_the_best(finding: Finding, proven: Sequence[Copy]) -> Finding:
    bare = finding.model_copy(update={"patch": None})
    words: str | None = None
    for copy in proven:
        # What came back from another process has no parts.
        if copy.finding.model_copy(update={"patch": None, "parts": finding.parts}) != bare:
            continue
        patch = reaching(copy.patch, finding, copy.before.text)
        if fits(patch, finding, copy.before.changed):
            return finding.model_copy(update={"patch": patch})
        words = words or in_words(copy.before.text, copy.patch)
    return bare.model_copy(update={"suggestion": words}) if words else bare
