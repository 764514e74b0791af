"""Is a release safe to ship? One playbook for each of four specialists, each with its own verdict."""

from agents.case import Case
from agents.playbooks.findings_text import finding_lines
from agents.playbooks.playbook import Draft, Outcome, Script, call, playbook, together, use
from agents.playbooks.wording import ask_back, moment
from tools.analysis import review_pull_request
from tools.findings import Severity
from tools.metrics import error_budget, list_alerts, service_errors, service_latency
from tools.pipelines import Run, Status, list_runs
from tools.policies import check_freeze, required_reviewers
from tools.repos import PullSummary, get_pull_request, list_pull_requests
from tools.security import audit_dependencies, scan_secrets
from tools.tool import ToolError
from tools.toolbox import Cited

MOST_SHOWN = 3
SERIOUS = Severity.HIGH.rank
# More than this against last week is not what a week changes by itself.
WORSE = 1.5
WHICH = "Which service's release do you mean?"


@playbook("devops-engineer", "release_safety")
def build_and_freeze(case: Case) -> Script:
    """Look at the last build of the release's branch and at the freeze windows."""
    service = case.here.service
    if service is None:
        return ask_back(WHICH)
    runs, freeze = yield from together(
        call(list_runs, name=service, limit=60), call(check_freeze, service=service)
    )
    lines, holds = [], []
    if isinstance(runs, Cited):
        run = _release_build(runs.result.runs, case.here.release)
        if run is None:
            holds.append(f"no build of the release was found [{runs.id}]")
        else:
            lines.append(f"{run.name} of `{run.branch or 'its branch'}`: {run.status.value} [{runs.id}].")
            if run.status is not Status.SUCCESS:
                holds.append(f"its last build is {run.status.value} [{runs.id}]")
    else:
        holds.append(f"builds could not be read: {runs}")
    if isinstance(freeze, Cited):
        lines.append(f"{freeze.title} [{freeze.id}].")
        if freeze.result.frozen:
            until = moment(freeze.result.windows[0].ends)
            holds.append(f"production is frozen until {until} [{freeze.id}]")
    return _verdict(lines, holds, "the release builds and nothing is frozen", (runs, freeze))


@playbook("code-reviewer", "release_safety")
def change_and_reviews(case: Case) -> Script:
    """Review the release's pull request and count its approvals against the policy."""
    repository = case.here.repository or case.here.service
    if repository is None:
        return ask_back(WHICH)
    found = yield from use(list_pull_requests, repository=repository)
    pull = _release_pull(found.result.pull_requests, case.here.release, case.here.pull_request)
    if pull is None:
        text = f"I found no open pull request of this release in {repository} [{found.id}]."
        return Draft(text, stance="unsure", reason=f"no pull request of the release [{found.id}]")
    review, rule, detail = yield from together(
        call(review_pull_request, repository=repository, number=pull.number),
        call(required_reviewers, repository=repository),
        call(get_pull_request, repository=repository, number=pull.number),
    )
    lines, holds = [f"The release is #{pull.number} {pull.title} by {pull.author} [{found.id}]."], []
    if isinstance(review, Cited):
        serious = [item for item in review.findings if item.severity.rank <= SERIOUS]
        lines.append(f"{review.title} [{review.id}].")
        if serious:
            lines.append(finding_lines(serious, review.id, MOST_SHOWN))
            holds.append(f"{len(serious)} serious findings in the change [{review.id}]")
    else:
        holds.append(f"the change could not be reviewed: {review}")
    if isinstance(rule, Cited) and isinstance(detail, Cited):
        approved = {one.author for one in detail.result.pull_request.reviews if one.state == "approved"}
        wanted = rule.result.reviewers
        lines.append(f"{len(approved)} of {wanted} needed approvals [{detail.id}][{rule.id}].")
        if len(approved) < wanted:
            holds.append(f"{len(approved)} of {wanted} approvals [{detail.id}][{rule.id}]")
    return _verdict(lines, holds, "reviewed, approved, nothing serious found", (review, rule, detail))


@playbook("security-analyst", "release_safety")
def secrets_and_dependencies(case: Case) -> Script:
    """Scan the repository for secrets and its dependencies for known vulnerabilities."""
    repository = case.here.repository or case.here.service
    if repository is None:
        return ask_back(WHICH)
    secrets, dependencies = yield from together(
        call(scan_secrets, repository=repository), call(audit_dependencies, repository=repository)
    )
    lines, holds = [], []
    for outcome, what in ((secrets, "secrets"), (dependencies, "dependencies")):
        if not isinstance(outcome, Cited):
            holds.append(f"{what} could not be checked: {outcome}")
            continue
        lines.append(f"{outcome.title} [{outcome.id}].")
        serious = [item for item in outcome.findings if item.severity.rank <= SERIOUS]
        if serious:
            lines.append(finding_lines(serious, outcome.id, MOST_SHOWN))
            holds.append(f"{len(serious)} serious findings in {what} [{outcome.id}]")
    return _verdict(lines, holds, "no secrets and no serious known vulnerabilities", (secrets, dependencies))


@playbook("incident-responder", "release_safety")
def state_of_production(case: Case) -> Script:
    """Look at what runs now: alerts, latency and errors against last week, and the error budget."""
    service = case.here.service
    if service is None:
        return ask_back(WHICH)
    alerts, latency, errors, budget = yield from together(
        call(list_alerts, service=service),
        call(service_latency, service=service),
        call(service_errors, service=service),
        call(error_budget, service=service),
    )
    lines, holds = [], []
    if isinstance(alerts, Cited):
        firing = [alert.name for alert in alerts.result.active if alert.state == "firing"]
        lines.append(f"{alerts.title} [{alerts.id}].")
        if firing:
            holds.append(f"{', '.join(firing)} fires [{alerts.id}]")
    for outcome, name in ((latency, "p95"), (errors, "error ratio")):
        if isinstance(outcome, Cited):
            lines.append(f"{outcome.title} [{outcome.id}].")
            if (outcome.result.value(name).ratio or 0) >= WORSE:
                holds.append(f"{name} is worse than last week [{outcome.id}]")
    if isinstance(budget, Cited):
        lines.append(f"{budget.title} [{budget.id}].")
        if budget.result.exhausted:
            rule = f": {budget.result.when_spent}" if budget.result.when_spent else ""
            holds.append(f"the error budget is spent{rule} [{budget.id}]")
    return _verdict(lines, holds, "production is as usual", (alerts, latency, errors, budget))


def _verdict(lines: list[str], holds: list[str], fine: str, outcomes: tuple[Outcome, ...]) -> Draft:
    cited = [item for item in outcomes if isinstance(item, Cited)]
    missing = [str(item) for item in outcomes if isinstance(item, ToolError)]
    lines += [f"Not checked: {problem}" for problem in missing]
    details = "\n\n".join(f"{item.content}\n\n[{item.id}]" for item in cited)
    text = "\n".join(lines) or "I could look at nothing."
    if not cited:
        return Draft(text, stance="unsure", reason="nothing could be looked at")
    if holds:
        return Draft(text, details, "hold", "; ".join(holds))
    if missing:
        return Draft(text, details, "unsure", "not everything could be looked at")
    ids = "".join(f"[{item.id}]" for item in cited)
    return Draft(text, details, "go", f"{fine} {ids}")


def _release_build(runs: list[Run], release: str | None) -> Run | None:
    """The newest finished run of a branch that is named after the release; of any branch without one."""
    finished = [run for run in runs if run.status.finished and run.version is None]
    if release is None:
        return finished[0] if finished else None
    return next((run for run in finished if release in (run.branch or "")), None)


def _release_pull(pulls: list[PullSummary], release: str | None, number: int | None) -> PullSummary | None:
    for pull in pulls:
        if pull.number == number:
            return pull
        if release and (release in pull.title or release in pull.branch or release in (pull.milestone or "")):
            return pull
    return None
