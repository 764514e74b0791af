"""Somebody opens the App Home: its Home tab, or the agent pane in its Messages tab."""

import structlog
from slack_bolt.context.set_suggested_prompts.async_set_suggested_prompts import AsyncSetSuggestedPrompts
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.home import home_view
from bot.blocks.picture import Picture
from bot.desk import Desk
from bot.intake import database_answers
from bot.payloads import Payload
from bot.replies.stream import SLACK_ERRORS
from storage.reviews import Listed

log = structlog.get_logger(__name__)


async def app_home_opened(
    event: Payload,
    body: Payload,
    desk: Desk,
    client: AsyncWebClient,
    set_suggested_prompts: AsyncSetSuggestedPrompts,
) -> None:
    """Publish the Home tab, or pin suggested prompts to the top of the conversation."""
    if event.get("tab") == "messages":
        prompts = [{"title": example.ask, "message": example.ask} for example in desk.examples[:4]]
        await set_suggested_prompts(title="What do you want to know?", prompts=prompts)
        return
    await publish_home(desk, client, event["user"], body.get("team_id"))


async def publish_home(desk: Desk, client: AsyncWebClient, user: str, team: str | None) -> None:
    """Show a person their Home tab as things are now."""
    async with database_answers():
        asks = await desk.asks.latest(user)
        reviews = await _reviews(desk, user, team)
    view = home_view(asks, desk.systems, desk.examples, desk.workspace_url, reviews)
    await client.views_publish(user_id=user, view=view)


async def _reviews(desk: Desk, user: str, team: str | None) -> list[tuple[Listed, Picture]] | None:
    try:
        return await desk.visible_reviews.of(user, team)
    except SLACK_ERRORS as error:
        log.warning("no reviews in the home", reason=str(error))
        return None
