"""Who owns something."""

from agents.case import Case
from agents.playbooks.playbook import Draft, Script, playbook, use
from agents.playbooks.wording import ask_back
from tools.repos import find_owners


@playbook("devops-engineer", "owner")
def owner(case: Case) -> Script:
    """Look the owner up in the catalogue and in CODEOWNERS."""
    name = case.names.service or case.names.repository
    if name is None:
        return ask_back("Who owns what? Name a service or a repository.")
    found = yield from use(find_owners, name=name)
    result = found.result
    if result.owner is None and not result.code_owners:
        return Draft(f"Neither the catalogue nor CODEOWNERS names an owner of {result.name} [{found.id}].")
    who = f"**{result.owner}**" if result.owner else "nobody in the catalogue"
    team = f", team {result.team}" if result.team else ""
    channel = f". They are in <#{result.channel}>" if result.channel else ""
    lines = [f"{result.name} belongs to {who}{team}{channel} [{found.id}]."]
    if result.code_owners:
        lines.append(f"CODEOWNERS asks {', '.join(result.code_owners)} for reviews [{found.id}].")
    return Draft(
        " ".join(lines), details=f"```\n{found.content}\n```\nFrom the catalogue and CODEOWNERS [{found.id}]."
    )
