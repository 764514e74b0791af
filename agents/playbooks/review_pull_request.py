"""Reviews a pull request: what is found is kept, to be talked about and published."""

from collections.abc import Sequence

from agents.case import Case
from agents.commands import LOOK
from agents.playbooks.finding_text import inline, plain
from agents.playbooks.playbook import Draft, Outcome, Script, call, command, playbook, together
from agents.playbooks.review_text import SERIOUS
from agents.playbooks.wording import ask_back, listed, plural
from tools.findings import Severity
from tools.repos import PullResult, get_pull_request
from tools.reviews import KeptFinding, ReviewPrepared, prepare_review
from tools.tool import ToolError
from tools.toolbox import Cited

MOST_SHOWN = 5


@playbook("code-reviewer", "review_pull_request")
@command(LOOK)
def review(case: Case) -> Script:
    """Run the analysers over the changed lines; give findings at file and line, worst first."""
    names = case.names
    repository = names.repository or names.service
    if repository is None or names.pull_request is None:
        return ask_back("Which pull request? Write it as payments#42, or paste its link.")
    reviewed, pull = yield from together(
        call(prepare_review, repository=repository, number=names.pull_request),
        call(get_pull_request, repository=repository, number=names.pull_request),
    )
    if isinstance(reviewed, ToolError):
        raise reviewed
    found: ReviewPrepared = reviewed.result
    if found.review is None:
        return Draft(f"**No review**: {found.skipped} [{reviewed.id}].")
    lines = [_lead(reviewed, pull), _worst(found.standing, reviewed.id), *_people(pull)]
    details = [f"{reviewed.content}\n\nFrom the analysers [{reviewed.id}]."]
    if isinstance(pull, Cited):
        details.append(f"{pull.content}\n\nFrom the pull request [{pull.id}].")
    return Draft("\n\n".join(line for line in lines if line), details="\n\n".join(details))


def _lead(reviewed: Cited[ReviewPrepared], pull: Outcome) -> str:
    """What was found in what, what became of what was found before, and what was not looked at."""
    found, evidence = reviewed.result, reviewed.id
    title = f" “{plain(pull.result.pull_request.title)}”" if isinstance(pull, Cited) else ""
    where = f"in {found.repository}#{found.number}{title} [{evidence}]"
    still = len(found.standing) - len(found.new)
    before = bool(found.known or found.gone)
    count, kind = len(found.new), "new finding" if before else "finding"
    serious = sum(Severity(one.severity).rank <= SERIOUS for one in found.new)
    worst = f", {plural(serious, 'serious one') if serious else 'none of them serious'}," if count else ""
    lead = f"**{plural(count, kind) if count else f'No {kind}s'}**{worst} {where}."
    if still:
        lead += (
            f" {still} of those at the pull request {'is' if still == 1 else 'are'} still there [{evidence}]."
        )
    if found.gone:
        lead += f" {found.gone} {'is' if found.gone == 1 else 'are'} gone from the code [{evidence}]."
    coverage = found.coverage
    if more := int(coverage.get("more") or 0):
        lead += f" {more} more {'is' if more == 1 else 'are'} left out of it [{evidence}]."
    if failed := coverage.get("failed"):
        lead += f" :warning: Did not (fully) run: {', '.join(map(str, failed))} [{evidence}]."
    if skipped := coverage.get("skipped"):
        lead += f" Not looked at: {plural(len(skipped), 'file')} [{evidence}]."
    return lead


def _worst(findings: Sequence[KeptFinding], evidence: str) -> str:
    ranked = sorted(findings, key=lambda one: (Severity(one.severity).rank, -one.confidence))
    lines = [
        f"{Severity(one.severity).mark} `{inline(one.place)}` {plain(one.title)} [{evidence}]"
        for one in ranked
    ]
    return listed(lines, MOST_SHOWN)


def _people(pull: Outcome) -> list[str]:
    if not isinstance(pull, Cited):
        return []
    result: PullResult = pull.result
    detail = result.pull_request
    approved = list(dict.fromkeys(one.author for one in detail.reviews if one.state == "approved"))
    asked = [f"{one.author}: “{plain(one.body.partition(chr(10))[0][:160])}”" for one in detail.comments]
    lines = [f"Approved by {', '.join(approved) or 'nobody yet'} [{pull.id}]."]
    if asked:
        lines.append(f"Said about it [{pull.id}]: {'; '.join(asked[:2])}")
    return ["\n".join(lines)]
