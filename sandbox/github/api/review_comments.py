"""Comments at lines of a diff, and the answers to them."""

from typing import Any

from aiohttp import web

from sandbox.github.anchors import checked_body, diff_at
from sandbox.github.conversation import LineComment, PostedReview, ReviewThread, Thread
from sandbox.github.errors import invalid, not_found
from sandbox.github.forge import LOGIN, Hosted, body_of, forge_of, hosted_of, thread_of
from sandbox.github.links import Links, stamp
from sandbox.github.paging import Page, listed, reply
from sandbox.github.shapes.reviews import line_comment
from sandbox.github.webhooks.announce import announce, detailed_pull

routes = web.RouteTableDef()

_RESOURCE = "PullRequestReviewComment"
_PULL = r"/repos/{owner}/{repo}/pulls/{number:\d+}"
_COMMENT = r"/repos/{owner}/{repo}/pulls/comments/{id:\d+}"

Found = tuple[Thread, ReviewThread, LineComment]


@routes.get(f"{_PULL}/comments")
async def list_line_comments(request: web.Request) -> web.Response:
    thread = thread_of(request)
    _ = thread.pull
    return _list(request, [(thread, at, one) for at, one in thread.line_comments])


@routes.get("/repos/{owner}/{repo}/pulls/comments")
async def list_all_line_comments(request: web.Request) -> web.Response:
    threads = hosted_of(request).pulls()
    return _list(request, [(thread, at, one) for thread in threads for at, one in thread.line_comments])


def _list(request: web.Request, found: list[Found]) -> web.Response:
    hosted, page, query = hosted_of(request), Page.of(request), request.query
    if since := query.get("since"):
        found = [one for one in found if stamp(one[2].updated_at) >= since]
    by_update = query.get("sort") == "updated"
    found.sort(key=lambda one: one[2].updated_at if by_update else one[2].at)
    if query.get("direction") == "desc" and "sort" in query:
        found.reverse()
    return listed(request, [_shape(request, hosted, one) for one in page.cut(found)], page, len(found))


@routes.post(f"{_PULL}/comments")
async def post_line_comment(request: web.Request) -> web.Response:
    hosted, thread, body = hosted_of(request), thread_of(request), await body_of(request)
    text = checked_body(_RESOURCE, body)
    if body.get("in_reply_to") is not None:
        return await _answer(request, thread, body["in_reply_to"], text)
    for name in ("path", "commit_id"):
        if not isinstance(body.get(name), str) or not body[name]:
            raise invalid(_RESOURCE, name, "missing_field")
    base = await hosted.base_of(thread.pull)
    anchor = (await diff_at(hosted, thread, base, body["commit_id"])).anchor(body, alone=True)
    posted = _say(request, hosted, thread, text)
    thread.review_threads.append(ReviewThread(anchor, anchor, [posted]))
    return await _told(request, (thread, thread.review_threads[-1], posted))


@routes.post(_PULL + r"/comments/{id:\d+}/replies")
async def answer(request: web.Request) -> web.Response:
    text = checked_body(_RESOURCE, await body_of(request))
    return await _answer(request, thread_of(request), int(request.match_info["id"]), text)


async def _answer(request: web.Request, thread: Thread, to: Any, text: str) -> web.Response:
    at = next((one for one in thread.review_threads if one.root.id == to), None)
    if at is None:
        raise not_found()
    posted = say_in(request, hosted_of(request), thread, at, text)
    return await _told(request, (thread, at, posted))


def say_in(request: web.Request, hosted: Hosted, thread: Thread, at: ReviewThread, text: str) -> LineComment:
    """Answer in a thread."""
    posted = _say(request, hosted, thread, text)
    posted.reply_to = at.root.id
    at.comments.append(posted)
    return posted


def _say(request: web.Request, hosted: Hosted, thread: Thread, text: str) -> LineComment:
    """A comment outside of a review is one in a review of its own."""
    now, login = forge_of(request).now(), request[LOGIN]
    review = PostedReview(hosted.next_id(), login, "COMMENTED", "", thread.pull.head_sha, now)
    thread.reviews.append(review)
    return LineComment(hosted.next_id(), login, now, text, review=review.id)


async def _told(request: web.Request, found: Found) -> web.Response:
    return reply(await tell(request, hosted_of(request), found, "created"), 201)


async def tell(
    request: web.Request, hosted: Hosted, found: Found, action: str, **more: Any
) -> dict[str, Any]:
    """Announce what was said at a line; returns the comment's shape."""
    shape, about = _shape(request, hosted, found), await detailed_pull(request, hosted, found[0])
    parts = {"action": action, "comment": shape, "pull_request": about} | more
    announce(request, hosted, "pull_request_review_comment", **parts)
    return shape


@routes.get(_COMMENT)
async def get_line_comment(request: web.Request) -> web.Response:
    return reply(_shape(request, hosted_of(request), line_comment_of(request)))


@routes.patch(_COMMENT)
async def edit_line_comment(request: web.Request) -> web.Response:
    found, hosted = line_comment_of(request), hosted_of(request)
    posted = found[2]
    text = checked_body(_RESOURCE, await body_of(request))
    before, posted.body, posted.edited_at = posted.body, text, forge_of(request).now()
    return reply(await tell(request, hosted, found, "edited", changes={"body": {"from": before}}))


@routes.delete(_COMMENT)
async def delete_line_comment(request: web.Request) -> web.Response:
    thread, at, posted = line_comment_of(request)
    await tell(request, hosted_of(request), (thread, at, posted), "deleted")
    at.comments.remove(posted)
    if not at.comments:
        thread.review_threads.remove(at)
    return web.Response(status=204)


def line_comment_of(request: web.Request) -> Found:
    """The comment that a request names, its thread and its pull request."""
    for thread in hosted_of(request).pulls():
        for at in thread.review_threads:
            for posted in at.comments:
                if str(posted.id) == request.match_info["id"]:
                    return thread, at, posted
    raise not_found()


def _shape(request: web.Request, hosted: Hosted, found: Found) -> dict[str, Any]:
    thread, at, posted = found
    return line_comment(posted, at, thread, hosted, forge_of(request), Links.of(request))
