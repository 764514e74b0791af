"""How runs are written for people."""

from datetime import datetime, timedelta

from tools.periods import moment, span
from tools.pipelines.base import Run, Status

_VERBS = {
    Status.SUCCESS: "succeeded",
    Status.FAILURE: "failed",
    Status.UNSTABLE: "was unstable",
    Status.ABORTED: "was aborted",
    Status.RUNNING: "is running",
    Status.SKIPPED: "was skipped",
}


def ago(at: datetime, now: datetime) -> str:
    """How long ago something was."""
    return f"{span(max(now - at, timedelta()))} ago"


def said(run: Run, now: datetime) -> str:
    """A run in a few words: `payments-build #318 failed 3 h ago`."""
    return f"{run.name} {_VERBS[run.status]} {ago(run.started_at, now)}"


def line(run: Run, now: datetime) -> str:
    """A run in one line with all that is known of it."""
    parts = [f"{said(run, now)} ({moment(run.started_at)}, took {span(timedelta(seconds=run.seconds))})"]
    if run.version:
        parts.append(f"version {run.version}")
    if run.environment:
        parts.append(f"to {run.environment}")
    if run.branch and not run.version:
        parts.append(f"branch {run.branch}")
    if run.commit:
        parts.append(f"commit {run.commit[:9]}")
    if run.cause:
        parts.append(run.cause[0].lower() + run.cause[1:])
    return ", ".join(parts)
