"""What people and channels are called."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.keeping.places import channel_of
from bot.replies.threads import NOT_A_MEMBER
from storage import Catalog

NameOf = Callable[[str], str | None]
MENTIONED = re.compile(r"<#([CG][A-Z0-9]+)(?:\|[^<>]*)?>")
MOST_CHANNELS = 20


def name_in(catalog: Catalog) -> NameOf:
    """Gives the name of a person with a Slack id, where the catalogue knows it."""

    def name_of(account: str) -> str | None:
        person = catalog.person(account)
        return person.name if person is not None else None

    return name_of


async def with_channels(
    name_of: NameOf, client: AsyncWebClient, messages: Sequence[dict[str, Any]]
) -> NameOf:
    """Gives the names of public channels, too, that are mentioned in these messages: Slack sends their ids.

    Raises:
        SlackApiError: Slack does not say.
    """
    said = "\n".join(message.get("text") or "" for message in messages)
    names: dict[str, str] = {}
    for account in list(dict.fromkeys(MENTIONED.findall(said)))[:MOST_CHANNELS]:
        try:
            channel = await channel_of(client, account)
        except SlackApiError as error:
            if error.response["error"] not in NOT_A_MEMBER:
                raise
            # One that the bot does not see keeps its id.
            continue
        if not channel.private:
            names[account] = channel.name
    return lambda account: names.get(account) or name_of(account)
