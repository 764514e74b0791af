"""The application that stands in for Jenkins."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiohttp import web

from sandbox.company import Company, Job
from sandbox.company.build_logs import console
from sandbox.company.builds import Build
from sandbox.jenkins import pages, stages
from sandbox.jenkins.accounts import (
    BUILD,
    CRUMB_FIELD,
    LOGIN,
    READ,
    Account,
    Login,
    accounts,
    crumb,
    login,
    require,
)
from sandbox.jenkins.beans import Bean, cut, parse_tree, select
from sandbox.jenkins.controller import Controller
from sandbox.jenkins.documents import Documents
from sandbox.jenkins.errors import bad_request, not_found
from sandbox.threads import in_thread

VERSION: Final = "2.528.1"
_SESSION: Final = "5f1d7c02"

_CONTROLLER = web.AppKey("controller", Controller)
_ACCOUNTS = web.AppKey("accounts", tuple[Account, ...])
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def create_app(company: Company, known: tuple[Account, ...] | None = None) -> web.Application:
    """The application.

    The remote API wants a login; the pages for people open without one, as behind a company's single sign-on.

    Args:
        company: whose builds it shows.
        known: who may use it; by default the bot, the members and a wallboard that may only read.
    """
    app = web.Application(middlewares=[_identity])
    app[_CONTROLLER] = Controller(company)
    app[_ACCOUNTS] = known if known is not None else accounts(company)
    app.on_response_prepare.append(_sign)
    app.on_cleanup.append(_close)
    _add_api(app.router)
    _add_pages(app.router)
    return app


def _add_api(router: web.UrlDispatcher) -> None:
    router.add_get("/api/json", _root)
    router.add_get("/crumbIssuer/api/json", _crumb)
    for path in ("/me/api/json", "/whoAmI/api/json"):
        router.add_get(path, _who)
    router.add_get("/computer/api/json", _computers)
    router.add_get("/computer/{node}/api/json", _computer)
    router.add_get("/queue/api/json", _queue)
    router.add_get("/queue/item/{id}/api/json", _queue_item)
    router.add_post("/queue/cancelItem", _cancel)
    router.add_get("/job/{job}/api/json", _job)
    router.add_post("/job/{job}/build", _start)
    router.add_post("/job/{job}/buildWithParameters", _start)
    build = "/job/{job}/{build}"
    router.add_get(f"{build}/api/json", _build)
    router.add_get(f"{build}/consoleText", _console_text)
    router.add_get(f"{build}/logText/progressiveText", _progressive_text)
    router.add_get(f"{build}/testReport/api/json", _test_report)
    router.add_get(f"{build}/wfapi/describe", _describe)
    router.add_get(f"{build}/wfapi/describe/", _describe)
    router.add_get(f"{build}/execution/node/{{node}}/wfapi/describe", _describe_node)
    router.add_get(f"{build}/execution/node/{{node}}/wfapi/log", _node_log)
    router.add_post(f"{build}/stop", _stop)


def _add_pages(router: web.UrlDispatcher) -> None:
    router.add_get("/", _home_page)
    router.add_get("/job/{job}/", _job_page)
    router.add_get("/job/{job}/{build}/", _build_page)
    router.add_get("/job/{job}/{build}/console", _console_page)
    router.add_get("/job/{job}/{build}/testReport/", _build_page)
    router.add_get("/user/{name}", _user_page)
    for path in ("/job/{job}", "/job/{job}/{build}", "/job/{job}/{build}/testReport"):
        router.add_get(path, _with_slash)


@web.middleware
async def _identity(request: web.Request, handler: Handler) -> web.StreamResponse:
    who: Login | None = login(request, request.app[_ACCOUNTS])
    if who is not None:
        request[LOGIN] = who
    try:
        return await handler(request)
    except web.HTTPNotFound as error:
        raise not_found(request) from error


async def _sign(_: web.Request, response: web.StreamResponse) -> None:
    response.headers["X-Jenkins"] = VERSION
    response.headers["X-Hudson"] = "1.395"
    response.headers["X-Jenkins-Session"] = _SESSION


async def _close(app: web.Application) -> None:
    await app[_CONTROLLER].close()


def _documents(request: web.Request) -> Documents:
    return Documents(request.app[_CONTROLLER], f"{request.url.origin()}/")


async def _find_job(request: web.Request) -> Job:
    try:
        return request.app[_CONTROLLER].company.job(request.match_info["job"])
    except KeyError as error:
        raise not_found(request) from error


async def _find_build(request: web.Request) -> Build:
    job = await _find_job(request)
    controller, name = request.app[_CONTROLLER], request.match_info["build"]
    number = int(name) if name.isascii() and name.isdigit() and len(name) < 10 else None
    look = controller.named if number is None else controller.build
    build = await in_thread(look, job, number if number is not None else name)  # type: ignore[arg-type]
    if build is None:
        raise not_found(request)
    return build


async def _json(request: web.Request, document: Callable[[], Any]) -> web.Response:
    """A document, cut by `tree` or `depth`."""
    require(request, READ)
    tree, depth = request.query.get("tree"), request.query.get("depth", "0")
    if not depth.isdecimal():
        raise bad_request(request, "depth is a number")
    try:
        wanted = None if tree is None else parse_tree(tree)
    except ValueError as error:
        raise bad_request(request, str(error)) from error

    def make() -> Any:
        value = document()
        if wanted is not None:
            return select(value.full() if isinstance(value, Bean) else value, wanted)
        return cut(value.full() if isinstance(value, Bean) else value, int(depth))

    return web.json_response(await in_thread(make))


async def _root(request: web.Request) -> web.Response:
    return await _json(request, _documents(request).root)


async def _crumb(request: web.Request) -> web.Response:
    account = require(request, READ)
    issuer = "hudson.security.csrf.DefaultCrumbIssuer"
    return web.json_response({"_class": issuer, "crumb": crumb(account), "crumbRequestField": CRUMB_FIELD})


async def _who(request: web.Request) -> web.Response:
    account = require(request, READ)
    url = f"{request.url.origin()}/user/{account.user}"
    return web.json_response(
        {
            "_class": "hudson.model.User", "absoluteUrl": url, "description": None,
            "fullName": account.full_name, "id": account.user, "name": account.user, "anonymous": False,
            "authenticated": True, "authorities": ["authenticated"], "property": [],
        }
    )  # fmt: skip


async def _computers(request: web.Request) -> web.Response:
    documents = _documents(request)
    return await _json(
        request,
        lambda: {"_class": "hudson.model.ComputerSet", "computer": [documents.node()], "totalExecutors": 4},
    )


async def _computer(request: web.Request) -> web.Response:
    if request.match_info["node"] != "agent-1":
        raise not_found(request)
    return await _json(request, _documents(request).node)


async def _queue(request: web.Request) -> web.Response:
    documents = _documents(request)
    waiting = [
        item for item in request.app[_CONTROLLER].queue.values() if item.build is None and not item.cancelled
    ]
    items = [documents.queue_item(item) for item in waiting]
    return await _json(
        request, lambda: {"_class": "hudson.model.Queue", "discoverableItems": [], "items": items}
    )


async def _queue_item(request: web.Request) -> web.Response:
    number = request.match_info["id"]
    item = request.app[_CONTROLLER].queue.get(int(number)) if number.isascii() and number.isdigit() else None
    if item is None:
        raise not_found(request)
    return await _json(request, lambda: _documents(request).queue_item(item))


async def _cancel(request: web.Request) -> web.Response:
    require(request, BUILD)
    controller, number = request.app[_CONTROLLER], request.query.get("id", "")
    item = controller.queue.get(int(number)) if number.isascii() and number.isdigit() else None
    if item is None:
        raise not_found(request)
    controller.cancel(item)
    return web.Response(status=204)


async def _job(request: web.Request) -> web.Response:
    job = await _find_job(request)
    return await _json(request, lambda: _documents(request).job(job))


async def _start(request: web.Request) -> web.Response:
    account = require(request, BUILD)
    job = await _find_job(request)
    with_parameters = request.path.endswith("WithParameters")
    given = {k: v for k, v in {**request.query, **(await request.post())}.items() if isinstance(v, str)}
    if with_parameters != bool(job.parameters):
        word = "is" if job.parameters else "is not"
        raise bad_request(request, f"{job.name} {word} parameterized")
    parameters = {name: given.get(name, "") for name in job.parameters}
    item = request.app[_CONTROLLER].enqueue(job, account.user, parameters)
    return web.Response(status=201, headers={"Location": f"{request.url.origin()}/queue/item/{item.id}/"})


async def _stop(request: web.Request) -> web.Response:
    require(request, BUILD)
    build = await _find_build(request)
    request.app[_CONTROLLER].stop(build)
    raise web.HTTPFound(f"/job/{build.job.name}/{build.number}/")


async def _build(request: web.Request) -> web.Response:
    require(request, READ)
    build = await _find_build(request)
    return await _json(request, lambda: _documents(request).build(build))


async def _console(request: web.Request, build: Build) -> bytes:
    text = await in_thread(console, request.app[_CONTROLLER].history, build)
    return text.encode()


async def _console_text(request: web.Request) -> web.Response:
    require(request, READ)
    body = await _console(request, await _find_build(request))
    return web.Response(body=body, content_type="text/plain", charset="utf-8")


async def _progressive_text(request: web.Request) -> web.Response:
    require(request, READ)
    build = await _find_build(request)
    body = await _console(request, build)
    start = request.query.get("start", "0")
    if not (start.isascii() and start.isdigit()):
        raise bad_request(request, "start is a number")
    headers = {"X-Text-Size": str(len(body))}
    if build.result is None:
        headers["X-More-Data"] = "true"
    rest = body[int(start) :] if int(start) <= len(body) else body
    return web.Response(body=rest, content_type="text/plain", charset="utf-8", headers=headers)


async def _test_report(request: web.Request) -> web.Response:
    require(request, READ)
    build = await _find_build(request)
    report = await in_thread(_documents(request).test_report, build)
    if report is None:
        raise not_found(request)
    return await _json(request, lambda: report)


async def _describe(request: web.Request) -> web.Response:
    require(request, READ)
    return web.json_response(stages.describe(await _find_build(request)))


def _node(request: web.Request) -> int:
    number = request.match_info["node"]
    if not (number.isascii() and number.isdigit()):
        raise not_found(request)
    return int(number)


async def _describe_node(request: web.Request) -> web.Response:
    require(request, READ)
    document = stages.describe_node(await _find_build(request), _node(request))
    if document is None:
        raise not_found(request)
    return web.json_response(document)


async def _node_log(request: web.Request) -> web.Response:
    require(request, READ)
    build = await _find_build(request)
    document = await in_thread(stages.node_log, request.app[_CONTROLLER], build, _node(request))
    if document is None:
        raise not_found(request)
    return web.json_response(document)


def _html(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/html")


async def _home_page(request: web.Request) -> web.Response:
    return _html(await in_thread(pages.home, request.app[_CONTROLLER]))


async def _job_page(request: web.Request) -> web.Response:
    job = await _find_job(request)
    return _html(await in_thread(pages.job, request.app[_CONTROLLER], job))


async def _build_page(request: web.Request) -> web.Response:
    build = await _find_build(request)
    return _html(await in_thread(pages.build, request.app[_CONTROLLER], build))


async def _console_page(request: web.Request) -> web.Response:
    build = await _find_build(request)
    text = (await _console(request, build)).decode()
    return _html(pages.console_page(build, text))


async def _user_page(request: web.Request) -> web.Response:
    for account in request.app[_ACCOUNTS]:
        if account.user == request.match_info["name"]:
            return _html(pages.user(account.user, account.full_name))
    raise not_found(request)


async def _with_slash(request: web.Request) -> web.Response:
    raise web.HTTPFound(f"{request.rel_url.raw_path}/")
