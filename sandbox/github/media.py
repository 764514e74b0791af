"""The media types that a client may ask for."""

import re

from aiohttp import web

from sandbox.github.forge import Hosted

_MEDIA = re.compile(r"application/vnd\.github\.(?:v3\.)?(diff|patch|raw|sha)")


def wanted(request: web.Request) -> str:
    """`diff`, `patch`, `raw` or `sha`, where the client asks for one; otherwise `json`."""
    match = _MEDIA.search(request.headers.get("Accept", ""))
    return match[1] if match else "json"


async def diff_text(hosted: Hosted, before: str, after: str, media: str) -> web.Response:
    """Changes as `git diff` or `git format-patch` writes them."""
    if media == "diff":
        text = await hosted.git.run("diff", "-M", "--no-color", "--no-ext-diff", before, after)
    else:
        span = after if before.startswith("4b825dc") else f"{before}..{after}"
        text = await hosted.git.run("format-patch", "--stdout", "--no-signature", span)
    kind = f"application/vnd.github.{media}; charset=utf-8"
    return web.Response(body=text, headers={"Content-Type": kind})
