"""Reviews, comments at lines, and reactions."""

from collections import Counter
from typing import Any

from sandbox.github.conversation import (
    REACTIONS,
    Anchor,
    LineComment,
    Posted,
    PostedReview,
    Reaction,
    ReviewThread,
    Thread,
)
from sandbox.github.forge import Forge, Hosted
from sandbox.github.links import Links, node_id, stamp
from sandbox.github.shapes.users import user


def line_comment(
    posted: LineComment, at: ReviewThread, thread: Thread, hosted: Hosted, forge: Forge, links: Links
) -> dict[str, Any]:
    """A comment at lines of the diff; one whose lines have changed since has only those that it had."""
    record = thread.pull
    url = links.api(f"/repos/{hosted.full_name}/pulls/comments/{posted.id}")
    page = links.page(f"/{hosted.full_name}/pull/{record.number}#discussion_r{posted.id}")
    pull_url = links.api(f"/repos/{hosted.full_name}/pulls/{record.number}")
    shape = {
        "url": url,
        "pull_request_review_id": posted.review or None,
        "id": posted.id,
        "node_id": node_id("PullRequestReviewComment", posted.id),
        "diff_hunk": at.origin.hunk,
        "path": at.origin.path,
        **_place(at.origin, at.now),
        "commit_id": at.now.commit if at.now else at.origin.commit,
        "original_commit_id": at.origin.commit,
        "subject_type": "file" if at.origin.file else "line",
        "user": user(posted.author, forge, links),
        "body": posted.body,
        "created_at": stamp(posted.at),
        "updated_at": stamp(posted.updated_at),
        "html_url": page,
        "pull_request_url": pull_url,
        "author_association": "MEMBER",
        "reactions": reactions(posted, url),
        "_links": {"self": {"href": url}, "html": {"href": page}, "pull_request": {"href": pull_url}},
    }
    if posted.reply_to is not None:
        shape["in_reply_to_id"] = posted.reply_to
    return shape


def _place(origin: Anchor, now: Anchor | None) -> dict[str, Any]:
    return {
        "line": now.line if now else None,
        "original_line": origin.line,
        "start_line": now.start if now else None,
        "original_start_line": origin.start,
        "start_side": origin.start_side,
        "side": origin.side,
        "position": origin.hunk.count("\n") or 1 if now else None,
        "original_position": origin.hunk.count("\n") or 1,
    }


def review(one: PostedReview, thread: Thread, hosted: Hosted, forge: Forge, links: Links) -> dict[str, Any]:
    """A review; a pending one has no time."""
    record = thread.pull
    page = links.page(f"/{hosted.full_name}/pull/{record.number}#pullrequestreview-{one.id}")
    pull_url = links.api(f"/repos/{hosted.full_name}/pulls/{record.number}")
    shape = {
        "id": one.id,
        "node_id": node_id("PullRequestReview", one.id),
        "user": user(one.author, forge, links),
        "body": one.body,
        "state": one.state,
        "html_url": page,
        "pull_request_url": pull_url,
        "author_association": "MEMBER",
        "_links": {"html": {"href": page}, "pull_request": {"href": pull_url}},
        "commit_id": one.commit,
    }
    if one.submitted_at is not None:
        shape["submitted_at"] = stamp(one.submitted_at)
    return shape


def reactions(posted: Posted, url: str) -> dict[str, Any]:
    """How many of each reaction a comment has."""
    counted = Counter(one.content for one in posted.reactions)
    return {"url": f"{url}/reactions", "total_count": counted.total()} | {
        name: counted[name] for name in REACTIONS
    }


def no_reactions(url: str) -> dict[str, Any]:
    """What issues themselves show: here nobody reacts to them."""
    return {"url": f"{url}/reactions", "total_count": 0} | dict.fromkeys(REACTIONS, 0)


def reaction(one: Reaction, forge: Forge, links: Links) -> dict[str, Any]:
    """One reaction."""
    return {
        "id": one.id,
        "node_id": node_id("Reaction", one.id),
        "user": user(one.author, forge, links),
        "content": one.content,
        "created_at": stamp(one.at),
    }
