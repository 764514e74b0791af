"""Somebody opens the App Home: its Home tab, or the agent pane in its Messages tab."""

from slack_bolt.context.set_suggested_prompts.async_set_suggested_prompts import AsyncSetSuggestedPrompts
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.home import home_view
from bot.desk import Desk
from bot.intake import database_answers
from bot.payloads import Payload


async def app_home_opened(
    event: Payload, desk: Desk, client: AsyncWebClient, set_suggested_prompts: AsyncSetSuggestedPrompts
) -> None:
    """Publish the Home tab, or pin suggested prompts to the top of the conversation."""
    if event.get("tab") == "messages":
        prompts = [{"title": example.title, "message": example.ask} for example in desk.examples[:4]]
        await set_suggested_prompts(title="What do you want to know?", prompts=prompts)
        return
    await publish_home(desk, client, event["user"])


async def publish_home(desk: Desk, client: AsyncWebClient, user: str) -> None:
    """Show a person their Home tab as things are now."""
    async with database_answers():
        asks = await desk.asks.latest(user)
    await client.views_publish(
        user_id=user, view=home_view(asks, desk.systems, desk.examples, desk.workspace_url)
    )
