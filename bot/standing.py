"""Who asks, and before whom: what Slack knows of a person and a channel, and the gate needs to know."""

import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar
from uuid import UUID

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from agents import Answer, Progress
from bot.replies.stream import SLACK_ERRORS
from bot.runner import Answers
from bot.texts import is_group
from storage import AskStore, RoleStore
from storage.models import Ask
from tools.gate import Kind, Place
from tools.gate.subjects import GROUPS, KIND, PLACE

log = structlog.get_logger(__name__)

T = TypeVar("T")

# A person who becomes a guest, or a channel that becomes shared, is seen as such after this long.
REMEMBERED_SECONDS = 300.0


class Standing:
    """Looks people and channels up in Slack, and remembers them for a few minutes."""

    def __init__(self, client: AsyncWebClient, roles: RoleStore) -> None:
        self._client = client
        self._roles = roles
        self._known: dict[str, tuple[float, Any]] = {}

    async def of(self, ask: Ask) -> dict[str, Any]:
        """What belongs into an ask's context; nothing for a member in a channel of their own company.

        Raises:
            SlackApiError: Slack does not say; who somebody is can't be guessed.
        """
        told: dict[str, Any] = {KIND: await self.kind_of(ask.asker, ask.team)}
        if ask.channel is not None and ask.channel[0] in "CG":
            told[PLACE] = await self._remembered(ask.channel, self._place)
        if groups := await self.groups_of(ask.asker):
            told[GROUPS] = groups
        return {name: value for name, value in told.items() if value not in (Kind.PERSON, Place.CHANNEL)}

    async def groups_of(self, person: str) -> list[str]:
        """The user groups that somebody is in, of those that hold roles."""
        held = await self._roles.groups()
        return [group for group in held if person in await self._remembered(group, self._members)]

    async def people_of(self, members: Iterable[str]) -> list[str]:
        """People and user groups as people, each once. A group that Slack does not open stays one."""
        people: list[str] = []
        for member in members:
            people += await self._in_group(member) if is_group(member) else [member]
        return list(dict.fromkeys(people))

    async def _in_group(self, group: str) -> list[str]:
        try:
            return await self._remembered(group, self._members)
        except SLACK_ERRORS as error:
            log.warning("user group not read", group=group, reason=str(error))
            return [group]

    async def _members(self, group: str) -> list[str]:
        found: list[str] = (await self._client.usergroups_users_list(usergroup=group))["users"]
        return found

    async def kind_of(self, person: str, team: str | None) -> str:
        """Whether somebody is a member, a guest or of another company, or a program."""

        async def look(account: str) -> str:
            user = (await self._client.users_info(user=account))["user"]
            if user.get("is_bot"):
                return Kind.BOT
            foreign = user.get("is_stranger") or (team is not None and user.get("team_id", team) != team)
            restricted = user.get("is_restricted") or user.get("is_ultra_restricted")
            return Kind.GUEST if foreign or restricted else Kind.PERSON

        return await self._remembered(person, look)

    async def _place(self, channel: str) -> str:
        about = (await self._client.conversations_info(channel=channel))["channel"]
        shared = about.get("is_ext_shared") or about.get("is_pending_ext_shared")
        return Place.SHARED if shared else Place.CHANNEL

    async def _remembered(self, account: str, look: Callable[[str], Awaitable[T]]) -> T:
        known = self._known.get(account)
        if known is not None and time.monotonic() - known[0] < REMEMBERED_SECONDS:
            remembered: T = known[1]
            return remembered
        found = await look(account)
        self._known[account] = (time.monotonic(), found)
        return found


class WithStanding:
    """A crew that is told who asks before it begins."""

    def __init__(self, crew: Answers, standing: Standing, asks: AskStore) -> None:
        self._crew = crew
        self._standing = standing
        self._asks = asks

    async def answer(self, ask: Ask, progress: Progress) -> Answer:
        """Find out who asks, write it into the ask, and answer it."""
        if ask.source == "slack":
            context = {**ask.context, **await self._standing.of(ask)}
            if context != ask.context:
                ask.context = context
                await self._asks.change(ask.id, context=context)
        return await self._crew.answer(ask, progress)

    async def forget(self, ask_id: UUID) -> None:
        """Remove what was kept for going on."""
        await self._crew.forget(ask_id)
