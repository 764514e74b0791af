"""Commits and comparisons."""

import asyncio
from typing import Any

from aiohttp import web

from sandbox.github.diff import FileChange
from sandbox.github.errors import GitHubError, no_commit, not_found
from sandbox.github.forge import Hosted, forge_of, hosted_of
from sandbox.github.git import EMPTY_TREE, CommitInfo, GitError
from sandbox.github.links import Links
from sandbox.github.media import diff_text, wanted
from sandbox.github.paging import Page, listed, reply
from sandbox.github.shapes.commits import commit, file, stats
from sandbox.github.shapes.threads import pull as pull_shape

routes = web.RouteTableDef()

MAX_FILES = 300  # GitHub shows no more files in a comparison


async def commit_or_error(hosted: Hosted, ref: str) -> str:
    """The commit that a ref means; GitHub's error when there is none."""
    sha = await hosted.git.resolve(ref)
    if sha is None:
        raise no_commit(ref)
    return sha


@routes.get("/repos/{owner}/{repo}/commits")
async def list_commits(request: web.Request) -> web.Response:
    hosted, page, query = hosted_of(request), Page.of(request), request.query
    ref = query.get("sha", "main")
    sha = await hosted.git.resolve(ref)
    if sha is None:
        raise GitHubError(404, "Not Found")
    options = _filters(request)
    paths = (f":(top,literal){query['path']}",) if query.get("path") else ()
    span = (*options, sha)
    total, commits = await asyncio.gather(
        hosted.git.run("rev-list", "--count", *span, "--", *paths),
        hosted.git.log(f"--skip={page.skip}", f"--max-count={page.size}", *span, paths=paths),
    )
    forge, links = forge_of(request), Links.of(request)
    return listed(request, [commit(one, hosted, forge, links) for one in commits], page, int(total))


def _filters(request: web.Request) -> tuple[str, ...]:
    query, options = request.query, []
    if since := query.get("since"):
        options.append(f"--since={since}")
    if until := query.get("until"):
        options.append(f"--until={until}")
    if author := query.get("author"):
        member = forge_of(request).member(author)
        options += ["--fixed-strings", f"--author=<{member.email if member else author}>"]
    return tuple(options)


@routes.get("/repos/{owner}/{repo}/commits/{ref:.+}/pulls")
async def pulls_of_commit(request: web.Request) -> web.Response:
    hosted, forge, links = hosted_of(request), forge_of(request), Links.of(request)
    sha = await commit_or_error(hosted, request.match_info["ref"])
    found = []
    for thread in hosted.pulls():
        base = await hosted.base_of(thread.pull)
        start = await hosted.git.merge_base(base, thread.pull.head_sha)
        inside = await hosted.git.run("rev-list", f"{start}..{thread.pull.head_sha}")
        if sha in (*inside.decode().split(), thread.pull.merge_sha):
            found.append(pull_shape(thread, base, hosted, forge, links))
    return reply(found)


@routes.get("/repos/{owner}/{repo}/commits/{ref:.+}")
async def get_commit(request: web.Request) -> web.Response:
    hosted, links = hosted_of(request), Links.of(request)
    one = await hosted.git.commit(await commit_or_error(hosted, request.match_info["ref"]))
    media = wanted(request)
    if media == "sha":
        return web.Response(text=one.sha, content_type="application/vnd.github.sha")
    if media in ("diff", "patch"):
        before = one.parents[0] if one.parents else EMPTY_TREE
        return await diff_text(hosted, before, one.sha, media)
    changes = await hosted.git.changes_of(one)
    return reply(detailed(one, changes, hosted, request, links))


def detailed(
    one: CommitInfo, changes: list[FileChange], hosted: Hosted, request: web.Request, links: Links
) -> dict[str, Any]:
    """A commit with its files."""
    files = [file(change, one.sha, hosted, links) for change in changes[:MAX_FILES]]
    return commit(one, hosted, forge_of(request), links) | {"stats": stats(changes), "files": files}


@routes.get("/repos/{owner}/{repo}/compare/{basehead:.+}")
async def compare(request: web.Request) -> web.Response:
    hosted, page = hosted_of(request), Page.of(request, 250)
    base_ref, dots, head_ref = request.match_info["basehead"].partition("...")
    base = await hosted.git.resolve(base_ref.rpartition(":")[2])
    head = await hosted.git.resolve(head_ref.rpartition(":")[2])
    if not dots or base is None or head is None:
        raise not_found()
    try:
        start = await hosted.git.merge_base(base, head)
    except GitError:
        raise GitHubError(404, f"No common ancestor between {base_ref} and {head_ref}.") from None
    media = wanted(request)
    if media in ("diff", "patch"):
        return await diff_text(hosted, start, head, media)
    return await _comparison(request, hosted, page, (base, start, head))


async def _comparison(
    request: web.Request, hosted: Hosted, page: Page, shas: tuple[str, str, str]
) -> web.Response:
    (base, start, head), forge, links = shas, forge_of(request), Links.of(request)
    ahead, behind, commits, changes, base_commit, start_commit = await asyncio.gather(
        hosted.git.count(f"{base}..{head}"),
        hosted.git.count(f"{head}..{base}"),
        hosted.git.log("--reverse", f"{base}..{head}"),
        hosted.git.changes(start, head),
        hosted.git.commit(base),
        hosted.git.commit(start),
    )
    name = f"{base}...{head}"
    page_url = links.page(f"/{hosted.full_name}/compare/{name}")
    shape = {
        "url": links.api(f"/repos/{hosted.full_name}/compare/{name}"),
        "html_url": page_url,
        "permalink_url": page_url,
        "diff_url": f"{page_url}.diff",
        "patch_url": f"{page_url}.patch",
        "base_commit": commit(base_commit, hosted, forge, links),
        "merge_base_commit": commit(start_commit, hosted, forge, links),
        "status": _status(ahead, behind),
        "ahead_by": ahead,
        "behind_by": behind,
        "total_commits": ahead,
        "commits": [commit(one, hosted, forge, links) for one in page.cut(commits)],
        "files": [file(change, head, hosted, links) for change in changes[:MAX_FILES]],
    }
    return listed(request, shape, page, len(commits))


def _status(ahead: int, behind: int) -> str:
    if ahead and behind:
        return "diverged"
    return "ahead" if ahead else "behind" if behind else "identical"
