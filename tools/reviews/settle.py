"""Settles threads of ours because a person says so, without a change to the code."""

from pydantic import Field

from storage.models import FindingState
from tools.connections import Connections
from tools.repos.github_errors import NotPermittedError
from tools.repos.github_reviews import CommentThread
from tools.resource import a_repository
from tools.reviews.feedback import own
from tools.reviews.keeping import at_github
from tools.tool import Effect, ToolError, ToolResult, tool


class FindingsSettled(ToolResult):
    """Findings that people don't want to hear of."""

    source: str = "github"
    repository: str
    number: int
    dismissed: int
    resolved: int
    notes: list[str] = Field(default=[])

    def title(self) -> str:
        """How many."""
        count = f"{self.dismissed} finding{'s' * (self.dismissed != 1)}"
        return f"Dismissed {count} of {self.repository}#{self.number}"

    def content(self) -> str:
        """The same, with what could not be done."""
        return "\n".join([f"{self.title()}; {self.resolved} threads settled.", *self.notes])


@tool(
    Effect.WRITE,
    a_repository(),
    risk="The comments are folded up at the pull request; they can be opened there.",
)
async def settle_findings(
    connections: Connections, repository: str, number: int, findings: list[str], reason: str = ""
) -> FindingsSettled:
    """Dismiss findings that were published at a pull request, and settle their threads.

    Args:
        repository: Its name, such as "payments".
        number: The number of the pull request.
        findings: The ids of the findings.
        reason: Why nobody wants to hear of them.
    """
    github, name = at_github(connections, repository)
    store, subject = connections.reviews, connections.subject
    pull = await store.pull(name, number)
    known = {str(one.id): one for one in await store.all_findings(pull.id)} if pull else {}
    if unknown := [one for one in findings if one not in known]:
        raise ToolError(f"{name}#{number} has no finding {unknown[0]!r}.", "Name findings by their ids.")
    threads, notes, resolved, dismissed = own(await github.threads(name, number)), [], 0, 0
    by = subject.person if subject is not None else "unknown"
    open_ones: list[CommentThread] = []
    for finding in (known[one] for one in dict.fromkeys(findings)):
        changed = await store.decide(finding.id, FindingState.DISMISSED, by, reason or None)
        dismissed += changed is not None
        open_ones += [thread for thread in threads.get(finding.fingerprint, ()) if not thread.resolved]
    try:
        await github.resolve(open_ones)
        resolved = len(open_ones)
    except NotPermittedError as error:
        notes = [str(error)]
    return FindingsSettled(
        repository=name, number=number, dismissed=dismissed, resolved=resolved, notes=notes
    )
