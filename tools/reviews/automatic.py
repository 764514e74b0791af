"""Whether a repository wants reviews that nobody asks for: its settings, at the base of the pull request."""

from tools.analysis.review_settings import SETTINGS_FILE, read_settings
from tools.connections import Connections
from tools.reviews.gone import gone_by_now
from tools.reviews.keeping import at_github
from tools.tool import ToolError


async def allows_automatic_reviews(connections: Connections, repository: str, number: int) -> bool:
    """Whether reviews may be published unasked: the settings say so, and can be read.

    Raises:
        ToolError: the pull request or the settings can't be read. Then nothing is allowed.
    """
    github, name = at_github(connections, repository)
    try:
        base = await github.base_of(name, number)
    except ToolError as error:
        # The review that this is asked for would wait for ever.
        if (gone := await gone_by_now(connections, name, number)) is not None:
            raise gone from error
        raise
    provider = connections.github
    if SETTINGS_FILE not in await provider.list_files(name, base):
        return read_settings(None).review.automatic
    settings = read_settings((await provider.read_file(name, SETTINGS_FILE, base)).data)
    if settings.problem:
        raise ToolError(f"{SETTINGS_FILE} can't be used: {settings.problem}.")
    return settings.review.enabled and settings.review.automatic
