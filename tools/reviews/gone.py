"""Pull requests that go away while their reviews wait: deleted, renamed, or closed to us."""

from tools.connections import Connections
from tools.repos.github_errors import is_forbidden, is_gone
from tools.repos.github_reviews import GitHubReviews
from tools.reviews.keeping import at_github
from tools.tool import ToolError

HINT = (
    "If the repository has another name now, write that into the catalogue; if it was closed to the token, "
    "give the token access again. Then review it again."
)


async def gone_by_now(connections: Connections, repository: str, number: int) -> ToolError | None:
    """What to say after a failure at GitHub if the pull request can't be seen any more; None where it can.

    Then its reviews that were not published fail for good.
    """
    github, name = at_github(connections, repository)
    if await _is_seen(github, name, number):
        return None
    message = f"GitHub shows me no {name}#{number} any more: it was deleted, renamed, or closed to my token."
    told = ToolError(message, HINT)
    row = await connections.reviews.pull(name, number)
    if row is not None:
        await connections.reviews.fail(row.id, str(told))
    return told


async def _is_seen(github: GitHubReviews, name: str, number: int) -> bool:
    """Whether a pull request is there for us, or that can't be told now."""
    try:
        await github.now(name, number)
    except ToolError as error:
        return not (is_gone(error) or is_forbidden(error.__cause__ or error))
    return True
