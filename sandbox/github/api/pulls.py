"""Pull requests, their commits and files."""

import asyncio
from typing import Any

from aiohttp import web

from sandbox.github.api.commits import base_of
from sandbox.github.errors import invalid
from sandbox.github.forge import Hosted, Thread, forge_of, hosted_of, thread_of
from sandbox.github.links import Links
from sandbox.github.media import diff_text, wanted
from sandbox.github.paging import Page, listed, reply
from sandbox.github.shapes.commits import commit, file, stats
from sandbox.github.shapes.threads import pull
from sandbox.github.shapes.users import user

routes = web.RouteTableDef()

_ORDERS = {
    "created": lambda thread: thread.record.opened_at,
    "updated": lambda thread: thread.updated_at,
    "popularity": lambda thread: len(thread.comments),
    "long-running": lambda thread: -thread.record.opened_at.timestamp(),
}


@routes.get("/repos/{owner}/{repo}/pulls")
async def list_pulls(request: web.Request) -> web.Response:
    hosted, page, query = hosted_of(request), Page.of(request), request.query
    state, order = query.get("state", "open"), query.get("sort", "created")
    if state not in ("open", "closed", "all"):
        raise invalid("PullRequest", "state")
    if order not in _ORDERS:
        raise invalid("PullRequest", "sort")
    found = [
        thread for thread in hosted.pulls() if _fits(thread, state, query.get("base"), query.get("head"))
    ]
    direction = query.get("direction", "desc" if order == "created" and "sort" not in query else "asc")
    found.sort(key=_ORDERS[order], reverse=direction == "desc")
    shapes = [await _listed(thread, hosted, request) for thread in page.cut(found)]
    return listed(request, shapes, page, len(found))


def _fits(thread: Thread, state: str, base: str | None, head: str | None) -> bool:
    record = thread.pull
    return (
        (state == "all" or (record.closed_at is None) == (state == "open"))
        and base in (None, record.base)
        and head in (None, record.branch, f"larkfield:{record.branch}")
    )


async def _listed(thread: Thread, hosted: Hosted, request: web.Request) -> dict[str, Any]:
    base = await base_of(hosted, thread.pull.merge_sha)
    return pull(thread, base, hosted, forge_of(request), Links.of(request))


async def span(hosted: Hosted, thread: Thread) -> tuple[str, str, str]:
    """The base's commit, the commit where the branch began, and its head."""
    base = await base_of(hosted, thread.pull.merge_sha)
    return base, await hosted.git.merge_base(base, thread.pull.head_sha), thread.pull.head_sha


@routes.get(r"/repos/{owner}/{repo}/pulls/{number:\d+}")
async def get_pull(request: web.Request) -> web.Response:
    hosted, thread, forge, links = (
        hosted_of(request),
        thread_of(request),
        forge_of(request),
        Links.of(request),
    )
    base, start, head = await span(hosted, thread)
    media = wanted(request)
    if media in ("diff", "patch"):
        return await diff_text(hosted, start, head, media)
    commits, changes = await asyncio.gather(
        hosted.git.count(f"{start}..{head}"), hosted.git.changes(start, head)
    )
    record, numbers = thread.pull, stats(changes)
    still_open = record.closed_at is None
    detail = {
        "merged": record.merge_sha is not None,
        "mergeable": True if still_open else None,
        "rebaseable": True if still_open else None,
        "mergeable_state": _state(thread),
        "merged_by": user(record.merged_by, forge, links) if record.merged_by else None,
        "comments": len(thread.comments),
        "review_comments": len(thread.line_comments),
        "maintainer_can_modify": False,
        "commits": commits,
        "additions": numbers["additions"],
        "deletions": numbers["deletions"],
        "changed_files": len(changes),
    }
    return reply(pull(thread, base, hosted, forge, links) | detail)


def _state(thread: Thread) -> str:
    """Branches are protected: an open pull request is blocked until somebody has approved it."""
    if thread.record.closed_at:
        return "unknown"
    if thread.pull.draft:
        return "draft"
    return "clean" if any(review.state == "APPROVED" for _, review in thread.reviews) else "blocked"


@routes.get(r"/repos/{owner}/{repo}/pulls/{number:\d+}/commits")
async def list_pull_commits(request: web.Request) -> web.Response:
    hosted, page, forge, links = hosted_of(request), Page.of(request), forge_of(request), Links.of(request)
    _, start, head = await span(hosted, thread_of(request))
    commits = await hosted.git.log("--reverse", f"{start}..{head}")
    return listed(
        request, [commit(one, hosted, forge, links) for one in page.cut(commits)], page, len(commits)
    )


@routes.get(r"/repos/{owner}/{repo}/pulls/{number:\d+}/files")
async def list_pull_files(request: web.Request) -> web.Response:
    hosted, page, links = hosted_of(request), Page.of(request), Links.of(request)
    _, start, head = await span(hosted, thread_of(request))
    changes = await hosted.git.changes(start, head)
    return listed(request, [file(one, head, hosted, links) for one in page.cut(changes)], page, len(changes))
