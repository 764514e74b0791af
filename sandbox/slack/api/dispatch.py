"""A call from its HTTP request to its HTTP answer: faults, token, scopes, arguments, method, record."""

from aiohttp import web

from sandbox.slack.api.arguments import check_arguments, read_arguments
from sandbox.slack.api.method import METHODS, Method
from sandbox.slack.errors import SlackError
from sandbox.slack.keys import SLACK
from sandbox.slack.slack import Slack
from sandbox.slack.wire import Json
from sandbox.slack.workspace import Call, new_id


async def handle(request: web.Request) -> web.Response:
    """Answer a call of `/api/<method>`."""
    slack = request.app[SLACK]
    name = request.match_info["method"]
    status = slack.faults.status(name)
    if status is not None:
        return _fault(slack, name, status)
    given: Json = {}
    try:
        given = await read_arguments(request)
        token = _token(request, given)
        body = {"ok": True, **await _answer(slack, name, token, given)}
    except SlackError as error:
        body = error.as_json()
    if slack.faults.loses_answer():
        return _fault(slack, name, 503)
    slack.workspace.calls.append(Call(name, given, 200, body))
    known = METHODS.get(name)
    headers = {"X-Slack-Req-Id": new_id("R"), "X-OAuth-Scopes": ",".join(slack.installation.scopes)}
    headers |= {"X-Accepted-OAuth-Scopes": ",".join(known.scopes)} if known else {}
    return web.json_response(body, headers=headers)


async def _answer(slack: Slack, name: str, token: str | None, given: Json) -> Json:
    known = METHODS.get(name)
    if known is None:
        raise SlackError("unknown_method", req_method=name)
    _check_token(slack, known, token)
    if known.caller == "bot":
        slack.installation.need(*known.scopes)
    return await known.answer(slack, check_arguments(known.arguments, given))


def _token(request: web.Request, given: Json) -> str | None:
    """The token of the header, or of a form; it does not stay among the arguments."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    in_body = given.pop("token", None)
    if scheme.lower() == "bearer" and token:
        return token
    return str(in_body) if in_body and request.content_type != "application/json" else None


def _check_token(slack: Slack, known: Method, token: str | None) -> None:
    if known.caller == "anyone":
        return
    if not token:
        raise SlackError("not_authed")
    kinds = {slack.secrets.bot_token: "bot", slack.secrets.app_token: "app"}
    if token not in kinds:
        raise SlackError("invalid_auth")
    if kinds[token] != known.caller:
        raise SlackError("not_allowed_token_type")


def _fault(slack: Slack, name: str, status: int) -> web.Response:
    if status == 429:
        body = {"ok": False, "error": "ratelimited"}
        slack.workspace.calls.append(Call(name, {}, status, body))
        return web.json_response(body, status=429, headers={"Retry-After": str(slack.faults.retry_after)})
    body = {"ok": False, "error": "service_unavailable"}
    slack.workspace.calls.append(Call(name, {}, status, body))
    return web.json_response(body, status=status)
