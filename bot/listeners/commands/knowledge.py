"""`/deck knowledge`: the sources of documents, and a search in them."""

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.sources import source_modal, sources_list
from bot.desk import Desk
from bot.intake import database_answers
from bot.keeping.permission import Asking
from bot.keeping.places import channel_of
from bot.keeping.sources import VERBS, named
from bot.payloads import Payload

WHAT_TO_SEARCH = "What are you looking for? For example: `/deck knowledge search rotate the gateway key`"
LOOKING = "Looking…"
DONE = {"pause": "Paused: {name}", "resume": "Read again: {name}", "remove": "Removed: {name}"}


async def knowledge(ack: AsyncAck, command: Payload, desk: Desk, client: AsyncWebClient, text: str) -> None:
    """List the sources, or do what the first word says."""
    word, _, rest = text.partition(" ")
    if word == "add":
        await ack()
        view = source_modal(command["user_id"], command["channel_id"], desk.project, rest.strip())
        await client.views_open(trigger_id=command["trigger_id"], view=view)
    elif word == "search":
        await _search(ack, command, desk, rest.strip())
    elif word in VERBS:
        await _change(ack, command, desk, client, word, rest.strip())
    else:
        async with database_answers():
            sources = await desk.sources.seen_in(command["channel_id"])
        await ack(text="What I know comes from", blocks=sources_list(sources))


async def _change(
    ack: AsyncAck, command: Payload, desk: Desk, client: AsyncWebClient, word: str, typed: str
) -> None:
    channel = await channel_of(client, command["channel_id"])
    asking = Asking(command["user_id"], command["team_id"], channel)
    async with database_answers():
        name = named(await desk.sources.seen_in(channel.id), typed)
        why = await desk.sources.change(asking, VERBS[word], name)
        sources = await desk.sources.seen_in(channel.id)
    said = why or DONE[word].format(name=name)
    await ack(text=said, blocks=sources_list(sources, said))


async def _search(ack: AsyncAck, command: Payload, desk: Desk, words: str) -> None:
    if not words:
        await ack(text=WHAT_TO_SEARCH)
        return
    async with database_answers():
        await desk.jobs.search(
            command["trigger_id"],
            person=command["user_id"],
            team=command["team_id"],
            channel=command["channel_id"],
            words=desk.payloads.text(words),
        )
    await ack(text=LOOKING)
