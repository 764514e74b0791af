"""Whether something may be deployed, and what a change needs."""

from agents.case import Case
from agents.playbooks.playbook import Draft, Script, attempt, playbook
from agents.playbooks.policy_quote import quote_policy
from agents.playbooks.wording import moment
from tools.policies import FreezeCheck, check_freeze
from tools.tool import ToolError
from tools.toolbox import Cited

REVIEW_WORDS = ("review", "approv", "sign off", "sign-off")


@playbook("devops-engineer", "change_freeze")
def change_freeze(case: Case) -> Script:
    """Check the freeze windows for the service and the moment asked about; quote the policy."""
    if any(word in case.text.lower() for word in REVIEW_WORDS):
        return (yield from quote_policy(case.text))
    names = case.names
    check = yield from attempt(
        check_freeze,
        service=names.service or "any service",
        environment=names.environment or "production",
        at=names.moment.isoformat() if names.moment else "now",
    )
    if isinstance(check, ToolError):
        return (yield from quote_policy(case.text))
    return Draft(_text(check), details=f"{check.content}\n\nFrom the policy [{check.id}].")


def _text(check: Cited[FreezeCheck]) -> str:
    found = check.result
    when = moment(found.at)
    if found.frozen:
        window = found.windows[0]
        who = f" The {window.approver} may allow it." if window.approver else ""
        lead = (
            f"**No**: {found.environment} is frozen for {found.service} on {when} by “{window.name}”, "
            f"until {moment(window.ends)} [{check.id}].{who}"
        )
        lines = [line for line in window.quote.splitlines() if line.strip() and not line.startswith("#")]
        return "\n".join([lead, *(f"> {line}" for line in lines)])
    lead = f"**Yes**: no freeze for {found.service} in {found.environment} on {when} [{check.id}]."
    if found.coming:
        window = found.coming[0]
        lead += f" The next one, “{window.name}”, begins {moment(window.starts)} [{check.id}]."
    return lead
