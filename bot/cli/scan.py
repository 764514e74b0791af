"""`quarterdeck scan`: a whole folder looked at by the analysers, without anything else."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.running import print_json, run_command

if TYPE_CHECKING:
    from tools.analysis.assess import Assessment
    from tools.findings import Finding

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
FailOn = Annotated[
    str | None,
    typer.Option("--fail-on", help="Exit with 1 where a finding is this bad: critical, high, medium or low."),
]
Seconds = Annotated[float, typer.Option("--seconds", min=1, help="How long it may take.")]

EVERYTHING = 1_000_000


def scan(
    path: Annotated[Path, typer.Argument(help="A folder, or one file.")],
    as_json: AsJson = False,
    fail_on: FailOn = None,
    seconds: Seconds = 900,
) -> None:
    """Look at all files of a folder with the analysers. Needs no configuration and no network."""
    run_command(_scan(path.expanduser(), as_json, fail_on, seconds))


async def _scan(path: Path, as_json: bool, fail_on: str | None, seconds: float) -> int:
    import time
    from dataclasses import replace

    from tools.analysis.assess import assess
    from tools.analysis.local import load_tree, settings_of
    from tools.analysis.workers import passing

    worst = severity_of(fail_on)
    began = time.monotonic()
    change = await load_tree(path)
    lines = sum(len(file.changed) for file in change.files)
    typer.echo(f"{len(change.files)} files with {lines} lines are looked at …", err=True)
    settings = (await settings_of(path)).without_limits(EVERYTHING)
    async with passing() as workers:
        assessment = await assess(
            replace(change, seconds=seconds), settings, seconds=seconds, workers=workers
        )
    show(assessment, as_json)
    took = time.monotonic() - began
    typer.echo(f"{len(assessment.findings)} findings in {took:.1f} s.", err=True)
    return exit_code(assessment.findings, worst)


def show(assessment: "Assessment", as_json: bool) -> None:
    """Findings to standard output; what could not be looked at to the other one."""
    if as_json:
        print_json([row(finding) for finding in assessment.findings])
    else:
        for finding in assessment.findings:
            typer.echo(_line(finding))
    for run in assessment.runs:
        if run.problem:
            typer.secho(f"{run.name} did not (fully) run: {run.problem}", fg=typer.colors.YELLOW, err=True)
        for path, why in run.unread.items():
            typer.echo(f"{run.name} could not read {path}: {why}", err=True)
    for path, why in assessment.skipped.items():
        typer.echo(f"not looked at: {path}: {why}", err=True)


def row(finding: "Finding") -> dict[str, Any]:
    """A finding as the commands print it."""
    return {
        "path": _printable(finding.path or ""),
        "line": finding.line,
        "end_line": finding.end_line or finding.line,
        "rule": finding.rule,
        "cwe": finding.cwe,
        "severity": finding.severity.value,
        "confidence": finding.confidence,
        "title": _printable(finding.title),
        "analyser": finding.analyser,
    }


def severity_of(name: str | None) -> int | None:
    """The rank of a severity that was named.

    Raises:
        SettingsError: There is none of this name.
    """
    from bot.settings import SettingsError
    from tools.findings import Severity

    if name is None:
        return None
    try:
        return Severity(name).rank
    except ValueError:
        raise SettingsError(f"--fail-on is one of {', '.join(Severity)}, not {name!r}.") from None


def exit_code(findings: "list[Finding]", worst: int | None) -> int:
    """1 where a finding is as bad as what was named, or worse."""
    return int(worst is not None and any(finding.severity.rank <= worst for finding in findings))


def _line(finding: "Finding") -> str:
    from tools.analysis.change import shown

    weakness = f" {finding.cwe}" if finding.cwe else ""
    place = f"{shown(finding.path or '')}:{finding.line}"
    return f"{place}: {finding.severity.value}: {shown(finding.title)} [{finding.rule}{weakness}]"


def _printable(text: str) -> str:
    """A text without halves of characters, which no output takes."""
    return text.encode("utf-8", "backslashreplace").decode()
