"""Issues, comments, labels and milestones."""

from datetime import datetime
from typing import Any

from aiohttp import web

from sandbox.company.pull_requests import Issue
from sandbox.github.anchors import checked_body
from sandbox.github.conversation import Posted, Thread
from sandbox.github.errors import invalid, not_found
from sandbox.github.forge import LOGIN, Hosted, body_of, forge_of, hosted_of, thread_of
from sandbox.github.links import Links
from sandbox.github.paging import Page, listed, reply
from sandbox.github.shapes.threads import comment, issue, label, milestone
from sandbox.github.webhooks.announce import announce

routes = web.RouteTableDef()

_REPO = "/repos/{owner}/{repo}"


@routes.get(f"{_REPO}/issues")
async def list_issues(request: web.Request) -> web.Response:
    hosted, page, query = hosted_of(request), Page.of(request), request.query
    if query.get("state", "open") not in ("open", "closed", "all"):
        raise invalid("Issue", "state")
    found = [thread for thread in hosted.threads.values() if _fits(thread, request)]
    newest_first = query.get("direction", "desc") == "desc"
    by_update = query.get("sort") == "updated"
    found.sort(key=lambda one: one.updated_at if by_update else one.record.opened_at, reverse=newest_first)
    forge, links = forge_of(request), Links.of(request)
    return listed(request, [issue(one, hosted, forge, links) for one in page.cut(found)], page, len(found))


def _fits(thread: Thread, request: web.Request) -> bool:
    query, record = request.query, thread.record
    state = query.get("state", "open")
    labels = {name for name in query.get("labels", "").split(",") if name}
    wanted_milestone = query.get("milestone", "*" if "milestone" not in query else "")
    since = query.get("since")
    return (
        (state == "all" or (record.closed_at is None) == (state == "open"))
        and labels <= set(record.labels)
        and query.get("creator") in (None, record.author)
        and (query.get("assignee") in (None, "*") or query["assignee"] in record.assignees)
        and (wanted_milestone == "*" or (wanted_milestone == "1") == (record.milestone is not None))
        and (since is None or thread.updated_at >= _moment(since))
    )


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise invalid("Issue", "since") from None


@routes.get(_REPO + r"/issues/{number:\d+}")
async def get_issue(request: web.Request) -> web.Response:
    shape = issue(thread_of(request), hosted_of(request), forge_of(request), Links.of(request))
    return reply(shape | {"closed_by": None})


@routes.post(f"{_REPO}/issues")
async def post_issue(request: web.Request) -> web.Response:
    hosted, forge, body = hosted_of(request), forge_of(request), await body_of(request)
    if not isinstance(body.get("title"), str) or not body["title"]:
        raise invalid("Issue", "title", "missing_field")
    number = max(hosted.threads, default=0) + 1
    record = Issue(
        hosted.name, number, body["title"], request[LOGIN], body.get("body") or "", forge.now(),
        labels=_names(body, "labels"), assignees=_names(body, "assignees"),
    )  # fmt: skip
    hosted.threads[number] = Thread(record)
    return reply(issue(hosted.threads[number], hosted, forge, Links.of(request)), 201)


def _names(body: dict[str, Any], field: str) -> tuple[str, ...]:
    names = body.get(field) or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise invalid("Issue", field)
    return tuple(names)


@routes.get(_REPO + r"/issues/{number:\d+}/comments")
async def list_comments(request: web.Request) -> web.Response:
    hosted, thread, page = hosted_of(request), thread_of(request), Page.of(request)
    forge, links, number = forge_of(request), Links.of(request), thread_of(request).record.number
    shapes = [comment(one, number, hosted, forge, links) for one in page.cut(thread.comments)]
    return listed(request, shapes, page, len(thread.comments))


@routes.post(_REPO + r"/issues/{number:\d+}/comments")
async def post_comment(request: web.Request) -> web.Response:
    hosted, thread = hosted_of(request), thread_of(request)
    text = checked_body("IssueComment", await body_of(request))
    posted = Posted(hosted.next_id(), request[LOGIN], forge_of(request).now(), text)
    thread.comments.append(posted)
    shape = _tell(request, hosted, thread, posted, "created")
    return reply(shape, 201)


def _tell(
    request: web.Request, hosted: Hosted, thread: Thread, posted: Posted, action: str, **more: Any
) -> dict[str, Any]:
    """Announce what was said; returns the comment's shape."""
    forge, links = forge_of(request), Links.of(request)
    shape = comment(posted, thread.record.number, hosted, forge, links)
    about = issue(thread, hosted, forge, links)
    announce(request, hosted, "issue_comment", action=action, issue=about, comment=shape, **more)
    return shape


_COMMENT = _REPO + r"/issues/comments/{id:\d+}"


@routes.get(_COMMENT)
async def get_comment(request: web.Request) -> web.Response:
    thread, posted = comment_of(request)
    number = thread.record.number
    return reply(comment(posted, number, hosted_of(request), forge_of(request), Links.of(request)))


@routes.patch(_COMMENT)
async def edit_comment(request: web.Request) -> web.Response:
    thread, posted = comment_of(request)
    text = checked_body("IssueComment", await body_of(request))
    before, posted.body, posted.edited_at = posted.body, text, forge_of(request).now()
    changes = {"body": {"from": before}}
    return reply(_tell(request, hosted_of(request), thread, posted, "edited", changes=changes))


@routes.delete(_COMMENT)
async def delete_comment(request: web.Request) -> web.Response:
    thread, posted = comment_of(request)
    thread.comments.remove(posted)
    _tell(request, hosted_of(request), thread, posted, "deleted")
    return web.Response(status=204)


def comment_of(request: web.Request) -> tuple[Thread, Posted]:
    """The comment that a request names, and where it was said."""
    for thread in hosted_of(request).threads.values():
        for posted in thread.comments:
            if str(posted.id) == request.match_info["id"]:
                return thread, posted
    raise not_found()


@routes.get(f"{_REPO}/labels")
async def list_labels(request: web.Request) -> web.Response:
    hosted, page, links = hosted_of(request), Page.of(request), Links.of(request)
    names = sorted({name for thread in hosted.threads.values() for name in thread.record.labels})
    return listed(request, [label(name, hosted, links) for name in page.cut(names)], page, len(names))


@routes.get(_REPO + r"/issues/{number:\d+}/labels")
async def list_issue_labels(request: web.Request) -> web.Response:
    hosted, links = hosted_of(request), Links.of(request)
    return reply([label(name, hosted, links) for name in thread_of(request).record.labels])


@routes.get(f"{_REPO}/milestones")
async def list_milestones(request: web.Request) -> web.Response:
    hosted, page, forge, links = hosted_of(request), Page.of(request), forge_of(request), Links.of(request)
    titles = sorted({one.record.milestone for one in hosted.threads.values() if one.record.milestone})
    if request.query.get("state", "open") == "closed":
        titles = []
    shapes = [milestone(title, hosted, forge, links) for title in page.cut(titles)]
    return listed(request, shapes, page, len(titles))


@routes.get(f"{_REPO}/milestones/1")
async def get_milestone(request: web.Request) -> web.Response:
    hosted, forge, links = hosted_of(request), forge_of(request), Links.of(request)
    for thread in hosted.threads.values():
        if thread.record.milestone:
            return reply(milestone(thread.record.milestone, hosted, forge, links))
    raise not_found()
