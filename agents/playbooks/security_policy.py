"""What the security policy asks for."""

from agents.case import Case
from agents.playbooks.playbook import Script, playbook
from agents.playbooks.policy_quote import quote_policy


@playbook("security-analyst", "security_policy")
def security_policy(case: Case) -> Script:
    """Find the policy's lines about the question and quote them with their place."""
    return (yield from quote_policy(case.text))
