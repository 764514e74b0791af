"""Who the admins are."""

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from storage import Database
from storage.models import Role

log = structlog.get_logger(__name__)

ADMIN = "admin"
USER_GROUP = "S"


async def admins(database: Database, client: AsyncWebClient) -> list[str]:
    """The people who hold the role everywhere, by themselves or in a user group."""
    query = select(Role.member).where(Role.role == ADMIN, Role.service == "", Role.environment == "")
    async with database.session() as session:
        members = (await session.execute(query.distinct().order_by(Role.member))).scalars().all()
    people: list[str] = []
    for member in members:
        people += await _people_of(client, member) if member.startswith(USER_GROUP) else [member]
    return list(dict.fromkeys(people))


async def _people_of(client: AsyncWebClient, group: str) -> list[str]:
    try:
        found = await client.usergroups_users_list(usergroup=group)
    except SlackApiError as error:
        log.warning("user group not read", group=group, reason=error.response["error"])
        return []
    return [str(user) for user in found["users"]]
