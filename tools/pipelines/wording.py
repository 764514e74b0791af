"""How moments, lengths of time and runs are written for people."""

from datetime import UTC, datetime

from tools.pipelines.base import Run, Status

_VERBS = {
    Status.SUCCESS: "succeeded",
    Status.FAILURE: "failed",
    Status.UNSTABLE: "was unstable",
    Status.ABORTED: "was aborted",
    Status.RUNNING: "is running",
    Status.SKIPPED: "was skipped",
}


def moment(at: datetime) -> str:
    """A moment in UTC, to the minute."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def length(seconds: float) -> str:
    """A length of time in its largest units."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{hours // 24} days"


def ago(at: datetime, now: datetime) -> str:
    """How long ago something was."""
    return f"{length(max((now - at).total_seconds(), 0))} ago"


def said(run: Run, now: datetime) -> str:
    """A run in a few words: `payments-build #318 failed 3 h ago`."""
    return f"{run.name} {_VERBS[run.status]} {ago(run.started_at, now)}"


def line(run: Run, now: datetime) -> str:
    """A run in one line with all that is known of it."""
    parts = [f"{said(run, now)} ({moment(run.started_at)}, took {length(run.seconds)})"]
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
