"""Comments on a pull request or an issue at GitHub.

The comment carries its key in a hidden marker, by which a run that was cut off finds it again.
"""

from datetime import timedelta

from tools.connections import Connections
from tools.repos.base import PostedComment
from tools.repos.github import GitHubProvider
from tools.resource import a_repository
from tools.tool import Effect, ToolError, ToolResult, tool

MARKER = "<!-- quarterdeck:{key} -->"
MARKED = "<!-- quarterdeck:"
CLOCKS_APART = timedelta(minutes=2)


class CommentPosted(ToolResult):
    """A comment that was written."""

    repository: str
    number: int
    text: str

    def title(self) -> str:
        """Where it stands."""
        return f"Commented on {self.repository}#{self.number}"

    def content(self) -> str:
        """What it says."""
        return f"{self.title()}:\n{self.text}"


@tool(
    Effect.WRITE,
    a_repository(),
    risk="Everybody who sees the pull request or issue reads it and is notified; it can be deleted there.",
)
async def comment(connections: Connections, repository: str, number: int, text: str) -> CommentPosted:
    """Write a comment on a pull request or an issue at GitHub. A person has to agree first.

    Args:
        repository: Its name, such as "payments".
        number: The number of the pull request or issue.
        text: The comment, in GitHub's Markdown.
    """
    provider, entry = connections.repository(repository)
    if not isinstance(provider, GitHubProvider):
        raise ToolError(f"{entry.name} is not at GitHub.", "I can comment at GitHub only.")
    if not text.strip():
        raise ToolError("The comment is empty.", "Say what it should say.")
    if MARKED in text:
        raise ToolError("The comment holds a mark that is Quarterdeck's own.", "Leave it out.")
    action = connections.action
    mark = MARKER.format(key=action.key)

    async def look() -> PostedComment | None:
        return await provider.find_comment(entry.name, number, mark, action.since - CLOCKS_APART)

    async def act() -> PostedComment:
        return await provider.comment(entry.name, number, f"{text}\n\n{mark}")

    posted = await action.once(look, act)
    await action.remember(posted.url)
    return CommentPosted(source="github", url=posted.url, repository=entry.name, number=number, text=text)
