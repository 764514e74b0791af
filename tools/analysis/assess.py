"""Runs all analysers over a change and makes one ranked list of what they found."""

import asyncio
from collections.abc import Awaitable, Collection, Mapping, Sequence
from dataclasses import replace

from pydantic import BaseModel, ConfigDict

from tools.analysis import dependency_licences, known_holes
from tools.analysis.analysers import ANALYSERS
from tools.analysis.change import Analyser, Change, Unread
from tools.analysis.fingerprint import fingerprints
from tools.analysis.merge import merged
from tools.analysis.ranking import Dismissals, ranked
from tools.analysis.review_settings import ReviewSettings
from tools.analysis.running import AnalyserRun, Heard, count_of, run_apart
from tools.analysis.suggestions import suggest, without_patches
from tools.analysis.verdicts import FLOW, weighed
from tools.analysis.workers import Workers
from tools.findings import Dropped, Finding
from tools.security.osv import Osv
from tools.security.releases import Releases
from tools.stages import Tell, stage, tell_nobody


class Assessment(BaseModel):
    """What was found on the changed lines, the worst first.

    Args:
        more: findings beyond the number that a review may have.
        doubted: findings that are less bad or less sure than the repository wants to hear of.
        skipped: files that were not looked at, and why.
        covered: files that were.
        dropped: what a model called harmless, where one was asked, and why.
        summary: what the change does by the model's account.
    """

    model_config = ConfigDict(frozen=True)

    findings: list[Finding] = []
    more: list[Finding] = []
    doubted: list[Finding] = []
    runs: list[AnalyserRun] = []
    skipped: dict[str, str] = {}
    covered: list[str] = []
    dropped: list[Dropped] = []
    summary: str = ""


async def assess(
    change: Change,
    settings: ReviewSettings | None = None,
    *,
    seconds: float,
    workers: Workers,
    analysers: Sequence[Analyser] = ANALYSERS,
    dismissals: Dismissals | None = None,
    osv: Osv | None = None,
    releases: Releases | None = None,
    suggestions: bool = False,
    taken: Collection[str] = (),
    tell: Tell = tell_nobody,
) -> Assessment:
    """Look at a change with all analysers, side by side and apart from this process.

    An analyser that fails, crashes or takes too long is named in `runs` with what it found until then.

    Args:
        change: What to look at.
        settings: The repository's own, from the base of the change.
        seconds: How long all of it may take; what has not ended by then is ended.
        workers: Where the process for the analysers comes from.
        analysers: Which to run.
        dismissals: For each rule how many of its findings people dismissed, of how many.
        osv: Where known holes of added packages are looked up; they are not without it.
        releases: Where the licences of added packages are.
        suggestions: Whether to look for patches in the time that is left; without it there are none.
        taken: Fingerprints of what is said in any case, for people want it: it gets patches, too.
        tell: Takes word of how far it is.
    """
    ends = asyncio.get_running_loop().time() + seconds
    settings = settings or ReviewSettings()
    change = settings.within(change)
    wanted = tuple(item for item in analysers if not settings.is_off(item.name))
    heard = {
        name: Heard() for name in (*(item.name for item in wanted), *_looked_up(settings, osv, releases))
    }
    if change.files or change.gone:
        limited = replace(change, seconds=min(change.seconds, seconds))
        async with stage(tell, "analysers", lambda: count_of(heard)):
            await asyncio.gather(
                run_apart(wanted, limited, seconds, heard, workers),
                _known_holes(change, osv, seconds, heard),
                _licences(change, releases, settings, seconds, heard),
            )
    else:
        heard = {name: Heard(problem=None, ended=True) for name in heard}
    kept, doubted = await asyncio.to_thread(_kept, heard, change, settings)
    chosen, more = ranked(kept, settings.most_comments, settings.most_per_file, dismissals)
    left = ends - asyncio.get_running_loop().time() if suggestions else 0.0
    places = await asyncio.to_thread(_taken, chosen, more, change, taken) if taken else []
    said = [*chosen, *(more[at] for at in places)]
    said = await suggest(said, change, heard, wanted, left, workers, tell)
    return Assessment(
        findings=said[: len(chosen)],
        more=_in_places(without_patches(more), places, said[len(chosen) :]),
        doubted=without_patches(doubted),
        runs=[item.run(name) for name, item in heard.items()],
        skipped=dict(change.skipped),
        covered=[file.path for file in change.files],
    )


def _looked_up(settings: ReviewSettings, osv: Osv | None, releases: Releases | None) -> list[str]:
    """Who asks others over the network."""
    sources = [(known_holes.NAME, osv), (dependency_licences.NAME, releases)]
    return [name for name, source in sources if source is not None and not settings.is_off(name)]


def _taken(
    chosen: Sequence[Finding], more: Sequence[Finding], change: Change, taken: Collection[str]
) -> list[int]:
    """Where among those that there is no room for the ones stand that people have taken in."""
    marks = fingerprints([*chosen, *more], change.files)[len(chosen) :]
    return [at for at, mark in enumerate(marks) if mark in taken]


def _in_places(
    findings: Sequence[Finding], places: Sequence[int], others: Sequence[Finding]
) -> list[Finding]:
    """Findings with others at some places."""
    there = dict(zip(places, others, strict=True))
    return [there.get(at, finding) for at, finding in enumerate(findings)]


def _kept(
    heard: Mapping[str, Heard], change: Change, settings: ReviewSettings
) -> tuple[list[Finding], list[Finding]]:
    """What the repository wants to hear of, and what is only too harmless or too unsure for it."""
    flow = heard.get(FLOW)
    unread = flow.unread if flow is not None and flow.problem is None else None
    found = [finding for item in heard.values() for finding in item.findings]
    every = _concluded(found, unread, change)
    kept = [item for item in every if settings.wants(item)]
    off = settings.rules.off
    return kept, [item for item in every if not settings.wants(item) and item.rule not in off]


def concluded(
    found: Sequence[Finding], unread: Sequence[Unread] | None, change: Change, settings: ReviewSettings
) -> list[Finding]:
    """What all analysers' findings come to: weighed, without repeats, and as bad and sure as is wanted.

    Args:
        found: Of all analysers.
        unread: What the flow analysis could not look at; None where it did not run to its end.
        change: What they looked at.
        settings: What the repository wants.
    """
    return [item for item in _concluded(found, unread, change) if settings.wants(item)]


def _concluded(found: Sequence[Finding], unread: Sequence[Unread] | None, change: Change) -> list[Finding]:
    weighted = found if unread is None else weighed(found, change, unread)
    return merged(weighted, change)


async def _known_holes(change: Change, osv: Osv | None, seconds: float, heard: Mapping[str, Heard]) -> None:
    item = heard.get(known_holes.NAME)
    if item is not None and osv is not None:
        await _look_up(item, known_holes.known_holes(change, osv), seconds, "OSV")


async def _licences(
    change: Change,
    releases: Releases | None,
    settings: ReviewSettings,
    seconds: float,
    heard: Mapping[str, Heard],
) -> None:
    item = heard.get(dependency_licences.NAME)
    if item is not None and releases is not None:
        looking = dependency_licences.dependency_licences(change, releases, settings.licences.allowed)
        await _look_up(item, looking, seconds, "deps.dev")


async def _look_up(
    item: Heard, looking: Awaitable[tuple[list[Finding], str | None]], seconds: float, name: str
) -> None:
    began = asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout(seconds):
            item.findings, item.problem = await looking
    except TimeoutError:
        item.problem = f"{name} did not answer in time; try again later"
    item.seconds, item.ended = round(asyncio.get_running_loop().time() - began, 3), True
