"""Pauses the reviews of a pull request's pushes, and takes leave of a pull request that is closed."""

from tools.connections import Connections
from tools.resource import a_repository
from tools.reviews.feedback import take_feedback
from tools.reviews.keeping import at_github, pull_of
from tools.tool import Effect, ToolResult, tool


class ReviewsPaused(ToolResult):
    """Whether the pushes to a pull request are reviewed."""

    source: str = "github"
    repository: str
    number: int
    paused: bool

    def title(self) -> str:
        """What holds now."""
        said = "are paused" if self.paused else "go on"
        return f"Reviews of the pushes to {self.repository}#{self.number} {said}"


@tool(Effect.KEEP, a_repository())
async def pause_reviews(
    connections: Connections, repository: str, number: int, paused: bool = True
) -> ReviewsPaused:
    """Stop reviewing the pushes to a pull request, or go on with it.

    Args:
        repository: Its name, such as "payments".
        number: The number of the pull request.
        paused: Whether to stop; false goes on.
    """
    github, name = at_github(connections, repository)
    state = await github.state(name, number)
    row = await connections.reviews.begin(pull_of(state))
    await connections.reviews.pause(row.id, paused)
    return ReviewsPaused(url=state.url, repository=name, number=number, paused=paused)


class PullRequestEnded(ToolResult):
    """What was learnt from a pull request at its end."""

    source: str = "github"
    repository: str
    number: int
    state: str
    dismissed: int

    def title(self) -> str:
        """How many findings nobody wanted."""
        count = f"{self.dismissed} finding{'s' * (self.dismissed != 1)}"
        return f"{self.repository}#{self.number} is {self.state}; {count} dismissed"


@tool(Effect.KEEP, a_repository())
async def learn_from_pull_request(connections: Connections, repository: str, number: int) -> PullRequestEnded:
    """Learn from a pull request that was merged or closed which findings people did not want.

    Args:
        repository: Its name, such as "payments".
        number: The number of the pull request.
    """
    github, name = at_github(connections, repository)
    if await connections.reviews.pull(name, number) is None:
        return PullRequestEnded(repository=name, number=number, state="unknown here", dismissed=0)
    state = await github.state(name, number)
    await connections.reviews.begin(pull_of(state))
    closed = state.state != "open"
    dismissed = await take_feedback(connections, name, number, settled=closed)
    return PullRequestEnded(
        url=state.url, repository=name, number=number, state=state.state, dismissed=len(dismissed)
    )
