"""Reviews a pull request."""

from agents.case import Case
from agents.playbooks.findings_text import finding_lines
from agents.playbooks.playbook import Draft, Outcome, Script, call, playbook, together
from agents.playbooks.review_text import review_lead
from agents.playbooks.wording import ask_back
from tools.analysis import review_pull_request
from tools.repos import PullResult, get_pull_request
from tools.tool import ToolError
from tools.toolbox import Cited

MOST_SHOWN = 8


@playbook("code-reviewer", "review_pull_request")
def review(case: Case) -> Script:
    """Run the analysers over the changed lines; give findings at file and line, worst first."""
    names = case.names
    repository = names.repository or names.service
    if repository is None or names.pull_request is None:
        return ask_back("Which pull request? Write it as payments#42, or paste its link.")
    reviewed, pull = yield from together(
        call(review_pull_request, repository=repository, number=names.pull_request),
        call(get_pull_request, repository=repository, number=names.pull_request),
    )
    if isinstance(reviewed, ToolError):
        raise reviewed
    lines = [review_lead(reviewed)]
    if reviewed.findings:
        lines.append(finding_lines(reviewed.findings, reviewed.id, MOST_SHOWN))
    lines += _people(pull)
    details = [f"{reviewed.content}\n\nFrom the analysers [{reviewed.id}]."]
    if isinstance(pull, Cited):
        details.append(f"{pull.content}\n\nFrom the pull request [{pull.id}].")
    return Draft("\n\n".join(lines), details="\n\n".join(details))


def _people(pull: Outcome) -> list[str]:
    if not isinstance(pull, Cited):
        return []
    result: PullResult = pull.result
    detail = result.pull_request
    approved = list(dict.fromkeys(one.author for one in detail.reviews if one.state == "approved"))
    asked = [f"{one.author}: “{one.body.partition(chr(10))[0][:160]}”" for one in detail.comments]
    lines = [f"Approved by {', '.join(approved) or 'nobody yet'} [{pull.id}]."]
    if asked:
        lines.append(f"Said about it [{pull.id}]: {'; '.join(asked[:2])}")
    return ["\n".join(lines)]
