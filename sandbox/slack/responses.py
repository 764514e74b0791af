"""What an app says without the Web API: to a `response_url`, or in the acknowledgement of a command.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

import json

from aiohttp import web

from sandbox.slack.api.arguments import check_arguments
from sandbox.slack.api.content import Content
from sandbox.slack.errors import SlackError
from sandbox.slack.keys import SLACK
from sandbox.slack.messages import Message
from sandbox.slack.slack import Slack
from sandbox.slack.tickets import ResponseUrl
from sandbox.slack.wire import Json
from sandbox.slack.workspace import Call


class Answer(Content):
    """A message for a `response_url`."""

    response_type: str = "ephemeral"
    replace_original: bool = False
    delete_original: bool = False
    thread_ts: str | None = None
    unfurl_links: bool | None = None
    unfurl_media: bool | None = None
    mrkdwn: bool | None = None


async def handle(request: web.Request) -> web.Response:
    """Answer a POST to a `response_url`."""
    slack = request.app[SLACK]
    given: Json = {}
    try:
        leave = slack.tickets.spend(request.match_info["key"])
        given = await _body(request)
        answer(slack, leave, given)
    except SlackError as error:
        slack.workspace.calls.append(Call("response_url", given, 404, error.as_json()))
        gone = error.code in ("no_such_url", "expired_url", "used_url")
        return web.json_response(error.as_json(), status=404 if gone else 400)
    slack.workspace.calls.append(Call("response_url", given, 200, {"ok": True}))
    return web.Response(text="ok")


def answer(slack: Slack, leave: ResponseUrl, given: Json) -> None:
    """Say what the app wants said where it was asked.

    Raises:
        SlackError: what Slack answers to a message that may not be.
    """
    args = check_arguments(Answer, given)
    original = leave.original
    if args.delete_original and original is not None:
        _delete(slack, leave, original)
        return
    args.check(slack)
    if args.replace_original and original is not None:
        _replace(slack, leave, original, args)
        return
    message = slack.bot_message(
        leave.channel, **args.fields(), thread_ts=args.thread_ts, metadata=args.metadata
    )
    if args.response_type == "in_channel":
        slack.posting.post(message)
    else:
        slack.posting.post_ephemeral(message, leave.user)


async def _body(request: web.Request) -> Json:
    try:
        body = json.loads(await request.text())
    except ValueError:
        raise SlackError("invalid_payload") from None
    if not isinstance(body, dict):
        raise SlackError("invalid_payload")
    return body


def _delete(slack: Slack, leave: ResponseUrl, original: Message) -> None:
    if original.ephemeral:
        slack.workspace.ephemerals.pop(original.ts, None)
        frame = {"type": "message_deleted", "channel": original.channel, "ts": original.ts}
        slack.posting.tell(frame, [leave.user])
    else:
        slack.posting.delete(original)


def _replace(slack: Slack, leave: ResponseUrl, original: Message, args: Answer) -> None:
    previous = original.as_json()
    fields = args.fields()
    original.text, original.blocks = fields["text"], fields["blocks"]
    original.attachments = fields["attachments"]
    if original.ephemeral:
        slack.posting.post_ephemeral(original, leave.user)
    else:
        slack.posting.changed(original, previous)
