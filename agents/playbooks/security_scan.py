"""Leaked secrets and vulnerable dependencies."""

from agents.case import Case
from agents.playbooks.findings_text import finding_lines
from agents.playbooks.playbook import Draft, Outcome, Script, call, playbook, together
from agents.playbooks.wording import ask_back
from tools.security import audit_dependencies, scan_secrets
from tools.toolbox import Cited

MOST_SHOWN = 5


@playbook("security-analyst", "security_scan")
def security_scan(case: Case) -> Script:
    """Scan the repository for secrets and its dependencies for known vulnerabilities, side by side."""
    repository = case.here.repository or case.here.service
    if repository is None:
        return ask_back("Which repository shall I look at?")
    secrets, dependencies = yield from together(
        call(scan_secrets, repository=repository), call(audit_dependencies, repository=repository)
    )
    parts = [_part("Secrets", secrets), _part("Dependencies", dependencies)]
    details = [
        f"### {outcome.title} [{outcome.id}]\n{outcome.content}"
        for outcome in (secrets, dependencies)
        if isinstance(outcome, Cited)
    ]
    return Draft("\n\n".join(parts), details="\n\n".join(details))


def _part(name: str, outcome: Outcome) -> str:
    if not isinstance(outcome, Cited):
        return f"**{name}**: not checked. {outcome}"
    lead = f"**{name}**: {outcome.title} [{outcome.id}]."
    if not outcome.findings:
        return lead
    return f"{lead}\n{finding_lines(outcome.findings, outcome.id, MOST_SHOWN)}"
