"""What the severities mean."""

from agents.case import Case
from agents.playbooks.playbook import Draft, Script, playbook, use
from tools.policies import severity_definitions


@playbook("incident-responder", "severity")
def severity(case: Case) -> Script:
    """Quote the policy's definitions; deciding which one holds stays with people."""
    found = yield from use(severity_definitions)
    levels = found.result.levels
    named = [level for level in levels if level.name.lower() in case.text.lower()]
    lines = [f"- **{level.name}**: {level.means}" for level in named or levels]
    text = f"The policy defines [{found.id}]:\n" + "\n".join(lines)
    return Draft(text, details=f"{found.content}\n\nFrom the policy [{found.id}].")
