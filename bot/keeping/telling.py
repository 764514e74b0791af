"""Tells one person something where they are; in a direct message where the bot can't be."""

from collections.abc import Sequence

from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import Block
from slack_sdk.web.async_client import AsyncWebClient

from bot.replies.threads import NOT_A_MEMBER, SHOWN_AS_IT_IS

NOT_SEEN_THERE = (*NOT_A_MEMBER, "user_not_in_channel")


async def tell(
    client: AsyncWebClient,
    channel: str,
    person: str,
    text: str,
    blocks: Sequence[Block] | None = None,
    *,
    thread_ts: str | None = None,
) -> None:
    """Say something that only this person sees.

    Raises:
        SlackApiError: Slack takes it nowhere.
    """
    try:
        await client.chat_postEphemeral(
            channel=channel, user=person, text=text, blocks=blocks, thread_ts=thread_ts
        )
    except SlackApiError as error:
        if error.response["error"] not in NOT_SEEN_THERE:
            raise
        await client.chat_postMessage(channel=person, text=text, blocks=blocks, **SHOWN_AS_IT_IS)
