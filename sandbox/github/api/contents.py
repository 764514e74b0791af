"""Files and folders."""

import base64
import posixpath
from dataclasses import replace
from typing import Any

from aiohttp import web

from sandbox.github.errors import GitHubError, not_found
from sandbox.github.forge import Hosted, hosted_of
from sandbox.github.git import Entry
from sandbox.github.links import Links
from sandbox.github.media import wanted
from sandbox.github.paging import reply

routes = web.RouteTableDef()

MAX_INLINE = 1_000_000  # GitHub sends the content of larger files only as raw
LINK = "120000"
_KINDS = {"blob": "file", "tree": "dir", "commit": "submodule"}


@routes.get("/repos/{owner}/{repo}/readme")
async def readme(request: web.Request) -> web.Response:
    return await _contents(request, hosted_of(request), "README.md")


@routes.get("/repos/{owner}/{repo}/contents")
@routes.get(r"/repos/{owner}/{repo}/contents/{path:[\s\S]*}")
async def get_contents(request: web.Request) -> web.Response:
    return await _contents(request, hosted_of(request), request.match_info.get("path", "").strip("/"))


async def _contents(request: web.Request, hosted: Hosted, path: str) -> web.Response:
    ref = request.query.get("ref") or "main"
    sha = await hosted.git.resolve(ref)
    if sha is None:
        raise GitHubError(404, f"No commit found for the ref {ref}")
    if ".." in path.split("/"):
        raise not_found()
    links = Links.of(request)
    if path:
        found = await hosted.git.tree(sha, path=f":(top,literal){path}")
        if not found:
            raise not_found()
        if found[0].mode == LINK:
            return await _link(request, hosted, found[0], sha, ref)
        if found[0].kind == "commit":
            return reply(_entry(found[0], ref, hosted, Links.of(request)))
        if found[0].kind == "blob":
            return await _file(request, hosted, found[0], ref, links)
    inside = await hosted.git.tree(sha, path=f":(top,literal){path}/" if path else "")
    return reply([_entry(one, ref, hosted, links) for one in inside])


async def _link(request: web.Request, hosted: Hosted, entry: Entry, sha: str, ref: str) -> web.Response:
    """A symbolic link: what it leads to, where that is a file of the repository, and itself otherwise."""
    links, target = Links.of(request), (await hosted.git.blob(entry.sha)).decode(errors="replace")
    place = posixpath.normpath(posixpath.join(posixpath.dirname(entry.path), target))
    if not target.startswith("/") and not place.startswith(".."):
        found = await hosted.git.tree(sha, path=f":(top,literal){place}")
        if found and found[0].kind == "blob" and found[0].mode != LINK:
            return await _file(request, hosted, replace(found[0], path=entry.path), ref, links)
    return reply(_entry(entry, ref, hosted, links) | {"type": "symlink", "target": target})


async def _file(request: web.Request, hosted: Hosted, entry: Entry, ref: str, links: Links) -> web.Response:
    data = await hosted.git.blob(entry.sha)
    if wanted(request) == "raw":
        return web.Response(body=data, headers={"Content-Type": "application/vnd.github.raw; charset=utf-8"})
    small = len(data) <= MAX_INLINE
    content = base64.encodebytes(data).decode() if small else ""
    encoding = "base64" if small else "none"
    return reply(_entry(entry, ref, hosted, links) | {"content": content, "encoding": encoding})


def _entry(entry: Entry, ref: str, hosted: Hosted, links: Links) -> dict[str, Any]:
    url = links.api(f"/repos/{hosted.full_name}/contents/{entry.path}?ref={ref}")
    git_url = links.api(f"/repos/{hosted.full_name}/git/{entry.kind}s/{entry.sha}")
    kind = "tree" if entry.kind == "tree" else "blob"
    page = links.page(f"/{hosted.full_name}/{kind}/{ref}/{entry.path}")
    raw = links.page(f"/{hosted.full_name}/raw/{ref}/{entry.path}")
    return {
        "name": entry.path.rpartition("/")[2],
        "path": entry.path,
        "sha": entry.sha,
        "size": entry.size or 0,
        "url": url,
        "html_url": page,
        "git_url": git_url,
        "download_url": raw if kind == "blob" else None,
        "type": _KINDS[entry.kind],
        "_links": {"self": url, "git": git_url, "html": page},
    }
