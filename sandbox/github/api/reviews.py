"""Reviews of pull requests."""

from typing import Any

from aiohttp import web

from sandbox.github.anchors import checked_body, diff_at
from sandbox.github.conversation import LineComment, PostedReview, ReviewThread, Thread
from sandbox.github.errors import GitHubError, invalid, unprocessable
from sandbox.github.forge import LOGIN, body_of, forge_of, hosted_of, thread_of
from sandbox.github.links import Links
from sandbox.github.paging import Page, listed, reply
from sandbox.github.shapes.reviews import line_comment, review
from sandbox.github.shapes.users import team, user
from sandbox.github.webhooks.announce import announce, detailed_pull

routes = web.RouteTableDef()

_PULL = r"/repos/{owner}/{repo}/pulls/{number:\d+}"
_REVIEW = _PULL + r"/reviews/{review:\d+}"
_EVENTS = {"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED"}


@routes.get(f"{_PULL}/reviews")
async def list_reviews(request: web.Request) -> web.Response:
    thread, page = thread_of(request), Page.of(request)
    seen = thread.visible_reviews(request[LOGIN])
    return listed(request, [_shape(request, thread, one) for one in page.cut(seen)], page, len(seen))


@routes.get(f"{_PULL}/requested_reviewers")
async def requested(request: web.Request) -> web.Response:
    record, forge, links = thread_of(request).pull, forge_of(request), Links.of(request)
    teams = [team(one, links) for one in forge.company.teams if one.slug in record.requested_teams]
    users = [user(login, forge, links) for login in record.requested_reviewers]
    return reply({"users": users, "teams": teams})


@routes.post(f"{_PULL}/reviews")
async def post_review(request: web.Request) -> web.Response:
    """All or nothing: one comment that can't be placed, and there is no review. Without an event it waits."""
    hosted, thread, body = hosted_of(request), thread_of(request), await body_of(request)
    event = body.get("event")
    comments = body.get("comments") or []
    if event is not None and event not in _EVENTS:
        raise invalid("PullRequestReview", "event")
    text = checked_body("PullRequestReview", body, needed=event == "REQUEST_CHANGES")
    if event == "COMMENT" and not text and not comments:
        raise invalid("PullRequestReview", "body", "missing_field")
    _may_say(request, thread, event)
    if event is None and any(one.pending and one.author == request[LOGIN] for one in thread.reviews):
        raise unprocessable("User can only have one pending review per pull request")
    base = await hosted.base_of(thread.pull)
    diff = await diff_at(hosted, thread, base, body.get("commit_id"))
    number, now = hosted.next_id(), forge_of(request).now()
    begun = []
    for one in comments:
        if not isinstance(one, dict) or not isinstance(one.get("path"), str):
            raise invalid("PullRequestReviewComment", "path", "missing_field")
        anchor, said = diff.anchor(one, alone=False), checked_body("PullRequestReviewComment", one)
        comment = LineComment(hosted.next_id(), request[LOGIN], now, said, review=number)
        begun.append(ReviewThread(anchor, anchor, [comment]))
    posted = PostedReview(number, request[LOGIN], "PENDING", text, diff.commit)
    thread.reviews.append(posted)
    thread.review_threads += begun
    if event is not None:
        await _submit(request, thread, posted, event)
    return reply(_shape(request, thread, posted))


@routes.get(_REVIEW)
async def get_review(request: web.Request) -> web.Response:
    thread = thread_of(request)
    return reply(_shape(request, thread, _own_or_public(request, thread)))


@routes.put(_REVIEW)
async def edit_review(request: web.Request) -> web.Response:
    thread = thread_of(request)
    one = _own_or_public(request, thread)
    one.body = checked_body("PullRequestReview", await body_of(request))
    return reply(_shape(request, thread, one))


@routes.delete(_REVIEW)
async def delete_review(request: web.Request) -> web.Response:
    thread = thread_of(request)
    one = _own_or_public(request, thread)
    if not one.pending:
        raise unprocessable("Can not delete a non-pending pull request review")
    thread.reviews.remove(one)
    thread.review_threads = [at for at in thread.review_threads if at.root.review != one.id]
    return reply(_shape(request, thread, one))


@routes.post(f"{_REVIEW}/events")
async def submit_review(request: web.Request) -> web.Response:
    thread, body = thread_of(request), await body_of(request)
    one = _own_or_public(request, thread)
    if body.get("event") not in _EVENTS:
        raise invalid("PullRequestReview", "event", "missing_field")
    if not one.pending:
        raise unprocessable("Could not submit the pull request review. It was submitted already")
    _may_say(request, thread, body["event"])
    one.body = checked_body("PullRequestReview", body, needed=False) or one.body
    await _submit(request, thread, one, body["event"])
    return reply(_shape(request, thread, one))


@routes.get(f"{_REVIEW}/comments")
async def comments_of_review(request: web.Request) -> web.Response:
    hosted, thread, page = hosted_of(request), thread_of(request), Page.of(request)
    one, forge, links = _own_or_public(request, thread), forge_of(request), Links.of(request)
    found = [(at, said) for at in thread.review_threads for said in at.comments if said.review == one.id]
    shapes = [line_comment(said, at, thread, hosted, forge, links) for at, said in page.cut(found)]
    return listed(request, shapes, page, len(found))


def _own_or_public(request: web.Request, thread: Thread) -> PostedReview:
    one = thread.review(int(request.match_info["review"]))
    if one.pending and one.author != request[LOGIN]:
        raise GitHubError(404, "Not Found")
    return one


def _may_say(request: web.Request, thread: Thread, event: str | None) -> None:
    if event in ("APPROVE", "REQUEST_CHANGES") and thread.pull.author == request[LOGIN]:
        what = "approve" if event == "APPROVE" else "request changes on"
        raise unprocessable(f"Can not {what} your own pull request")


async def _submit(request: web.Request, thread: Thread, one: PostedReview, event: str) -> None:
    hosted, forge, links = hosted_of(request), forge_of(request), Links.of(request)
    one.state, one.submitted_at = _EVENTS[event], forge.now()
    shape = await detailed_pull(request, hosted, thread)
    told = _shape(request, thread, one) | {"state": one.state.lower()}
    announce(request, hosted, "pull_request_review", action="submitted", review=told, pull_request=shape)
    for at in thread.review_threads:
        for said in at.comments:
            if said.review == one.id:
                comment = line_comment(said, at, thread, hosted, forge, links)
                parts: dict[str, Any] = {"action": "created", "comment": comment, "pull_request": shape}
                announce(request, hosted, "pull_request_review_comment", **parts)


def _shape(request: web.Request, thread: Thread, one: PostedReview) -> dict[str, Any]:
    return review(one, thread, hosted_of(request), forge_of(request), Links.of(request))
