"""Does the jobs of keeping, in a worker."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.found import found_blocks
from bot.blocks.keeping import remembered
from bot.feedback import FeedbackStore
from bot.keeping import answers
from bot.keeping.names import name_in, with_channels
from bot.keeping.permission import Asking, Permission
from bot.keeping.places import Channel, channel_of
from bot.keeping.telling import tell
from bot.keeping.threads import KEPT_BY, Message, Reading, replies, thread_page
from bot.replies.threads import NOT_A_MEMBER
from knowledge import KeptPage, Library
from storage import AskStore, AuditLog, Catalog, Database
from storage.audit.events import knowledge_changed
from storage.knowledge import NewSource, page_at
from storage.models import Ask, Feedback
from tools.documents import search_documents
from tools.documents.audience import audience
from tools.documents.keeping import FORGET_THREAD, KEEP_ANSWER, REMEMBER_THREAD

log = structlog.get_logger(__name__)

THREADS = "threads"
ANSWERS = "answers"
MOST_FOUND = 5
NO_WORDS = "There are no words in that thread that I could remember."
NOT_HERE = "I can't read <#{channel}>. Invite me with `/invite`, then choose *Remember this* again."
NOT_DIRECT = "I don't keep direct messages. Choose *Remember this* in a channel."


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread that somebody wants to have kept, and who is to find it.

    `looked_at` is the thread that they have open; empty if they look at the channel.
    """

    person: str
    team: str
    channel: str
    ts: str
    audience: str
    looked_at: str


class Keeper:
    """Keeps and forgets what people hand over.

    Args:
        client: How Slack is reached.
        library: Where it is kept.
        database: The database behind it.
        asks: What was asked and answered.
        feedback: What people think of it.
        permission: Who may.
        audit: Where it is written down.
        catalog: Whose names people have, and which project this is.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        library: Library,
        database: Database,
        asks: AskStore,
        feedback: FeedbackStore,
        permission: Permission,
        audit: AuditLog,
        catalog: Catalog,
    ) -> None:
        self._client = client
        self._library = library
        self._database = database
        self._asks = asks
        self._feedback = feedback
        self._permission = permission
        self._audit = audit
        self._catalog = catalog
        self._name_of = name_in(catalog)

    async def remember_thread(self, **thread: str) -> None:
        """The job: keep a thread, and tell whoever wanted it."""
        wanted = Thread(**thread)
        say = partial(tell, self._client, wanted.channel, wanted.person, thread_ts=wanted.looked_at or None)
        try:
            channel = await channel_of(self._client, wanted.channel)
            messages = [] if channel.direct else await replies(self._client, wanted.channel, wanted.ts)
        except SlackApiError as error:
            if error.response["error"] not in (*NOT_A_MEMBER, "thread_not_found"):
                raise
            await say(NOT_HERE.format(channel=wanted.channel))
            return
        if channel.direct:
            await say(NOT_DIRECT)
            return
        await say(*await self._remember(wanted, channel, messages))

    async def forget_thread(self, person: str, team: str, channel: str, source: str, path: str) -> None:
        """The job: take a kept thread back."""
        say = partial(tell, self._client, channel, person)
        page = await page_at(self._database, source, path)
        if page is None:
            return
        asking = Asking(person, team, await channel_of(self._client, channel))
        arguments = {"source": source, "audience": "everyone", "own": page.details.get(KEPT_BY) == person}
        if why := await self._permission.refused(asking, FORGET_THREAD, arguments):
            await say(f"Not taken back: {why}")
            return
        await self._library.forget(source, [path])
        await self._audit.write(knowledge_changed(person, FORGET_THREAD.name, source, path=path))

    async def keep_answer(self, ask_id: str) -> None:
        """The job: keep an answer that people marked as right; forget one that they no longer do."""
        ask = await self._asks.get(UUID(ask_id))
        if ask.source != "slack" or ask.channel is None or ask.channel[0] not in "CG":
            return
        channel = await channel_of(self._client, ask.channel)
        # It was made of what its asker may see there: it may quote what others may not.
        source = _source(ANSWERS, channel, "channel", "quarterdeck")
        page = await self._answer(ask, channel, source, await self._feedback.of(ask.id))
        if page is not None:
            await self._library.keep(source, [page])
            log.info("answer kept", ask_id=ask_id, source=source.name)
        elif await self._library.forget(source.name, [answers.path_of(ask)]):
            log.info("answer taken back", ask_id=ask_id, source=source.name)

    async def search(self, person: str, team: str, channel: str, words: str) -> None:
        """The job: search what somebody may see where they are, and show it to them."""
        asking = Asking(person, team, await channel_of(self._client, channel))
        say = partial(tell, self._client, channel, person)
        if why := await self._permission.refused(asking, search_documents, {"query": words}):
            await say(f"Not searched: {why}")
            return
        filters = audience(await self._permission.subject(asking), self._catalog)
        hits = await self._library.search(words, MOST_FOUND, filters=filters, per_page=1)
        await say(f"What I found: {words}", found_blocks(words, hits))

    async def _remember(self, wanted: Thread, channel: Channel, messages: list[Message]) -> tuple[str, Any]:
        source = _source(THREADS, channel, wanted.audience, wanted.person)
        arguments = _arguments(source, channel) | {"private": channel.private}
        asking = Asking(wanted.person, wanted.team, channel)
        if why := await self._permission.refused(asking, REMEMBER_THREAD, arguments):
            return f"Not remembered: {why}", None
        link = await self._client.chat_getPermalink(channel=channel.id, message_ts=wanted.ts)
        reading = await self._reading(messages)
        page = thread_page(messages, channel, str(link["permalink"]), wanted.person, reading)
        if page is None:
            return NO_WORDS, None
        await self._library.keep(source, [page])
        # Kept anew for others, it is no longer kept for those of before.
        for name in {THREADS, f"{THREADS}/{channel.id}"} - {source.name}:
            await self._library.forget(name, [page.path])
        await self._audit.write(
            knowledge_changed(wanted.person, REMEMBER_THREAD.name, source.name, path=page.path)
        )
        everyone = source.audience["kind"] == "everyone"
        return remembered(channel.id, everyone=everyone, source=source.name, path=page.path)

    async def _answer(
        self, ask: Ask, channel: Channel, source: NewSource, feedback: Sequence[Feedback]
    ) -> KeptPage | None:
        answer = await self._asks.answer_of(ask.id)
        # One word against it is enough: somebody has to look first. What has no evidence is no knowledge.
        if answer is None or not answer.citations or not all(one.helpful for one in feedback):
            return None
        arguments = _arguments(source, channel) | {"private": channel.private}
        approved = [one for one in feedback if not await self._may_not_approve(ask, channel, one, arguments)]
        if not approved:
            return None
        names = [self._name_of(one.person) or one.person for one in approved]
        link = await self._client.chat_getPermalink(channel=channel.id, message_ts=ask.thread_ts or "")
        return answers.answer_page(ask, answer, names, str(link["permalink"]))

    async def _may_not_approve(
        self, ask: Ask, channel: Channel, feedback: Feedback, arguments: dict[str, Any]
    ) -> str | None:
        asking = Asking(feedback.person, ask.team, channel)
        return await self._permission.refused(asking, KEEP_ANSWER, arguments)

    async def _reading(self, messages: Sequence[Message]) -> Reading:
        me = (await self._client.auth_test())["user_id"]
        return Reading(me, await with_channels(self._name_of, self._client, messages))


def _source(what: str, channel: Channel, chosen: str, added_by: str) -> NewSource:
    """Where it is kept: one source for what everyone finds, and one for each channel."""
    audience = channel.audience(chosen)
    everyone = audience["kind"] == "everyone"
    return NewSource(
        name=what if everyone else f"{what}/{channel.id}",
        kind="answers" if what == ANSWERS else "slack",
        location={"what": what} if everyone else {"what": what, "channel": channel.id},
        added_by=added_by,
        audience=audience,
    )


def _arguments(source: NewSource, channel: Channel) -> dict[str, Any]:
    everyone = source.audience["kind"] == "everyone"
    return {
        "source": source.name,
        "audience": "everyone" if everyone else "channel",
        "channel": channel.id,
    }
