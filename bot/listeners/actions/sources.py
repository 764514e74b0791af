"""The menus of the list of sources, and its button."""

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.sources import source_modal, sources_list
from bot.desk import Desk
from bot.intake import database_answers
from bot.keeping.permission import Asking
from bot.keeping.places import channel_of
from bot.keeping.sources import VERBS
from bot.listeners.commands.knowledge import DONE
from bot.payloads import Payload


async def add_source(ack: AsyncAck, body: Payload, desk: Desk, client: AsyncWebClient) -> None:
    """Open the modal in which a source is added."""
    await ack()
    view = source_modal(body["user"]["id"], body["channel"]["id"], desk.project)
    await client.views_open(trigger_id=body["trigger_id"], view=view)


async def change_source(
    ack: AsyncAck, action: Payload, body: Payload, desk: Desk, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Pause, resume or remove a source, and show the list as it is then."""
    word, _, name = action["selected_option"]["value"].partition(":")
    channel = await channel_of(client, body["channel"]["id"])
    asking = Asking(body["user"]["id"], body["team"]["id"], channel)
    async with database_answers():
        why = await desk.sources.change(asking, VERBS[word], name)
        sources = await desk.sources.seen_in(channel.id)
    await ack()
    said = why or DONE[word].format(name=name)
    await respond(text=said, blocks=sources_list(sources, said), replace_original=True)
