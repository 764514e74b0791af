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
    # Where the findings are shown as a list below, they are not told twice.
    board = case.boards and bool(found.new or found.known or found.gone)
    lines = [
        " ".join(_verdict(reviewed, pull, board=board)),
        f"{plain(found.summary)} [{reviewed.id}]" if found.summary else "",
        "" if board else _worst(_ranked(found), reviewed.id),
        *_people(pull),
    ]
    details = [f"{reviewed.content}\n\nFrom the analysers [{reviewed.id}]."]
    if isinstance(pull, Cited):
        details.append(f"{pull.content}\n\nFrom the pull request [{pull.id}].")
    return Draft("\n\n".join(line for line in lines if line), details="\n\n".join(details))


def _verdict(reviewed: Cited[ReviewPrepared], pull: Outcome, *, board: bool) -> list[str]:
    """What was found in what, how risky it is, what became of earlier ones, what was not looked at."""
    found, evidence = reviewed.result, reviewed.id
    said = [_lead(reviewed, pull)]
    if ranked := _ranked(found):
        worst = ranked[0]
        said.append(f"Risk: **{Severity(worst.severity).risk}**.")
        if board:
            said.append(f"Look first at `{inline(worst.place)}`: {plain(worst.title)} [{evidence}].")
    if still := len(found.standing) - len(found.new):
        are = "is" if still == 1 else "are"
        said.append(f"{still} of those at the pull request {are} still there [{evidence}].")
    if found.gone:
        said.append(f"{found.gone} {'is' if found.gone == 1 else 'are'} gone from the code [{evidence}].")
    if failed := found.coverage.get("failed"):
        said.append(f":warning: Did not (fully) run: {', '.join(map(str, failed))} [{evidence}].")
    return said if board else [*said, *_left_out(found, evidence)]


def _lead(reviewed: Cited[ReviewPrepared], pull: Outcome) -> str:
    """How many findings there are in what, and what that changes."""
    found, where = reviewed.result, f"{reviewed.result.repository}#{reviewed.result.number}"
    if isinstance(pull, Cited):
        detail = pull.result.pull_request
        size = f"{plural(len(detail.files), 'file')}, +{detail.additions} −{detail.deletions}"
        where += f" “{plain(detail.title)}” ({size} [{pull.id}])"
    count = len(found.new)
    kind = "new finding" if found.known or found.gone else "finding"
    serious = sum(Severity(one.severity).rank <= SERIOUS for one in found.new)
    worst = f", {plural(serious, 'serious one') if serious else 'none of them serious'}," if count else ""
    return f"**{plural(count, kind) if count else f'No {kind}s'}**{worst} in {where} [{reviewed.id}]."


def _left_out(found: ReviewPrepared, evidence: str) -> list[str]:
    said = []
    if more := int(found.coverage.get("more") or 0):
        said.append(f"{more} more {'is' if more == 1 else 'are'} left out of it [{evidence}].")
    if skipped := found.coverage.get("skipped"):
        said.append(f"Not looked at: {plural(len(skipped), 'file')} [{evidence}].")
    return said


def _ranked(found: ReviewPrepared) -> list[KeptFinding]:
    return sorted(found.standing, key=lambda one: (Severity(one.severity).rank, -one.confidence))


def _worst(ranked: Sequence[KeptFinding], evidence: str) -> str:
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
