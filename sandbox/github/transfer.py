"""`git clone` over HTTP: git's own `http-backend`, read only, for whoever has the token."""

import asyncio
import base64
import binascii

from aiohttp import web

from sandbox.github.forge import forge_of, hosted_of
from sandbox.github.git import ENVIRONMENT

routes = web.RouteTableDef()

_REPO = "/{owner}/{repo:[^/]+[.]git}"


@routes.get(f"{_REPO}/info/refs")
@routes.post(f"{_REPO}/git-upload-pack")
async def serve(request: web.Request) -> web.StreamResponse:
    """Hand the request to `git http-backend` as a CGI program."""
    if not _authorized(request):
        return web.Response(status=401, headers={"WWW-Authenticate": 'Basic realm="GitHub"'})
    if request.query.get("service") == "git-receive-pack":
        return web.Response(status=403, text="This stand-in takes no pushes.\n")
    path = hosted_of(request).git.path
    variables = {
        "GIT_PROJECT_ROOT": str(path.parent),
        "GIT_HTTP_EXPORT_ALL": "1",
        "PATH_INFO": f"/{path.name}/{request.path.split('.git/', 1)[1]}",
        "REQUEST_METHOD": request.method,
        "QUERY_STRING": request.query_string,
        "CONTENT_TYPE": request.headers.get("Content-Type", ""),
        "HTTP_CONTENT_ENCODING": request.headers.get("Content-Encoding", ""),
        "HTTP_GIT_PROTOCOL": request.headers.get("Git-Protocol", ""),
    }
    process = await asyncio.create_subprocess_exec(
        "git", "http-backend", env=ENVIRONMENT | variables,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    output, _ = await process.communicate(await request.read())
    return _answer(output)


def _answer(output: bytes) -> web.Response:
    head, _, body = output.partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
    status = int(headers.pop("Status", "200 OK").split()[0])
    return web.Response(status=status, body=body, headers=headers)


def _authorized(request: web.Request) -> bool:
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            value = base64.b64decode(value).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return False
    return value in forge_of(request).tokens
