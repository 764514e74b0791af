"""Takes a model's word on a review as far as it can be checked.

A finding that it drops stays on record with its reason, and secrets and what is critical and sure can't be
dropped at all. What it finds itself must stand on a changed line that it quotes.
"""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from html import unescape

from tools.analysis.assess import Assessment
from tools.analysis.change import Change, SourceFile
from tools.analysis.judging import (
    MODEL,
    Exhibit,
    Judge,
    JudgeError,
    Opinion,
    OwnFinding,
    Reading,
    ShownLine,
    Stance,
)
from tools.analysis.plain_code import LEFT_OUT, plain_lines, without_quoted
from tools.analysis.plain_words import plain_words, speaks_of_what_is_there
from tools.analysis.ranking import Dismissals, ranked
from tools.analysis.review_settings import ReviewSettings
from tools.analysis.running import AnalyserRun
from tools.analysis.weaknesses import kind_of
from tools.findings import Dropped, Finding, Severity
from tools.redaction import redact
from tools.stages import Tell, stage, tell_nobody

AROUND = 20  # lines of code before and after a finding that a judge sees
MOST_LINES = 160  # of one finding
MOST_OWN = 5  # findings of the model's own in one review
SUREST = 0.7  # that the model is of what nobody else has found
NEAR = 2  # lines between two findings that are one
LONGEST_TITLE, LONGEST_WHY, LONGEST_REASON, LONGEST_SUMMARY = 140, 700, 300, 700
LEAST_QUOTE = 3  # letters and digits
SURE = 0.9
_CWE = re.compile(r"CWE-[1-9]\d{0,4}")


async def second_opinion(
    assessment: Assessment,
    change: Change,
    judge: Judge | None,
    settings: ReviewSettings | None = None,
    dismissals: Dismissals | None = None,
    tell: Tell = tell_nobody,
) -> Assessment:
    """An assessment as a model leaves it; without a model, as it is.

    `runs` says whether it could be asked, and `dropped` what it took away and why.

    Args:
        assessment: What the analysers found.
        change: What they looked at.
        judge: Who has the model.
        settings: What the repository wants.
        dismissals: What its people did with findings before.
        tell: Takes word of it.
    """
    settings = settings or ReviewSettings()
    change = settings.within(change)
    if judge is None or settings.is_off(MODEL) or not change.files:
        return assessment
    began = asyncio.get_running_loop().time()
    async with stage(tell, "model", lambda: "The model reads the change"):
        judged, reading = await asyncio.gather(
            _judged(assessment.findings, change, judge), _read(assessment, change, judge)
        )
    findings, dropped, judging_troubles = judged
    said, reading_troubles = reading
    existing = [*assessment.findings, *assessment.more]
    found = await asyncio.to_thread(own_findings, said.found, change, existing)
    own = [one for one in found if settings.wants(one)]
    chosen, more = ranked([*findings, *own], settings.most_comments, settings.most_per_file, dismissals)
    troubles = list(dict.fromkeys([*judging_troubles, *reading_troubles]))
    run = AnalyserRun(
        name=MODEL,
        findings=len(own),
        seconds=round(asyncio.get_running_loop().time() - began, 3),
        problem="; ".join(troubles) or None,
        unread=dict.fromkeys(sorted(said.unread), "the change is too long for one reading"),
    )
    return assessment.model_copy(
        update={
            "findings": chosen,
            "more": [*more, *assessment.more],
            "dropped": dropped,
            "runs": [*assessment.runs, run],
            "summary": await asyncio.to_thread(_summary, said.summary, change),
        }
    )


async def _judged(
    findings: Sequence[Finding], change: Change, judge: Judge
) -> tuple[list[Finding], list[Dropped], list[str]]:
    """The findings that stand, those that were dropped, and why some could not be judged."""
    by_file = await exhibits(findings, change)
    answers = await asyncio.gather(*(_opinions(judge, file, shown) for file, shown in by_file))
    kept = {id(finding): finding for finding in findings}
    dropped: list[Dropped] = []
    troubles = [trouble for _, trouble in answers if trouble]
    for (_, shown), (opinions, _) in zip(by_file, answers, strict=True):
        for exhibit in shown:
            result = settled(exhibit, opinions.get(exhibit.number))
            if isinstance(result, Dropped):
                dropped.append(result)
                del kept[id(exhibit.finding)]
            else:
                kept[id(exhibit.finding)] = result
    return list(kept.values()), dropped, [f"the findings were not (all) judged: {why}" for why in troubles]


async def _opinions(
    judge: Judge, file: SourceFile, shown: Sequence[Exhibit]
) -> tuple[dict[int, Opinion], str | None]:
    try:
        said = await judge.judge(file.language or "", shown)
    except JudgeError as error:
        return {}, str(error)
    by_number: dict[int, Opinion] = {}
    for opinion in said:
        by_number.setdefault(opinion.number, opinion)
    return by_number, None


async def _read(assessment: Assessment, change: Change, judge: Judge) -> tuple[Reading, list[str]]:
    try:
        return await judge.read(change, assessment.findings), []
    except JudgeError as error:
        return Reading(), [f"it did not read the change: {error}"]


async def exhibits(
    findings: Sequence[Finding], change: Change
) -> list[tuple[SourceFile, tuple[Exhibit, ...]]]:
    """What a judge is shown, by file; nothing of files whose words can't be told from their code."""
    files = {file.path: file for file in change.files if file.language is not None}
    texts = {path: file.text for path, file in files.items()}
    texts |= {path: text for path, text in change.context.items() if _language(path) and path not in texts}
    wanted: dict[str, set[int]] = {}
    for finding in findings:
        if finding.path in files and finding.line is not None:
            wanted.setdefault(finding.path or "", set()).update(_around(finding, files[finding.path or ""]))
            for step in finding.steps:
                if step.path in texts:
                    wanted.setdefault(step.path, set()).add(step.line)
    plain = await plain_lines(
        {path: (texts[path], _language(path) or "", lines) for path, lines in wanted.items()}
    )
    names = _names([*change.paths, *files, *texts])
    shown: dict[str, list[Exhibit]] = {}
    for finding in findings:
        path = finding.path or ""
        if path in plain and path in files and finding.line is not None:
            some = shown.setdefault(path, [])
            some.append(_exhibit(len(some) + 1, finding, files[path], plain, names))
    return [(files[path], tuple(some)) for path, some in shown.items()]


def _language(path: str) -> str | None:
    return SourceFile(path, "", frozenset()).language


def _around(finding: Finding, file: SourceFile) -> range:
    first = finding.line or 1
    last = min(max(finding.end_line or first, first), first + MOST_LINES - 2 * AROUND)
    return range(max(first - AROUND, 1), min(last + AROUND, len(file.lines)) + 1)


def _exhibit(
    number: int,
    finding: Finding,
    file: SourceFile,
    plain: Mapping[str, Mapping[int, str]],
    names: Sequence[str],
) -> Exhibit:
    lines = plain[file.path]
    code = tuple(ShownLine(at, lines[at], at in file.changed) for at in _around(finding, file) if at in lines)
    way = [(step.line, plain.get(step.path, {}).get(step.line)) for step in finding.steps]
    steps = tuple(ShownLine(at, text) for at, text in way if text)
    title = redact(finding.title)
    for name in names:
        title = title.replace(name, LEFT_OUT)
    return Exhibit(number, finding, without_quoted(title), code, steps)


def _names(paths: Iterable[str]) -> list[str]:
    """Paths and names of files, as they may stand in titles: people wrote those, too. Longest first."""
    found = {name for path in paths for name in (path, path.rpartition("/")[2]) if len(name) > 1}
    return sorted(found, key=len, reverse=True)


def settled(exhibit: Exhibit, opinion: Opinion | None) -> Finding | Dropped:
    """What becomes of a finding by an opinion: what can't be believed changes nothing."""
    finding = exhibit.finding
    if opinion is None or opinion.stance is Stance.KEEP:
        return finding
    if opinion.stance is Stance.REWORD:
        return _reworded(finding, opinion)
    reason = plain_words(opinion.reason, LONGEST_REASON)
    if reason is None or is_protected(finding) or not _is_shown(opinion.quote, exhibit):
        return finding
    return Dropped(finding=finding, reason=reason)


def is_protected(finding: Finding) -> bool:
    """Whether no model may drop it: a secret, or something critical that analysers are sure of."""
    secret = kind_of(finding.cwe) == "CWE-798" or finding.rule.startswith("secret")
    secret = secret or "secrets" in finding.analyser.split(", ")
    return secret or (finding.severity is Severity.CRITICAL and finding.confidence >= SURE)


def _reworded(finding: Finding, opinion: Opinion) -> Finding:
    words = {
        "title": plain_words(opinion.title, LONGEST_TITLE),
        "why": plain_words(opinion.why, LONGEST_WHY),
    }
    return finding.model_copy(update={name: text for name, text in words.items() if text is not None})


def _is_shown(quote: str, exhibit: Exhibit) -> bool:
    """Whether a quote is code that the judge has seen."""
    wanted = _normal(quote)
    if len(re.findall(r"\w", wanted)) < LEAST_QUOTE or wanted.strip(LEFT_OUT + " ") == "":
        return False
    return any(wanted in _normal(line.text) for line in (*exhibit.code, *exhibit.steps))


def own_findings(found: Iterable[OwnFinding], change: Change, existing: Sequence[Finding]) -> list[Finding]:
    """What the model has seen itself and can show: on changed lines, with the code as its evidence."""
    kept: list[Finding] = []
    for one in found:
        finding = _own(one, change)
        if finding is None or any(_is_same(finding, other) for other in (*existing, *kept)):
            continue
        kept.append(finding)
        if len(kept) == MOST_OWN:
            break
    return kept


def _own(one: OwnFinding, change: Change) -> Finding | None:
    file = change.file(one.path)
    title, why = plain_words(one.title, LONGEST_TITLE), plain_words(one.why, LONGEST_WHY)
    if file is None or one.line not in file.changed or title is None or why is None:
        return None
    quote, line = _normal(one.quote), file.line(one.line)
    if len(re.findall(r"\w", quote)) < LEAST_QUOTE or not any(
        quote in _normal(text) for text in (line, redact(line))
    ):
        return None
    return Finding(
        title=title,
        severity=one.severity,
        confidence=round(min(max(one.confidence, 0.0), SUREST), 2),
        rule=MODEL,
        path=one.path,
        line=one.line,
        end_line=one.line,
        why=why,
        analyser=MODEL,
        cwe=one.cwe if one.cwe and _CWE.fullmatch(one.cwe) else None,
    )


def _is_same(finding: Finding, other: Finding) -> bool:
    """The same weakness, a line or two away at most; or at the same line something of no known kind."""
    if finding.path != other.path or other.line is None or finding.line is None:
        return False
    kind, other_kind = kind_of(finding.cwe), kind_of(other.cwe)
    if kind is None or other_kind is None:
        return finding.line == other.line
    last = other.end_line or other.line
    return kind == other_kind and other.line - NEAR <= finding.line <= last + NEAR


def _normal(text: str) -> str:
    return " ".join(unescape(text).split())


def _summary(said: str, change: Change) -> str:
    """What the model says that the change does, if it speaks of nothing that is not there."""
    text = plain_words(said, LONGEST_SUMMARY)
    return text if text is not None and speaks_of_what_is_there(text, change) else ""
