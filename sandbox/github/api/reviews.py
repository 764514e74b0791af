"""Reviews and comments at lines of a diff."""

from typing import Any

from aiohttp import web

from sandbox.company.pull_requests import Comment, Review
from sandbox.github.api.pulls import span
from sandbox.github.errors import invalid, not_found
from sandbox.github.forge import LOGIN, Posted, body_of, forge_of, hosted_of, thread_of
from sandbox.github.links import Links
from sandbox.github.paging import Page, listed, reply
from sandbox.github.shapes.threads import line_comment, review
from sandbox.github.shapes.users import team, user

routes = web.RouteTableDef()

_PULL = r"/repos/{owner}/{repo}/pulls/{number:\d+}"
_EVENTS = {"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED"}


@routes.get(f"{_PULL}/reviews")
async def list_reviews(request: web.Request) -> web.Response:
    hosted, thread, page = hosted_of(request), thread_of(request), Page.of(request)
    forge, links, _ = forge_of(request), Links.of(request), thread.pull
    shapes = [review(number, one, thread, hosted, forge, links) for number, one in page.cut(thread.reviews)]
    return listed(request, shapes, page, len(thread.reviews))


@routes.get(f"{_PULL}/requested_reviewers")
async def requested(request: web.Request) -> web.Response:
    record, forge, links = thread_of(request).pull, forge_of(request), Links.of(request)
    teams = [team(one, links) for one in forge.company.teams if one.slug in record.requested_teams]
    users = [user(login, forge, links) for login in record.requested_reviewers]
    return reply({"users": users, "teams": teams})


@routes.get(f"{_PULL}/comments")
async def list_line_comments(request: web.Request) -> web.Response:
    hosted, thread, page = hosted_of(request), thread_of(request), Page.of(request)
    forge, links, _ = forge_of(request), Links.of(request), thread.pull
    shapes = [line_comment(one, thread, hosted, forge, links) for one in page.cut(thread.line_comments)]
    return listed(request, shapes, page, len(thread.line_comments))


@routes.post(f"{_PULL}/comments")
async def post_line_comment(request: web.Request) -> web.Response:
    hosted, thread, body = hosted_of(request), thread_of(request), await body_of(request)
    posted = Posted(hosted.next_id(), await _at_line(request, body))
    thread.line_comments.append(posted)
    return reply(line_comment(posted, thread, hosted, forge_of(request), Links.of(request)), 201)


@routes.post(f"{_PULL}/reviews")
async def post_review(request: web.Request) -> web.Response:
    hosted, thread, body = hosted_of(request), thread_of(request), await body_of(request)
    forge, record = forge_of(request), thread.pull
    event, text = body.get("event", "COMMENT"), body.get("body") or ""
    if event not in _EVENTS:
        raise invalid("PullRequestReview", "event")
    if event != "APPROVE" and not text and not body.get("comments"):
        raise invalid("PullRequestReview", "body", "missing_field")
    if event != "COMMENT" and record.author == request[LOGIN]:
        raise invalid("PullRequestReview", "event", "custom")
    number = hosted.next_id()
    comments = [await _at_line(request, one) for one in body.get("comments", [])]
    thread.line_comments += [Posted(hosted.next_id(), comment, number) for comment in comments]
    one = Review(request[LOGIN], forge.now(), _EVENTS[event], text)
    thread.reviews.append((number, one))
    return reply(review(number, one, thread, hosted, forge, Links.of(request)))


async def _at_line(request: web.Request, body: dict[str, Any]) -> Comment:
    """A comment at a line that the diff shows; GitHub refuses any other."""
    for name in ("body", "path"):
        if not isinstance(body.get(name), str) or not body[name]:
            raise invalid("PullRequestReviewComment", name, "missing_field")
    line, side = body.get("line", body.get("position")), body.get("side", "RIGHT")
    if not isinstance(line, int) or line < 1 or side not in ("LEFT", "RIGHT"):
        raise invalid("PullRequestReviewComment", "line")
    hosted = hosted_of(request)
    _, start, head = await span(hosted, thread_of(request))
    changes = {one.path: one for one in await hosted.git.changes(start, head)}
    if body["path"] not in changes:
        raise invalid("PullRequestReviewComment", "path")
    if line not in changes[body["path"]].lines(side):
        raise invalid("PullRequestReviewComment", "line")
    return Comment(request[LOGIN], forge_of(request).now(), body["body"], body["path"], line)


@routes.get(r"/repos/{owner}/{repo}/pulls/comments/{id:\d+}")
async def get_line_comment(request: web.Request) -> web.Response:
    hosted = hosted_of(request)
    for thread in hosted.pulls():
        for posted in thread.line_comments:
            if str(posted.id) == request.match_info["id"]:
                shape = line_comment(posted, thread, hosted, forge_of(request), Links.of(request))
                return reply(shape)
    raise not_found()
