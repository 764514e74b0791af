"""Pull requests, their commits and files."""

from dataclasses import replace
from typing import Any

from aiohttp import web

from sandbox.company.pull_requests import PullRequest
from sandbox.github.conversation import Thread
from sandbox.github.errors import GitHubError, invalid
from sandbox.github.forge import LOGIN, Hosted, body_of, forge_of, hosted_of, thread_of
from sandbox.github.links import Links
from sandbox.github.media import diff_text, wanted
from sandbox.github.paging import Page, listed, reply
from sandbox.github.shapes.commits import commit, file
from sandbox.github.shapes.threads import pull
from sandbox.github.webhooks.announce import changed_to, detailed_pull

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
    base = await hosted.base_of(thread.pull)
    return pull(thread, base, hosted, forge_of(request), Links.of(request))


async def span(hosted: Hosted, thread: Thread) -> tuple[str, str, str]:
    """The base's commit, the commit where the branch began, and its head."""
    base = await hosted.base_of(thread.pull)
    return base, await hosted.git.merge_base(base, thread.pull.head_sha), thread.pull.head_sha


@routes.get(r"/repos/{owner}/{repo}/pulls/{number:\d+}")
async def get_pull(request: web.Request) -> web.Response:
    hosted, thread = hosted_of(request), thread_of(request)
    _, start, head = await span(hosted, thread)
    media = wanted(request)
    if media in ("diff", "patch"):
        return await diff_text(hosted, start, head, media)
    return reply(await detailed_pull(request, hosted, thread))


@routes.post("/repos/{owner}/{repo}/pulls")
async def open_pull(request: web.Request) -> web.Response:
    hosted, body, forge = hosted_of(request), await body_of(request), forge_of(request)
    for name in ("title", "head", "base"):
        if not isinstance(body.get(name), str) or not body[name]:
            raise invalid("PullRequest", name, "missing_field")
    branch = body["head"].removeprefix("larkfield:")
    head, base = (
        await hosted.git.resolve(f"heads/{branch}"),
        await hosted.git.resolve(f"heads/{body['base']}"),
    )
    if head is None or base is None:
        raise invalid("PullRequest", "head" if head is None else "base")
    if any(one.pull.branch == branch and one.record.closed_at is None for one in hosted.pulls()):
        said = f"A pull request already exists for larkfield:{branch}."
        raise GitHubError(
            422, "Validation Failed", [{"resource": "PullRequest", "code": "custom", "message": said}]
        )
    number = max(hosted.threads, default=0) + 1
    record = PullRequest(
        hosted.name, number, body["title"], request[LOGIN], body.get("body") or "", forge.now(),
        branch=branch, base=body["base"], head_sha=head, draft=bool(body.get("draft")),
    )  # fmt: skip
    hosted.threads[number] = Thread(record)
    await hosted.git.point(f"refs/pull/{number}/head", head)
    await changed_to(request, hosted, hosted.threads[number], "opened")
    return reply(await detailed_pull(request, hosted, hosted.threads[number]), 201)


@routes.patch(r"/repos/{owner}/{repo}/pulls/{number:\d+}")
async def edit_pull(request: web.Request) -> web.Response:
    """Change the words, or close and reopen: each is an event of its own."""
    hosted, thread, body = hosted_of(request), thread_of(request), await body_of(request)
    record, now = thread.pull, forge_of(request).now()
    words = {name: body[name] for name in ("title", "body") if isinstance(body.get(name), str)}
    before = {name: {"from": getattr(record, name)} for name in words}
    if words:
        thread.record, thread.touched_at = replace(record, **words), now
        await changed_to(request, hosted, thread, "edited", changes=before)
    state = body.get("state", "closed" if record.closed_at else "open")
    if state not in ("open", "closed") or (state == "open" and record.merge_sha):
        raise invalid("PullRequest", "state")
    if (state == "closed") != (record.closed_at is not None):
        thread.record = replace(thread.pull, closed_at=now if state == "closed" else None)
        thread.touched_at = now
        await changed_to(request, hosted, thread, "closed" if state == "closed" else "reopened")
    return reply(await detailed_pull(request, hosted, thread))


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
