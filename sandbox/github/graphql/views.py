"""Objects as the GraphQL API shows them: mappings whose values may be functions of the field's arguments."""

from collections.abc import Callable, Sequence
from typing import Any

from aiohttp import web

from sandbox.github.conversation import REACTIONS, LineComment, Reaction, ReviewThread, Thread
from sandbox.github.forge import APP_LOGIN, BOT_LOGIN, LOGIN, Hosted, forge_of
from sandbox.github.graphql.errors import RefusedError
from sandbox.github.links import Links, identity, node_id, stamp, stamp_or_none

Shape = dict[str, Any]

MOST = 100  # records of a connection in one answer
_NAMES = (
    "THUMBS_UP", "THUMBS_DOWN", "LAUGH", "CONFUSED", "HEART", "HOORAY", "ROCKET", "EYES",
)  # fmt: skip
_CONTENTS = dict(zip(REACTIONS, _NAMES, strict=True))


class Views:
    """The shapes for one request."""

    def __init__(self, request: web.Request) -> None:
        self._forge = forge_of(request)
        self._links = Links.of(request)
        self._login = request[LOGIN]

    def user(self, login: str) -> Shape:
        """An account. An app has no `[bot]` in its name here."""
        name = BOT_LOGIN if login == APP_LOGIN else login
        member = self._forge.member(login)
        return {
            "__typename": "Bot" if login == APP_LOGIN else "User",
            "id": node_id("User", identity("user", login)),
            "login": name,
            "url": self._links.page(f"/{name}"),
            "resourcePath": f"/{name}",
            "name": member.name if member else None,
        }

    def repository(self, hosted: Hosted) -> Shape:
        """A repository."""

        def pull(info: object, number: int) -> Shape:
            thread = hosted.threads.get(number)
            if thread is None or not hasattr(thread.record, "branch"):
                said = f"Could not resolve to a PullRequest with the number of {number}."
                raise RefusedError("NOT_FOUND", said)
            return self.pull(hosted, thread)

        return {
            "__typename": "Repository",
            "id": node_id("Repository", identity("repository", hosted.name)),
            "name": hosted.name,
            "nameWithOwner": hosted.full_name,
            "url": self._links.page(f"/{hosted.full_name}"),
            "pullRequest": pull,
        }

    def pull(self, hosted: Hosted, thread: Thread) -> Shape:
        """A pull request."""
        record = thread.pull
        pending = {one.id for one in thread.reviews if one.pending and one.author != self._login}

        async def base(info: object) -> str:
            return await hosted.base_of(record)

        def threads() -> list[Shape]:
            seen = [at for at in thread.review_threads if at.root.review not in pending]
            return [self.thread(hosted, thread, at) for at in seen]

        return {
            "__typename": "PullRequest",
            "id": node_id("PullRequest", identity("pull", hosted.name, record.number)),
            "number": record.number,
            "title": record.title,
            "url": self._links.page(f"/{hosted.full_name}/pull/{record.number}"),
            "state": "MERGED" if record.merge_sha else "CLOSED" if record.closed_at else "OPEN",
            "isDraft": record.draft,
            "author": self.user(record.author),
            "baseRefName": record.base,
            "baseRefOid": base,
            "headRefName": record.branch,
            "headRefOid": record.head_sha,
            "reviewThreads": _connection("reviewThreads", threads),
        }

    def thread(self, hosted: Hosted, thread: Thread, at: ReviewThread) -> Shape:
        """A thread at lines of the diff."""

        def comments() -> list[Shape]:
            return [self.comment(hosted, thread, at, one) for one in at.comments]

        settled = at.resolved_by is not None
        return {
            "__typename": "PullRequestReviewThread",
            "id": at.node,
            "comments": _connection("comments", comments),
            "diffSide": at.origin.side,
            "isCollapsed": settled or at.outdated,
            "isOutdated": at.outdated,
            "isResolved": settled,
            "line": at.now.line if at.now else None,
            "originalLine": at.origin.line,
            "originalStartLine": at.origin.start,
            "path": at.origin.path,
            "pullRequest": lambda info: self.pull(hosted, thread),
            "resolvedBy": self.user(at.resolved_by) if at.resolved_by else None,
            "startDiffSide": at.origin.start_side,
            "startLine": at.now.start if at.now else None,
            "subjectType": "FILE" if at.origin.file else "LINE",
            "viewerCanReply": True,
            "viewerCanResolve": not settled,
            "viewerCanUnresolve": settled,
        }

    def comment(self, hosted: Hosted, thread: Thread, at: ReviewThread, one: LineComment) -> Shape:
        """A comment in such a thread."""
        page = f"/{hosted.full_name}/pull/{thread.record.number}#discussion_r{one.id}"

        def reactions(info: object, content: str | None = None, **bounds: Any) -> Shape:
            found = [self._reaction(each) for each in one.reactions]
            wanted = [each for each in found if content in (None, each["content"])]
            return _connection("reactions", lambda: wanted)(info, **bounds)

        return {
            "__typename": "PullRequestReviewComment",
            "id": node_id("PullRequestReviewComment", one.id),
            "databaseId": one.id,
            "fullDatabaseId": str(one.id),
            "author": self.user(one.author),
            "body": one.body,
            "createdAt": stamp(one.at),
            "updatedAt": stamp(one.updated_at),
            "lastEditedAt": stamp_or_none(one.edited_at),
            "diffHunk": at.origin.hunk,
            "outdated": at.outdated,
            "path": at.origin.path,
            "line": at.now.line if at.now else None,
            "originalLine": at.origin.line,
            "url": self._links.page(page),
            "reactionGroups": [self._group(name, one.reactions) for name in REACTIONS],
            "reactions": reactions,
        }

    def _reaction(self, one: Reaction) -> Shape:
        return {
            "__typename": "Reaction",
            "id": node_id("Reaction", one.id),
            "content": _CONTENTS[one.content],
            "createdAt": stamp(one.at),
            "user": self.user(one.author),
        }

    def _group(self, name: str, reactions: Sequence[Reaction]) -> Shape:
        def reactors() -> list[Shape]:
            return [self.user(one.author) for one in reactions if one.content == name]

        return {"content": _CONTENTS[name], "reactors": _connection("reactors", reactors)}


def _connection(name: str, items: Callable[[], list[Shape]]) -> Callable[..., Shape]:
    """A list that is read in pages; GitHub wants to be told how much."""

    def read(
        info: object,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> Shape:
        bound = _bound(name, first, last)
        found = items()
        start, end = _number(after, -1) + 1, _number(before, len(found))
        if first is not None:
            end = min(end, start + bound)
        else:
            start = max(start, end - bound)
        part = found[start:end]
        return {
            "nodes": part,
            "edges": [{"cursor": str(start + at), "node": one} for at, one in enumerate(part)],
            "totalCount": len(found),
            "pageInfo": {
                "startCursor": str(start) if part else None,
                "endCursor": str(start + len(part) - 1) if part else None,
                "hasNextPage": end < len(found),
                "hasPreviousPage": start > 0,
            },
        }

    return read


def _bound(name: str, first: int | None, last: int | None) -> int:
    bound = first if first is not None else last
    if bound is None:
        said = f"You must provide a `first` or `last` value to properly paginate the `{name}` connection."
        raise RefusedError("MISSING_PAGINATION_BOUNDARIES", said)
    if not 0 < bound <= MOST:
        asked = "first" if first is not None else "last"
        limit = f"exceeds the `{asked}` limit of {MOST} records."
        said = f"Requesting {bound} records on the `{name}` connection {limit}"
        raise RefusedError("EXCESSIVE_PAGINATION", said)
    return bound


def _number(cursor: str | None, otherwise: int) -> int:
    if cursor is None:
        return otherwise
    if not cursor.isdigit():
        raise RefusedError("INVALID_CURSOR_ARGUMENTS", f"`{cursor}` does not appear to be a valid cursor.")
    return int(cursor)
