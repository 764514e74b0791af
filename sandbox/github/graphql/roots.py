"""What a query can begin with, and what a mutation can do."""

from dataclasses import replace
from typing import Any

from aiohttp import web

from sandbox.github.api.review_comments import say_in, tell
from sandbox.github.conversation import ReviewThread, Thread
from sandbox.github.errors import GitHubError
from sandbox.github.forge import APP_LOGIN, LOGIN, Hosted, forge_of
from sandbox.github.graphql.errors import RefusedError
from sandbox.github.graphql.views import Views
from sandbox.github.links import Links, identity, node_id
from sandbox.github.shapes.reviews import line_comment
from sandbox.github.shapes.threads import pull
from sandbox.github.webhooks.announce import announce, changed_to

Shape = dict[str, Any]


class Queries:
    """The fields of `Query`."""

    def __init__(self, request: web.Request) -> None:
        self._request = request
        self._views = Views(request)

    def viewer(self, info: object) -> Shape:
        """Whoever asks."""
        return self._views.user(self._request[LOGIN])

    def repository(self, info: object, owner: str, name: str, **_: object) -> Shape:
        """A repository by its name."""
        try:
            return self._views.repository(forge_of(self._request).hosted(owner, name))
        except GitHubError:
            said = f"Could not resolve to a Repository with the name '{owner}/{name}'."
            raise RefusedError("NOT_FOUND", said) from None

    def node(self, info: object, id: str) -> Shape:  # noqa: A002 - GitHub's name
        """A pull request or review thread by its id."""
        try:
            return self._views.thread(*thread_with(self._request, id))
        except RefusedError:
            return self._views.pull(*pull_with(self._request, id))


class Mutations:
    """The fields of `Mutation`."""

    def __init__(self, request: web.Request) -> None:
        self._request = request
        self._views = Views(request)

    async def resolveReviewThread(self, info: object, input: Shape) -> Shape:  # noqa: A002, N802
        """Somebody says that a thread is settled."""
        return await self._settle(input, self._request[LOGIN])

    async def unresolveReviewThread(self, info: object, input: Shape) -> Shape:  # noqa: A002, N802
        """It is not, after all."""
        return await self._settle(input, None)

    async def addPullRequestReviewThreadReply(self, info: object, input: Shape) -> Shape:  # noqa: A002, N802
        """Answer in a thread."""
        hosted, thread, at = thread_with(self._request, input["pullRequestReviewThreadId"])
        posted = say_in(self._request, hosted, thread, at, input["body"])
        await tell(self._request, hosted, (thread, at, posted), "created")
        return _payload(input, comment=self._views.comment(hosted, thread, at, posted))

    async def markPullRequestReadyForReview(self, info: object, input: Shape) -> Shape:  # noqa: A002, N802
        """A draft is one no more."""
        return await self._draft(input, False, "ready_for_review")

    async def convertPullRequestToDraft(self, info: object, input: Shape) -> Shape:  # noqa: A002, N802
        """Not ready yet."""
        return await self._draft(input, True, "converted_to_draft")

    async def _settle(self, given: Shape, by: str | None) -> Shape:
        hosted, thread, at = thread_with(self._request, given["threadId"])
        if self._request[LOGIN] == APP_LOGIN and forge_of(self._request).app_contents != "write":
            raise RefusedError("FORBIDDEN", "Resource not accessible by integration")
        if (at.resolved_by is None) != (by is None):
            at.resolved_by = by
            self._tell_settled(hosted, thread, at)
        return _payload(given, thread=self._views.thread(hosted, thread, at))

    def _tell_settled(self, hosted: Hosted, thread: Thread, at: ReviewThread) -> None:
        forge, links = forge_of(self._request), Links.of(self._request)
        comments = [line_comment(one, at, thread, hosted, forge, links) for one in at.comments]
        announce(
            self._request, hosted, "pull_request_review_thread",
            action="resolved" if at.resolved_by else "unresolved",
            thread={"node_id": at.node, "comments": comments},
            pull_request=pull(thread, thread.pull.head_sha, hosted, forge, links),
        )  # fmt: skip

    async def _draft(self, given: Shape, draft: bool, action: str) -> Shape:
        hosted, thread = pull_with(self._request, given["pullRequestId"])
        if thread.pull.draft != draft:
            thread.record, thread.touched_at = (
                replace(thread.pull, draft=draft),
                forge_of(self._request).now(),
            )
            await changed_to(self._request, hosted, thread, action)
        return _payload(given, pullRequest=self._views.pull(hosted, thread))


def _payload(given: Shape, **parts: Any) -> Shape:
    return {"clientMutationId": given.get("clientMutationId"), **parts}


def thread_with(request: web.Request, node: str) -> tuple[Hosted, Thread, ReviewThread]:
    """A review thread by its id."""
    for hosted in forge_of(request).repositories.values():
        for thread, at in hosted.threads_at_lines():
            if at.node == node:
                return hosted, thread, at
    raise _no_node(node)


def pull_with(request: web.Request, node: str) -> tuple[Hosted, Thread]:
    """A pull request by its id."""
    for hosted in forge_of(request).repositories.values():
        for thread in hosted.pulls():
            if node_id("PullRequest", identity("pull", hosted.name, thread.record.number)) == node:
                return hosted, thread
    raise _no_node(node)


def _no_node(node: str) -> RefusedError:
    return RefusedError("NOT_FOUND", f"Could not resolve to a node with the global id of '{node}'")
