"""What runs where, and since when."""

from agents.case import Case
from agents.playbooks.playbook import Draft, Script, playbook, use
from agents.playbooks.wording import ask_back, listed, moment
from tools.pipelines import list_deployments

MOST_SHOWN = 5


@playbook("devops-engineer", "deployments")
def deployments(case: Case) -> Script:
    """List the deploys of the service: what is live in each environment, since when, and by whom."""
    names = case.here
    if names.service is None:
        return ask_back("The deployments of which service?")
    since = names.since.isoformat() if names.since else None
    found = yield from use(
        list_deployments, service=names.service, environment=names.environment, since=since
    )
    result = found.result
    if not result.deployments:
        return Draft(f"{found.title} [{found.id}].")
    live = [
        f"**{names.service} {run.version}** is in {place} since {moment(run.started_at)}, deployed by "
        f"{run.by or 'unknown'} [{found.id}]."
        for place, run in result.live.items()
    ]
    earlier = [
        f"{run.version or 'unknown version'} to {run.environment or 'unknown'}, {moment(run.started_at)}, "
        f"by {run.by or 'unknown'}: {run.status.value}"
        for run in result.deployments
    ]
    text = (
        f"{chr(10).join(live) or f'Nothing of {names.service} is known to be live [{found.id}].'}\n\n"
        f"Last deploys:\n{listed(earlier, MOST_SHOWN)}"
    )
    return Draft(text, details=f"{found.content}\n\nFrom the deploy pipelines [{found.id}].")
