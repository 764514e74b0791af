"""Reviews a branch, or the newest commits."""

from agents.case import Case
from agents.playbooks.findings_text import finding_lines
from agents.playbooks.playbook import Draft, Script, playbook, use
from agents.playbooks.review_text import review_lead
from agents.playbooks.wording import ask_back
from tools.analysis import review_changes
from tools.repos import list_commits

MOST_SHOWN = 8
NEWEST = 6


@playbook("code-reviewer", "review_changes")
def changes(case: Case) -> Script:
    """Review a branch against the default branch, or else the newest commits, with the analysers."""
    names = case.here
    repository = names.repository or names.service
    if repository is None:
        return ask_back("Changes of which repository?")
    if names.branch is not None:
        reviewed = yield from use(review_changes, repository=repository, base="HEAD", head=names.branch)
        return Draft(
            f"{review_lead(reviewed)}\n\n{finding_lines(reviewed.findings, reviewed.id, MOST_SHOWN)}"
        )
    since = names.since.isoformat() if names.since else "30d"
    commits = yield from use(list_commits, repository=repository, since=since, limit=NEWEST)
    newest = commits.result.commits
    if len(newest) < 2:
        return Draft(f"There are not two commits to compare in that time [{commits.id}].")
    reviewed = yield from use(review_changes, repository=repository, base=newest[-1].sha, head=newest[0].sha)
    spoken = f"These are the newest commits, {newest[-1].short} to {newest[0].short} [{commits.id}]."
    found = finding_lines(reviewed.findings, reviewed.id, MOST_SHOWN)
    return Draft(
        f"{review_lead(reviewed)} {spoken}\n\n{found}",
        details=f"{reviewed.content}\n\nFrom the analysers [{reviewed.id}].",
    )
