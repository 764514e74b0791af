"""What the page sets in motion: commands, shortcuts, buttons, modals, the Home tab and the agent pane."""

import time

from aiohttp import web

from sandbox.slack import interactions, responses, submissions
from sandbox.slack.addresses import addressed
from sandbox.slack.client.requests import (
    Action,
    Agent,
    Command,
    Container,
    Home,
    Shortcut,
    ViewDone,
    own_channel,
    person,
    read,
)
from sandbox.slack.elements import pressed, state_of
from sandbox.slack.errors import SlackError
from sandbox.slack.keys import SLACK
from sandbox.slack.messages import Message
from sandbox.slack.slack import Slack
from sandbox.slack.tickets import ResponseUrl
from sandbox.slack.users import User
from sandbox.slack.views import View
from sandbox.slack.wire import Json


async def command(request: web.Request) -> web.Response:
    """Run a slash command; what the app answers comes as a message."""
    slack = request.app[SLACK]
    args = await read(request, Command)
    me = person(slack, args.member)
    channel = own_channel(slack, args.channel, me)
    if args.command not in {one.command for one in slack.installation.manifest.features.slash_commands}:
        raise SlackError("unknown_command")
    if args.thread_ts:
        raise SlackError("command_not_supported_in_threads")
    slack.installation.need("commands")
    payload = interactions.command(slack, me, channel, args.command, args.text)

    async def run() -> None:
        answer = await interactions.ask(slack, "slash_commands", payload, me.id, args.command)
        if answer:
            _say(slack, ResponseUrl(me.id, channel.id, time.monotonic()), answer)

    slack.outbox.start(run())
    return web.json_response({"ok": True})


async def shortcut(request: web.Request) -> web.Response:
    """Run a shortcut of a message or of the workspace."""
    slack = request.app[SLACK]
    args = await read(request, Shortcut)
    me = person(slack, args.member)
    kind = "message" if args.message_ts else "global"
    known = {one.callback_id: one for one in slack.installation.manifest.features.shortcuts}
    if args.callback_id not in known or known[args.callback_id].type != kind:
        raise SlackError("unknown_shortcut")
    if args.message_ts:
        channel = own_channel(slack, args.channel or "", me)
        message = slack.workspace.message(channel.id, args.message_ts)
        payload = interactions.message_shortcut(slack, me, channel, message, args.callback_id)
    else:
        payload = interactions.global_shortcut(slack, me, args.callback_id)
    _ask_beside(slack, payload, me, known[args.callback_id].name)
    return web.json_response({"ok": True})


async def action(request: web.Request) -> web.Response:
    """Press or choose something."""
    slack = request.app[SLACK]
    args = await read(request, Action)
    me = person(slack, args.member)
    found = _container(slack, args.container, me)
    done = pressed(found.blocks, args.action, slack.workspace.clock.ts())
    state = state_of(found.blocks, args.state)
    if isinstance(found, View):
        payload = interactions.view_action(slack, me, found, done, state)
    else:
        payload = interactions.message_action(slack, me, found, done, state)
    _ask_beside(slack, payload, me, "That button")
    return web.json_response({"ok": True})


async def view(request: web.Request) -> web.Response:
    """Submit or close a modal."""
    slack = request.app[SLACK]
    args = await read(request, ViewDone)
    me = person(slack, args.member)
    found = _view(slack, args.view_id, me)
    if args.kind == "close":
        slack.outbox.start(submissions.close(slack, me, found))
        return web.json_response({"ok": True})
    errors = await submissions.submit(slack, me, found, args.state)
    return web.json_response({"ok": not errors, **({"errors": errors} if errors else {})})


async def home(request: web.Request) -> web.Response:
    """Open the app's Home tab."""
    slack = request.app[SLACK]
    args = await read(request, Home)
    me = _user_of_app(slack, args)
    if not slack.installation.manifest.features.app_home.home_tab_enabled:
        raise SlackError("not_enabled")
    channel = slack.workspace.open_im(me.id, slack.workspace.bot_user)
    shown = slack.workspace.views.get(slack.workspace.homes.get(me.id, ""))
    event: Json = {"type": "app_home_opened", "user": me.id, "channel": channel.id, "tab": "home"}
    event |= {"event_ts": slack.workspace.clock.ts()} | ({"view": shown.as_json()} if shown else {})
    slack.events.emit("app_home_opened", event)
    view = addressed(shown.as_json(), slack.workspace.id) if shown else None
    return web.json_response({"ok": True, "view": view})


async def agent(request: web.Request) -> web.Response:
    """Open the app's agent pane."""
    slack = request.app[SLACK]
    args = await read(request, Agent)
    me = _user_of_app(slack, args)
    features = slack.installation.manifest.features
    if features.agent_view is None and features.assistant_view is None:
        raise SlackError("not_enabled")
    channel, thread_ts = slack.pane.open(me.id, args.channel_context)
    answer: Json = {"ok": True, "channel": channel.id}
    return web.json_response(answer | ({"thread_ts": thread_ts} if thread_ts else {}))


async def context(request: web.Request) -> web.Response:
    """The member looks at another channel while the pane is open."""
    slack = request.app[SLACK]
    args = await read(request, Agent)
    slack.pane.change(_user_of_app(slack, args).id, args.channel_context)
    return web.json_response({"ok": True})


def _user_of_app(slack: Slack, args: Home | Agent) -> User:
    if args.app_id != slack.installation.bot.app_id:
        raise SlackError("app_not_found")
    return person(slack, args.member)


def _container(slack: Slack, where: Container, me: User) -> Message | View:
    if where.type in ("view", "home"):
        return _view(slack, where.view_id or slack.workspace.homes.get(me.id, ""), me)
    if where.type == "ephemeral":
        message = slack.workspace.ephemerals.get(where.ts or "")
        if message is None:
            raise SlackError("message_not_found")
        return message
    channel = own_channel(slack, where.channel or "", me)
    return slack.workspace.message(channel.id, where.ts or "")


def _view(slack: Slack, key: str, me: User) -> View:
    found = slack.workspace.views.get(key)
    if found is None or found.user != me.id:
        raise SlackError("view_not_found")
    return found


def _ask_beside(slack: Slack, payload: Json, me: User, name: str) -> None:
    async def run() -> None:
        await interactions.ask(slack, "interactive", payload, me.id, name)

    slack.outbox.start(run())


def _say(slack: Slack, leave: ResponseUrl, answer: Json) -> None:
    try:
        responses.answer(slack, leave, answer)
    except SlackError as error:
        slack.app_error(leave.user, f"The app's answer was refused: {error.code}")
