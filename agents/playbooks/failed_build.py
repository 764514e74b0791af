"""Why a build or deploy failed."""

import re
from typing import Any

from agents.case import Case
from agents.playbooks.playbook import Call, Draft, Script, call, playbook, use
from agents.playbooks.wording import ask_back, moment, pipeline_or_service
from tools.pipelines import FailureReport, LogExcerpt, Suspect, last_failure, read_console
from tools.repos import CommitResult, get_commit
from tools.toolbox import Cited

MOST_LINES = 6
LINES_BEFORE = 5
# Blank lines, headings, and pytest's retelling of how each value came about ("E  +  where …").
NOISE = re.compile(r"\s*|[=_-]{4,}.*[=_-]{4,}|E\s+\+ .*")


@playbook("devops-engineer", "failed_build")
def failed_build(case: Case) -> Script:
    """Take the last failed run: stage, failed tests, deciding log lines, the commits since it last worked.

    Read the log and the likeliest commit, and say what speaks for it.
    """
    names = case.here
    subject = pipeline_or_service(names)
    if subject is None:
        return ask_back("Which service or pipeline do you mean?")
    failure = yield from use(last_failure, name=subject)
    details = failure.result.details
    if details is None:
        return Draft(f"{failure.title} [{failure.id}].")
    calls: list[Call[Any]] = [call(read_console, pipeline=details.run.pipeline, number=details.run.number)]
    suspects, repository = failure.result.suspects, names.repository or names.service
    if suspects and repository:
        calls.append(call(get_commit, repository=repository, commit=suspects[0].change.commit))
    outcomes = yield calls
    log, commit = outcomes[0], outcomes[1] if len(outcomes) > 1 else None
    log_id = log.id if isinstance(log, Cited) else failure.id
    return Draft(
        _text(failure, log_id, commit if isinstance(commit, Cited) else None),
        details=f"{failure.content}\n\nFrom the pipeline [{failure.id}].",
    )


def _text(failure: Cited[FailureReport], log_id: str, commit: Cited[CommitResult] | None) -> str:
    result = failure.result
    lines = [f"**{_headline(result)}** [{failure.id}]"]
    if result.details and result.details.failed_tests:
        first = result.details.failed_tests[0]
        lines.append(f"`{first.name}`: {(first.message or '').partition(chr(10))[0]} [{failure.id}]")
    if result.excerpts:
        lines.append(f"The log says [{log_id}]:\n```\n{_deciding(result.excerpts)}\n```")
    if result.suspects:
        lines.append(_suspect(result.suspects[0], failure.id, commit))
    elif result.last_success is None:
        lines.append(f"No earlier success was found, so no commit can be singled out [{failure.id}].")
    if result.recovered is not None:
        lines.append(f"It works again since {result.recovered.name} [{failure.id}].")
    elif result.source == "jenkins" and result.details is not None:
        lines.append(f"To try it again: “@Quarterdeck run {result.details.run.pipeline} again”.")
    return "\n\n".join(lines)


def _headline(result: FailureReport) -> str:
    assert result.details is not None, "only called for a failure that was found"
    run, stage = result.details.run, result.details.failed_stage
    where = f" in stage {stage.name}" if stage else ""
    return f"{run.name} failed{where}, {moment(run.started_at)}."


def _deciding(excerpts: list[LogExcerpt]) -> str:
    """The lines that lead up to the deciding one, without noise: what was expected, and what came."""
    best = max(excerpts, key=lambda excerpt: excerpt.weight)
    lines = [line for line in best.text.splitlines() if not NOISE.fullmatch(line)]
    at = next((number for number, line in enumerate(lines) if line == best.deciding), 0)
    start = max(at - LINES_BEFORE, 0)
    return "\n".join(lines[start : start + MOST_LINES])


def _suspect(suspect: Suspect, failure_id: str, commit: Cited[CommitResult] | None) -> str:
    change = suspect.change
    ids = f"[{failure_id}]" + (f"[{commit.id}]" if commit else "")
    sure = "Likely cause" if suspect.reasons else "Nothing but its time points to"
    why = f": {'; '.join(suspect.reasons)}" if suspect.reasons else ""
    return f"{sure} `{change.commit[:8]}` “{change.subject}” by {change.author}{why} {ids}."
