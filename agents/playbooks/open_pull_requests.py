"""Which pull requests wait."""

from agents.case import Case
from agents.playbooks.playbook import Draft, Script, playbook, use
from agents.playbooks.wording import ask_back, listed
from tools.repos import list_pull_requests

MOST_SHOWN = 8


@playbook("code-reviewer", "open_pull_requests")
def open_pull_requests(case: Case) -> Script:
    """List the open pull requests, the longest waiting first."""
    repository = case.here.repository or case.here.service
    if repository is None:
        return ask_back("The pull requests of which repository?")
    found = yield from use(list_pull_requests, repository=repository)
    pulls = sorted(found.result.pull_requests, key=lambda one: one.created_at)
    if not pulls:
        return Draft(f"No pull request is open in {found.result.repository} [{found.id}].")
    lines = [
        f"#{one.number} {one.title}, by {one.author}, open since {one.created_at:%Y-%m-%d}"
        + (" (draft)" if one.draft else "")
        for one in pulls
    ]
    count = len(pulls)
    lead = f"**{count} open** in {found.result.repository} [{found.id}]:"
    return Draft(
        f"{lead}\n{listed(lines, MOST_SHOWN)}",
        details=f"{found.content}\n\nFrom the repository [{found.id}].",
    )
