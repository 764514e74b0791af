"""Repositories, branches, tags, releases."""

from aiohttp import web

from sandbox.github.errors import GitHubError, not_found
from sandbox.github.forge import Hosted, forge_of, hosted_of
from sandbox.github.links import Links, node_id
from sandbox.github.paging import Page, listed, reply
from sandbox.github.shapes.commits import commit
from sandbox.github.shapes.repositories import language_of, release, repository

routes = web.RouteTableDef()

ARCHIVE_PATH = "/_storage/archive/{owner}/{repo}/{sha}.tar.gz"


@routes.get("/repos/{owner}/{repo}")
async def get_repository(request: web.Request) -> web.Response:
    return reply(repository(hosted_of(request), Links.of(request)))


@routes.get("/repos/{owner}/{repo}/languages")
async def languages(request: web.Request) -> web.Response:
    hosted = hosted_of(request)
    language = language_of(hosted)
    sizes = [entry.size or 0 for entry in await hosted.git.tree("refs/heads/main", "-r")]
    return reply({language: sum(sizes)} if language else {})


@routes.get("/repos/{owner}/{repo}/tarball")
@routes.get("/repos/{owner}/{repo}/tarball/{ref:.+}")
async def archive(request: web.Request) -> web.Response:
    """As at GitHub, the archive comes from elsewhere, at an address that needs no token."""
    hosted = hosted_of(request)
    sha = await hosted.git.resolve(request.match_info.get("ref", "main"))
    if sha is None:
        raise not_found()
    place = ARCHIVE_PATH.format(owner="larkfield", repo=hosted.name, sha=sha)
    return web.Response(status=302, headers={"Location": Links.of(request).page(place)})


async def stored_archive(request: web.Request) -> web.Response:
    """The place to which `archive` leads."""
    hosted, sha = hosted_of(request), request.match_info["sha"]
    folder = f"larkfield-{hosted.name}-{sha[:7]}/"
    data = await hosted.git.run("archive", "--format=tar.gz", f"--prefix={folder}", sha)
    return web.Response(body=data, content_type="application/x-gzip")


@routes.get("/repos/{owner}/{repo}/branches")
async def list_branches(request: web.Request) -> web.Response:
    hosted, page, links = hosted_of(request), Page.of(request), Links.of(request)
    refs = await hosted.git.refs("refs/heads")
    shapes = [
        {
            "name": name.removeprefix("refs/heads/"),
            "commit": {"sha": sha, "url": links.api(f"/repos/{hosted.full_name}/commits/{sha}")},
            "protected": name == "refs/heads/main",
        }
        for name, sha, _, _ in page.cut(refs)
    ]
    return listed(request, shapes, page, len(refs))


@routes.get("/repos/{owner}/{repo}/branches/{branch:.+}")
async def get_branch(request: web.Request) -> web.Response:
    hosted, links, name = hosted_of(request), Links.of(request), request.match_info["branch"]
    for ref, sha, _, _ in await hosted.git.refs("refs/heads"):
        if ref == f"refs/heads/{name}":
            shape = commit(await hosted.git.commit(sha), hosted, forge_of(request), links)
            url = links.api(f"/repos/{hosted.full_name}/branches/{name}")
            addresses = {"self": url, "html": links.page(f"/{hosted.full_name}/tree/{name}")}
            protected = {"protected": name == "main", "protection_url": f"{url}/protection"}
            return reply({"name": name, "commit": shape, "_links": addresses, **protected})
    raise GitHubError(404, "Branch not found")


@routes.get("/repos/{owner}/{repo}/tags")
async def list_tags(request: web.Request) -> web.Response:
    hosted, page, links = hosted_of(request), Page.of(request), Links.of(request)
    refs = (await hosted.git.refs("refs/tags"))[::-1]
    url = links.api(f"/repos/{hosted.full_name}")
    shapes = []
    for ref, _, _, sha in page.cut(refs):
        name = ref.removeprefix("refs/tags/")
        shapes.append(
            {
                "name": name,
                "commit": {"sha": sha, "url": f"{url}/commits/{sha}"},
                "zipball_url": f"{url}/zipball/{ref}",
                "tarball_url": f"{url}/tarball/{ref}",
                "node_id": node_id("Ref", int(sha[:8], 16)),
            }
        )
    return listed(request, shapes, page, len(refs))


@routes.get("/repos/{owner}/{repo}/releases")
async def list_releases(request: web.Request) -> web.Response:
    hosted, page = hosted_of(request), Page.of(request)
    found = _released(hosted, request)
    return listed(request, list(page.cut(found)), page, len(found))


@routes.get("/repos/{owner}/{repo}/releases/latest")
async def latest_release(request: web.Request) -> web.Response:
    for one in _released(hosted_of(request), request):
        if not one["prerelease"]:
            return reply(one)
    raise not_found()


@routes.get("/repos/{owner}/{repo}/releases/tags/{tag}")
@routes.get(r"/repos/{owner}/{repo}/releases/{id:\d+}")
async def get_release(request: web.Request) -> web.Response:
    wanted = request.match_info
    for one in _released(hosted_of(request), request):
        if one["tag_name"] == wanted.get("tag") or str(one["id"]) == wanted.get("id"):
            return reply(one)
    raise not_found()


def _released(hosted: Hosted, request: web.Request) -> list[dict[str, object]]:
    tagged = [one for one in reversed(hosted.history.commits) if one.tag]
    return [release(one, hosted, forge_of(request), Links.of(request)) for one in tagged]
