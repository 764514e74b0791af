"""The modal in which a source is added, sent off."""

import json
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.sources import AUDIENCE, KIND, OWNER, PLACE, SCHEDULE, SCHEDULES
from bot.desk import Desk
from bot.intake import database_answers
from bot.keeping.permission import Asking
from bot.keeping.places import channel_of
from bot.keeping.sources import Wanted
from bot.keeping.telling import tell
from bot.payloads import Payload
from bot.replies.threads import NOT_A_MEMBER
from storage import DatabaseUnavailableError

DOWN = "I can't take this right now: my database does not answer. Please try again in a minute."
NOT_HERE = "I can't see this channel. Invite me with /invite first."
ADDED = "Added. I read it now; `/deck knowledge` shows how far I am."


async def source_submitted(
    ack: AsyncAck, body: Payload, view: Payload, desk: Desk, client: AsyncWebClient
) -> None:
    """Add the source, or say in the modal why not."""
    about, fields = json.loads(view["private_metadata"]), view["state"]["values"]
    schedule = _chosen(fields, SCHEDULE)
    wanted = Wanted(
        kind=_chosen(fields, KIND),
        place=(fields[PLACE][PLACE].get("value") or "").strip(),
        audience=_chosen(fields, AUDIENCE),
        project=about["project"],
        owner=fields[OWNER][OWNER].get("selected_user"),
        schedule=schedule if schedule in SCHEDULES else next(iter(SCHEDULES)),
    )
    person = body["user"]["id"]
    try:
        channel = await channel_of(client, about["channel"])
        async with database_answers():
            why = await desk.sources.add(Asking(person, body["team"]["id"], channel), wanted)
    except DatabaseUnavailableError:
        why = DOWN
    except SlackApiError as error:
        if error.response["error"] not in NOT_A_MEMBER:
            raise
        why = NOT_HERE
    if why:
        await ack(response_action="errors", errors={PLACE: why})
        return
    await ack()
    await tell(client, about["channel"], person, ADDED)


def _chosen(fields: Payload, name: str) -> str:
    option: dict[str, Any] = fields[name][name].get("selected_option") or {}
    return str(option.get("value") or "")
