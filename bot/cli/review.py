"""`quarterdeck review`: what one revision of a local repository has that another has not."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.running import run_command
from bot.cli.scan import AsJson, FailOn, Seconds, exit_code, severity_of, show


def review(
    repo: Annotated[Path, typer.Option("--repo", help="A local git repository.")] = Path(),
    base: Annotated[str, typer.Option("--base", help="A branch, tag or commit to compare with.")] = "HEAD",
    head: Annotated[
        str | None,
        typer.Option("--head", help="What to review; the work tree, committed or not, if left out."),
    ] = None,
    as_json: AsJson = False,
    fail_on: FailOn = None,
    seconds: Seconds = 120,
) -> None:
    """Review a change before anybody else does. Needs no configuration."""
    run_command(_review(repo.expanduser(), base, head, as_json, fail_on, seconds))


async def _review(
    repo: Path, base: str, head: str | None, as_json: bool, fail_on: str | None, seconds: float
) -> int:
    from dataclasses import replace

    from tools.analysis.assess import assess
    from tools.analysis.local import load_revisions
    from tools.analysis.workers import passing
    from tools.security.osv import Osv
    from tools.security.releases import Releases
    from tools.settings import ToolSettings

    worst = severity_of(fail_on)
    change, settings, old, new = await load_revisions(repo, base, head)
    lines = sum(len(file.changed) for file in change.files)
    what = f"{old[:8]}…{new[:8]}" if head else f"the work tree on {new[:8]}, against {old[:8]}"
    typer.echo(f"{what}: {len(change.files)} files with {lines} changed lines are looked at …", err=True)
    systems = ToolSettings()
    osv, releases = Osv(systems.osv_url, timeout=5), Releases(systems.deps_dev_url, timeout=5)
    try:
        async with passing() as workers:
            assessment = await assess(
                replace(change, seconds=seconds),
                settings,
                seconds=seconds,
                workers=workers,
                osv=osv,
                releases=releases,
            )
    finally:
        await osv.close()
        await releases.close()
    show(assessment, as_json)
    if assessment.more:
        typer.echo(f"{len(assessment.more)} more findings are not shown (see .quarterdeck.toml).", err=True)
    return exit_code([*assessment.findings, *assessment.more], worst)
