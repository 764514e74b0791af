"""Tells a person in private that their question held a secret."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.payloads import POSTED_SECRETS
from storage.models import Ask

WARNING = (
    ":warning: Your message held what looks like a secret ({kinds}). I kept and used it without that part, "
    "but it still stands in Slack: delete the message, and rotate the secret as if it were known. "
    "Only you see this."
)


async def warn_of_secret(client: AsyncWebClient, ask: Ask) -> None:
    """Show the warning to the asker alone, where their question stands."""
    kinds = ask.context.get(POSTED_SECRETS)
    if kinds:
        await client.chat_postEphemeral(
            channel=ask.channel or ask.asker,
            user=ask.asker,
            # In a thread that nobody has answered in, Slack does not show what one person alone may see.
            thread_ts=None if ask.thread_ts == ask.message_ts else ask.thread_ts,
            text=WARNING.format(kinds=", ".join(kinds)),
        )
