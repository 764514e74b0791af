"""Comments on a pull request or an issue, once somebody has agreed."""

import re

from agents.case import Case
from agents.playbooks.playbook import Draft, Script, attempt, playbook
from agents.playbooks.wording import ask_back
from tools.repos import comment
from tools.tool import ToolError

QUOTED = re.compile(r"[\"“”]([^\"“”]{2,})[\"“”]")
SAID = re.compile(
    r"#\d+\b[^:\n]{0,80}?(?::\s+|,?\s+(?:saying(?:\s+that)?|that\s+says|that|to\s+say(?:\s+that)?)\s+)(.{2,})",
    re.IGNORECASE | re.DOTALL,
)
HOW = "What shall the comment say? Write it as: comment on payments#42: please add a test."


@playbook("code-reviewer", "comment")
def write_comment(case: Case) -> Script:
    """Post the words that the ask gives (in quotes, after a colon or after "that") as a comment."""
    names = case.names
    repository = names.repository or names.service
    if repository is None or names.pull_request is None:
        return ask_back("On which pull request or issue? Write it as payments#42.")
    text = wording(case.text)
    if text is None:
        return Draft(HOW)
    posted = yield from attempt(comment, repository=repository, number=names.pull_request, text=text)
    where = f"{repository}#{names.pull_request}"
    if isinstance(posted, ToolError):
        lead = (
            f"**I can't tell whether this was written on {where}.**"
            if posted.unsure
            else f"**Nothing was written on {where}.**"
        )
        return Draft(f"{lead} {posted}")
    return Draft(
        f"**Commented on {where}** [{posted.id}]:\n\n" + "\n".join(f"> {line}" for line in text.splitlines())
    )


def wording(ask: str) -> str | None:
    """What the comment shall say."""
    found = QUOTED.search(ask) or SAID.search(ask)
    text = found[1].strip() if found else ""
    return text[:1].upper() + text[1:] if text else None
