"""Where a repository's code costs most, and what to do first."""

from agents.case import Case
from agents.playbooks.playbook import Draft, Script, playbook, use
from agents.playbooks.wording import ask_back, plural
from tools.analysis.debt import TechnicalDebt, technical_debt
from tools.toolbox import Cited

MOST_HOTSPOTS = 3
MOST_STEPS = 4


@playbook("code-reviewer", "technical_debt")
def debt(case: Case) -> Script:
    """Measure hotspots (changes × complexity), copies and old packages; propose steps with their gain."""
    repository = case.here.repository or case.here.service
    if repository is None:
        return ask_back("Of which repository? Name it, such as payments.")
    found = yield from use(technical_debt, repository=repository)
    lines = [_lead(found), _hotspots(found), _steps(found)]
    return Draft(
        "\n\n".join(line for line in lines if line),
        details=f"{found.content}\n\nMeasured from its files and history [{found.id}].",
    )


def _lead(found: Cited[TechnicalDebt]) -> str:
    result = found.result
    first, last = result.moments[0], result.moments[-1]
    lead = (
        f"**{result.repository}** has {result.lines:,} lines of code with "
        f"a complexity of {last.ways_per_hundred_lines:.1f} for each hundred; "
        f"{last.copied:.1%} are copies [{found.id}]."
    )
    if first.sha == last.sha:
        return lead
    change = last.ways_per_hundred_lines - first.ways_per_hundred_lines
    became = "harder" if change > 0 else "easier" if change < 0 else "neither harder nor easier"
    return (
        f"{lead} Since {first.at:%-d %B} it became {became} to follow "
        f"({first.ways_per_hundred_lines:.1f} → {last.ways_per_hundred_lines:.1f}) [{found.id}]."
    )


def _hotspots(found: Cited[TechnicalDebt]) -> str:
    spots = found.result.hotspots[:MOST_HOTSPOTS]
    if not spots:
        return f"No program file was changed twice in {found.result.days} days [{found.id}]."
    lines = [
        f"- `{spot.path}`: {spot.share:.0%} of all change × complexity, "
        f"{plural(spot.commits, 'change')} by {spot.authors} {'person' if spot.authors == 1 else 'people'} "
        f"[{found.id}]"
        for spot in spots
    ]
    return "Where it costs most:\n" + "\n".join(lines)


def _steps(found: Cited[TechnicalDebt]) -> str:
    result = found.result
    lines = [
        f"- {step.title} (`{step.path}`): {step.gain} [{found.id}]" for step in result.steps[:MOST_STEPS]
    ]
    lines += [f"- Add {name}: {why} [{found.id}]" for name, why in result.missing.items()]
    return "Worth doing:\n" + "\n".join(lines) if lines else f"No single step stands out [{found.id}]."
