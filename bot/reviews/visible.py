"""The open reviews that one person may see, wherever they look from.

A review is read by whoever is in the channel of its list; Slack says who that is. A direct message is its
asker's. Beyond that the gate decides, as if the person had asked for the findings in a direct message.
"""

from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.picture import Picture
from bot.keeping.permission import Asking, Permission
from bot.keeping.places import Channel
from bot.reviews.picture import Pictures
from storage.models import ReviewState
from storage.reviews import BoardStore, Listed
from tools.reviews import list_findings

MOST_SHOWN = 5
MOST_LOOKED_AT = 25
# https://docs.slack.dev/reference/methods/users.conversations: up to 999 in one answer.
PAGE = 999
MOST_PAGES = 3
KINDS = "public_channel,private_channel"


class VisibleReviews:
    """Finds them."""

    def __init__(
        self, client: AsyncWebClient, boards: BoardStore, pictures: Pictures, permission: Permission
    ) -> None:
        self._client = client
        self._boards = boards
        self._pictures = pictures
        self._permission = permission

    async def of(self, person: str, team: str | None) -> list[tuple[Listed, Picture]]:
        """Those of open pull requests, the one with news first.

        Raises:
            SlackApiError: Slack does not say where the person is, or who they are.
        """
        listed = await self._boards.open_for(person, await self._channels(person), MOST_LOOKED_AT)
        asking = Asking(person, team, Channel(person, "", private=True, shared=False, direct=True))
        may: dict[str, bool] = {}
        found: list[tuple[Listed, Picture]] = []
        for one in listed:
            name = one.pull.repository
            if name not in may:
                arguments = {"repository": name, "number": one.pull.number}
                may[name] = await self._permission.refused(asking, list_findings, arguments) is None
            picture = await self._pictures.of(one.pull.id, links=False) if may[name] else None
            if picture is not None and picture.review.state != ReviewState.WITHDRAWN:
                found.append((one, picture))
            if len(found) == MOST_SHOWN:
                break
        return found

    async def _channels(self, person: str) -> list[str]:
        """The channels that both the person and the bot are in, and public ones of the person."""
        found: list[str] = []
        cursor = ""
        for _ in range(MOST_PAGES):
            answer = await self._client.users_conversations(
                user=person, types=KINDS, exclude_archived=True, limit=PAGE, cursor=cursor
            )
            found += [str(one["id"]) for one in answer["channels"]]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return found
