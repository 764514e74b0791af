"""Says that something has happened, in the shape in which GitHub tells it."""

import asyncio
from typing import Any

from aiohttp import web

from sandbox.github.conversation import Thread
from sandbox.github.forge import LOGIN, Hosted, forge_of
from sandbox.github.links import Links
from sandbox.github.shapes.commits import stats
from sandbox.github.shapes.repositories import repository
from sandbox.github.shapes.threads import pull
from sandbox.github.shapes.users import organization, user
from sandbox.github.webhooks.outbox import OUTBOX

# A webhook shows less of the organization than the API does.
_NOT_TOLD = {"html_url", "type"}


def announce(request: web.Request, hosted: Hosted, event: str, **parts: Any) -> None:
    """Tell every hook that wants to know; who did it is whoever sent the request."""
    links, forge = Links.of(request), forge_of(request)
    shown = organization(links)
    payload = parts | {
        "repository": repository(hosted, links),
        "organization": {name: value for name, value in shown.items() if name not in _NOT_TOLD},
        "sender": user(request[LOGIN], forge, links),
    }
    request.config_dict[OUTBOX].publish(hosted.name, event, payload)


async def changed_to(request: web.Request, hosted: Hosted, thread: Thread, action: str, **more: Any) -> None:
    """Something has happened to a pull request."""
    shape = await detailed_pull(request, hosted, thread)
    number = thread.record.number
    announce(request, hosted, "pull_request", action=action, number=number, pull_request=shape, **more)


async def detailed_pull(request: web.Request, hosted: Hosted, thread: Thread) -> dict[str, Any]:
    """A pull request with all that is told of a single one."""
    forge, links, record = forge_of(request), Links.of(request), thread.pull
    base = await hosted.base_of(record)
    start = await hosted.git.merge_base(base, record.head_sha)
    commits, changes = await asyncio.gather(
        hosted.git.count(f"{start}..{record.head_sha}"), hosted.git.changes(start, record.head_sha)
    )
    numbers, still_open = stats(changes), record.closed_at is None
    return pull(thread, base, hosted, forge, links) | {
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


def _state(thread: Thread) -> str:
    """Branches are protected: an open pull request is blocked until somebody has approved it."""
    if thread.record.closed_at:
        return "unknown"
    if thread.pull.draft:
        return "draft"
    return "clean" if thread.approved() else "blocked"
