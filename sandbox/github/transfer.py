"""git over HTTP: its own `http-backend`, to clone and to push, for whoever has a token."""

import asyncio
import base64
import binascii
from pathlib import Path

from aiohttp import web

from sandbox.github.forge import APP_LOGIN, LOGIN, Forge, Hosted, forge_of, hosted_of
from sandbox.github.git import ENVIRONMENT
from sandbox.github.pushes import after_push, heads, variables, write_hooks

routes = web.RouteTableDef()

_REPO = "/{owner}/{repo:[^/]+[.]git}"


@routes.get(f"{_REPO}/info/refs")
@routes.post(f"{_REPO}/git-upload-pack")
@routes.post(f"{_REPO}/git-receive-pack")
async def serve(request: web.Request) -> web.StreamResponse:
    """Hand the request to `git http-backend` as a CGI program."""
    login, forge = _login(request), forge_of(request)
    if login is None:
        return web.Response(status=401, headers={"WWW-Authenticate": 'Basic realm="GitHub"'})
    request[LOGIN] = login
    hosted = hosted_of(request)
    if not _pushes(request):
        return await _backend(request, hosted, {})
    if login == APP_LOGIN and forge.app_contents != "write":
        said = f"remote: Permission to {hosted.full_name}.git denied to {login}.\n"
        return web.Response(status=403, text=said)
    return await _push(request, forge, hosted, login)


async def _push(request: web.Request, forge: Forge, hosted: Hosted, login: str) -> web.Response:
    folder = Path(forge.company.home) / "hooks"
    async with hosted.turn:
        await asyncio.get_running_loop().run_in_executor(forge.threads, write_hooks, folder)
        hosted.git.forget()
        before = await heads(hosted)
        response = await _backend(request, hosted, variables(folder, login))
        if request.method == "POST":
            await after_push(request, hosted, before)
    return response


async def _backend(request: web.Request, hosted: Hosted, more: dict[str, str]) -> web.Response:
    path = hosted.git.path
    told = {
        "GIT_PROJECT_ROOT": str(path.parent),
        "GIT_HTTP_EXPORT_ALL": "1",
        "PATH_INFO": f"/{path.name}/{request.path.split('.git/', 1)[1]}",
        "REQUEST_METHOD": request.method,
        "QUERY_STRING": request.query_string,
        "CONTENT_TYPE": request.headers.get("Content-Type", ""),
        # aiohttp has unpacked the body already.
        "HTTP_GIT_PROTOCOL": request.headers.get("Git-Protocol", ""),
    }
    process = await asyncio.create_subprocess_exec(
        "git", "http-backend", env=ENVIRONMENT | told | more,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    output, _ = await process.communicate(await request.read())
    return _answer(output)


def _pushes(request: web.Request) -> bool:
    return "git-receive-pack" in (request.query.get("service"), request.path.rpartition("/")[2])


def _answer(output: bytes) -> web.Response:
    head, _, body = output.partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
    status = int(headers.pop("Status", "200 OK").split()[0])
    return web.Response(status=status, body=body, headers=headers)


def _login(request: web.Request) -> str | None:
    """The account of the token, which git sends as a password."""
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            value = base64.b64decode(value).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return None
    return forge_of(request).tokens.get(value)
