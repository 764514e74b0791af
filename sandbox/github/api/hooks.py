"""Webhooks of a repository or the organization, their deliveries, and deliveries once more."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from yarl import URL

from sandbox.company.people import ORGANIZATION
from sandbox.github.errors import custom, invalid, not_found
from sandbox.github.forge import LOGIN, OWNERS, body_of, forge_of, hosted_of
from sandbox.github.links import Links, stamp
from sandbox.github.paging import Page, listed, reply
from sandbox.github.shapes.repositories import repository
from sandbox.github.shapes.users import user
from sandbox.github.webhooks.outbox import OUTBOX, Delivery, Hook

routes = web.RouteTableDef()

_PLACES = ("/repos/{owner}/{repo}/hooks", "/orgs/{org}/hooks")
_HOOK = r"/{hook:\d+}"
_DELIVERY = r"/{hook:\d+}/deliveries/{delivery:\d+}"


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def _everywhere(method: Callable[[str], Any], path: str = "") -> Callable[[Handler], Handler]:
    """The same for repositories and the organization."""

    def wrap(handler: Handler) -> Handler:
        for place in _PLACES:
            method(place + path)(handler)
        return handler

    return wrap


@_everywhere(routes.get)
async def list_hooks(request: web.Request) -> web.Response:
    page, found = Page.of(request), _hooks(request)
    return listed(request, [_shape(request, hook) for hook in page.cut(found)], page, len(found))


@_everywhere(routes.post)
async def make_hook(request: web.Request) -> web.Response:
    place, body = _place(request), await body_of(request)
    if body.get("name", "web") != "web":
        raise invalid("Hook", "name")
    config = body.get("config")
    if not isinstance(config, dict) or not isinstance(config.get("url"), str):
        raise invalid("Hook", "config", "missing_field")
    if not URL(config["url"]).host or not config["url"].startswith(("http://", "https://")):
        raise custom("Hook", ("config", "url is missing a scheme"))
    outbox, now = request.config_dict[OUTBOX], forge_of(request).now()
    hook = Hook(outbox.next_id(), place, config["url"], frozenset(), now)
    _configure(hook, body | {"events": body.get("events") or ["push"]})
    if any((one.repository, one.url, one.events) == (place, hook.url, hook.events) for one in outbox.hooks):
        raise custom("Hook", ("config", "Hook already exists on this repository"))
    outbox.hooks.append(hook)
    _ping(request, hook)
    return reply(_shape(request, hook), 201)


@_everywhere(routes.get, _HOOK)
async def get_hook(request: web.Request) -> web.Response:
    return reply(_shape(request, _hook(request)))


@_everywhere(routes.patch, _HOOK)
async def edit_hook(request: web.Request) -> web.Response:
    hook = _hook(request)
    _configure(hook, await body_of(request))
    return reply(_shape(request, hook))


@_everywhere(routes.delete, _HOOK)
async def delete_hook(request: web.Request) -> web.Response:
    request.config_dict[OUTBOX].hooks.remove(_hook(request))
    return web.Response(status=204)


@_everywhere(routes.post, f"{_HOOK}/pings")
async def ping(request: web.Request) -> web.Response:
    _ping(request, _hook(request))
    return web.Response(status=204)


@_everywhere(routes.get, f"{_HOOK}/deliveries")
async def list_deliveries(request: web.Request) -> web.Response:
    page, found = Page.of(request), _hook(request).deliveries[::-1]
    return listed(request, [_summary(one) for one in page.cut(found)], page, len(found))


@_everywhere(routes.get, _DELIVERY)
async def get_delivery(request: web.Request) -> web.Response:
    hook, one = _hook(request), _delivery(request)
    sent = {"headers": one.headers, "payload": one.payload}
    answered = {"headers": {}, "payload": one.answer}
    return reply(_summary(one) | {"url": hook.url, "request": sent, "response": answered})


@_everywhere(routes.post, f"{_DELIVERY}/attempts")
async def deliver_again(request: web.Request) -> web.Response:
    """The same event with the same id, as a new delivery."""
    one = _delivery(request)
    request.config_dict[OUTBOX].send(_hook(request), one.guid, one.event, one.payload, again=True)
    return reply({}, 202)


def _configure(hook: Hook, body: dict[str, Any]) -> None:
    config = body.get("config") or {}
    if config.get("content_type", "form") not in ("form", "json"):
        raise invalid("Hook", "config")
    hook.url = config.get("url", hook.url)
    hook.secret = config.get("secret", hook.secret)
    hook.content_type = config.get("content_type", hook.content_type)
    hook.active = bool(body.get("active", hook.active))
    hook.events = frozenset(body.get("events", hook.events))


def _ping(request: web.Request, hook: Hook) -> None:
    links, forge = Links.of(request), forge_of(request)
    payload: dict[str, Any] = {"zen": "Keep it logically awesome.", "hook_id": hook.id}
    payload |= {"hook": _shape(request, hook), "sender": user(request[LOGIN], forge, links)}
    if hook.repository:
        payload["repository"] = repository(forge.repositories[hook.repository], links)
    outbox = request.config_dict[OUTBOX]
    outbox.send(hook, outbox.new_guid(), "ping", payload)


def _place(request: web.Request) -> str | None:
    """The repository whose hooks are meant, None for the organization; 404 for whoever does not own it."""
    name = hosted_of(request).name if "repo" in request.match_info else None
    org = request.match_info.get("org", ORGANIZATION).lower()
    if request[LOGIN] not in OWNERS or org != ORGANIZATION:
        raise not_found()
    return name


def _hooks(request: web.Request) -> list[Hook]:
    place = _place(request)
    return [hook for hook in request.config_dict[OUTBOX].hooks if hook.repository == place]


def _hook(request: web.Request) -> Hook:
    for hook in _hooks(request):
        if str(hook.id) == request.match_info["hook"]:
            return hook
    raise not_found()


def _delivery(request: web.Request) -> Delivery:
    for one in _hook(request).deliveries:
        if str(one.id) == request.match_info["delivery"]:
            return one
    raise not_found()


def _shape(request: web.Request, hook: Hook) -> dict[str, Any]:
    links = Links.of(request)
    where = f"/repos/{ORGANIZATION}/{hook.repository}" if hook.repository else f"/orgs/{ORGANIZATION}"
    url, last = links.api(f"{where}/hooks/{hook.id}"), hook.deliveries[-1] if hook.deliveries else None
    config = {"url": hook.url, "content_type": hook.content_type, "insecure_ssl": "0"}
    return {
        "type": "Repository" if hook.repository else "Organization",
        "id": hook.id,
        "name": "web",
        "active": hook.active,
        "events": sorted(hook.events),
        "config": config | ({"secret": "********"} if hook.secret else {}),
        "updated_at": stamp(hook.created_at),
        "created_at": stamp(hook.created_at),
        "url": url,
        "test_url": f"{url}/test",
        "ping_url": f"{url}/pings",
        "deliveries_url": f"{url}/deliveries",
        "last_response": {
            "code": last.status_code if last else None,
            "status": ("active" if last.status == "OK" else "misconfigured") if last else "unused",
            "message": last.status if last else None,
        },
    }


def _summary(one: Delivery) -> dict[str, Any]:
    return {
        "id": one.id,
        "guid": one.guid,
        "delivered_at": stamp(one.delivered_at),
        "redelivery": one.redelivery,
        "duration": one.duration,
        "status": one.status,
        "status_code": one.status_code,
        "event": one.event,
        "action": one.action,
        "installation_id": None,
        "repository_id": None,
        "throttled_at": None,
    }
