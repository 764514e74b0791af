"""What changed in a service or repository."""

from typing import Any

from agents.case import Case
from agents.playbooks.playbook import Call, Draft, Outcome, Script, call, playbook
from agents.playbooks.wording import ask_back, listed, moment, plural
from tools.pipelines import Deployments, list_deployments
from tools.repos import ChangesSince, changes_since
from tools.toolbox import Cited

MOST_COMMITS = 6
MOST_PULLS = 4
MOST_DEPLOYS = 3


@playbook("devops-engineer", "what_changed")
def what_changed(case: Case) -> Script:
    """List commits, merged pull requests and deploys of the period apart, newest first."""
    names = case.here
    repository = names.repository or names.service
    if repository is None:
        return ask_back("What changed where? Name a service or a repository.")
    since = names.since.isoformat() if names.since else "yesterday"
    calls: list[Call[Any]] = [call(changes_since, repository=repository, since=since)]
    if names.service:
        calls.append(call(list_deployments, service=names.service, since=since))
    outcomes = yield calls
    changes = outcomes[0]
    if not isinstance(changes, Cited):
        raise changes
    deploys = outcomes[1] if len(outcomes) > 1 else None
    details = [f"{changes.content}\n\nFrom the repository [{changes.id}]."]
    if isinstance(deploys, Cited):
        details.append(f"{deploys.content}\n\nFrom the deploy pipelines [{deploys.id}].")
    return Draft(_text(changes, deploys), details="\n\n".join(details))


def _text(changes: Cited[ChangesSince], deploys: Outcome | None) -> str:
    result = changes.result
    commits = plural(len(result.commits), "commit") + (" (the newest; there are more)" if result.more else "")
    pulls = plural(len(result.pull_requests), "merged pull request")
    parts = [f"**{result.repository} since {moment(result.since)}**: {commits} and {pulls} [{changes.id}]."]
    if result.pull_requests:
        merged = [f"[#{one.number}]({one.url}) {one.title}, by {one.author}" for one in result.pull_requests]
        parts.append(f"Merged [{changes.id}]:\n{listed(merged, MOST_PULLS)}")
    if result.commits:
        lines = [f"`{one.short}` {one.subject}, by {one.author}" for one in result.commits]
        parts.append(f"Commits [{changes.id}]:\n{listed(lines, MOST_COMMITS)}")
    if isinstance(deploys, Cited):
        parts.append(_deploys(deploys))
    return "\n\n".join(parts)


def _deploys(deploys: Cited[Deployments]) -> str:
    runs = deploys.result.deployments
    if not runs:
        return f"No deploys in that time [{deploys.id}]."
    lines = [
        f"{run.version or 'unknown version'} to {run.environment or 'unknown'} by {run.by or 'unknown'}, "
        f"{moment(run.started_at)}: {run.status.value}"
        for run in runs
    ]
    return f"Deploys [{deploys.id}]:\n{listed(lines, MOST_DEPLOYS)}"
