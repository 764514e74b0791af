"""The git database: refs, tags, trees, blobs and commits."""

import base64
from typing import Any

from aiohttp import web

from sandbox.github.errors import GitHubError, not_found
from sandbox.github.forge import Hosted, hosted_of
from sandbox.github.git import GitError
from sandbox.github.links import Links, node_id
from sandbox.github.media import wanted
from sandbox.github.paging import Page, listed, reply
from sandbox.github.shapes.commits import UNSIGNED, git_commit

routes = web.RouteTableDef()

_HASH = "{sha:[0-9a-f]{40}}"


def _ref(row: tuple[str, str, str, str], hosted: Hosted, links: Links) -> dict[str, Any]:
    name, sha, kind, _ = row
    url = links.api(f"/repos/{hosted.full_name}/git")
    return {
        "ref": name,
        "node_id": node_id("Ref", int(sha[:8], 16)),
        "url": f"{url}/{name}",
        "object": {"sha": sha, "type": kind, "url": f"{url}/{kind}s/{sha}"},
    }


@routes.get("/repos/{owner}/{repo}/git/refs")
@routes.get("/repos/{owner}/{repo}/git/matching-refs/{prefix:.*}")
async def matching_refs(request: web.Request) -> web.Response:
    hosted, page, links = hosted_of(request), Page.of(request), Links.of(request)
    start = f"refs/{request.match_info.get('prefix', '')}"
    rows = [row for row in await hosted.git.refs("refs") if row[0].startswith(start)]
    return listed(request, [_ref(row, hosted, links) for row in page.cut(rows)], page, len(rows))


@routes.get("/repos/{owner}/{repo}/git/ref/{name:.+}")
@routes.get("/repos/{owner}/{repo}/git/refs/{name:.+}")
async def get_ref(request: web.Request) -> web.Response:
    hosted = hosted_of(request)
    for row in await hosted.git.refs("refs"):
        if row[0] == f"refs/{request.match_info['name']}":
            return reply(_ref(row, hosted, Links.of(request)))
    raise not_found()


@routes.get(f"/repos/{{owner}}/{{repo}}/git/tags/{_HASH}")
async def get_tag(request: web.Request) -> web.Response:
    hosted, links, sha = hosted_of(request), Links.of(request), request.match_info["sha"]
    for name, tag_sha, kind, target in await hosted.git.refs("refs/tags"):
        if tag_sha == sha and kind == "tag":
            commit = git_commit(await hosted.git.commit(target), hosted, links)
            url = links.api(f"/repos/{hosted.full_name}/git")
            tag = name.removeprefix("refs/tags/")
            shape = {
                "node_id": node_id("Tag", int(sha[:8], 16)),
                "tag": tag,
                "sha": sha,
                "url": f"{url}/tags/{sha}",
                "message": f"{tag}\n",
                "tagger": commit["author"],
                "object": {"type": "commit", "sha": target, "url": f"{url}/commits/{target}"},
                "verification": UNSIGNED,
            }
            return reply(shape)
    raise not_found()


@routes.get("/repos/{owner}/{repo}/git/trees/{ref:.+}")
async def get_tree(request: web.Request) -> web.Response:
    hosted, links, ref = hosted_of(request), Links.of(request), request.match_info["ref"]
    sha = await hosted.git.resolve(ref)
    if sha is None and len(ref) == 40 and ref.isalnum():
        sha = ref
    try:
        options = ("-r", "-t") if request.query.get("recursive", "0") not in ("0", "false") else ()
        entries = await hosted.git.tree(sha or "", *options)
    except GitError:
        raise not_found() from None
    url = links.api(f"/repos/{hosted.full_name}/git")
    tree = []
    for one in entries:
        entry: dict[str, Any] = {"path": one.path, "mode": one.mode, "type": one.kind, "sha": one.sha}
        if one.size is not None:
            entry["size"] = one.size
        tree.append(entry | {"url": f"{url}/{one.kind}s/{one.sha}"})
    return reply({"sha": sha, "url": f"{url}/trees/{sha}", "tree": tree, "truncated": False})


@routes.get(f"/repos/{{owner}}/{{repo}}/git/blobs/{_HASH}")
async def get_blob(request: web.Request) -> web.Response:
    hosted, links, sha = hosted_of(request), Links.of(request), request.match_info["sha"]
    try:
        data = await hosted.git.blob(sha)
    except GitError:
        raise not_found() from None
    if wanted(request) == "raw":
        return web.Response(body=data, headers={"Content-Type": "application/vnd.github.raw; charset=utf-8"})
    return reply(
        {
            "sha": sha,
            "node_id": node_id("Blob", int(sha[:8], 16)),
            "size": len(data),
            "url": links.api(f"/repos/{hosted.full_name}/git/blobs/{sha}"),
            "content": base64.encodebytes(data).decode(),
            "encoding": "base64",
        }
    )


@routes.get(f"/repos/{{owner}}/{{repo}}/git/commits/{_HASH}")
async def get_git_commit(request: web.Request) -> web.Response:
    hosted = hosted_of(request)
    sha = await hosted.git.resolve(request.match_info["sha"])
    if sha is None:
        raise GitHubError(404, "Not Found")
    return reply(git_commit(await hosted.git.commit(sha), hosted, Links.of(request)))
