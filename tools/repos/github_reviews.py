"""Reviews, threads and checks of pull requests at GitHub: by REST, and by GraphQL where there is no REST.

Answers to what is changed are not waited for twice: a change is tried once, and looked for by its mark.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from tools.repos import github_records as records
from tools.repos.base import ChangedFile
from tools.repos.github import GitHubProvider
from tools.repos.github_errors import NotPermittedError, what_is_said
from tools.tool import ToolError

if TYPE_CHECKING:
    from github import Github
    from github.Repository import Repository

PAGE = 50  # threads in one answer
MOST_LISTED = 3_000  # files of a pull request: docs.github.com/rest/pulls/pulls#list-pull-requests-files
AT_ONCE = 20  # threads that are settled by one request
BOT = "[bot]"

_THREADS = """
query($owner: String!, $name: String!, $number: Int!, $first: Int!, $after: String) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      reviewThreads(first: $first, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes {
          id isResolved isOutdated path line originalLine resolvedBy { login }
          comments(first: 50) {
            nodes {
              databaseId body url author { __typename login }
              reactions(first: 20, content: THUMBS_DOWN) { nodes { user { login } } }
            }
          }
        }
      }
    }
  }
}
"""


class NotPlacedError(ToolError):
    """GitHub does not take a review: one of its comments stands at a line that the diff does not show."""


@dataclass(frozen=True, slots=True)
class PullState:
    """A pull request as it is now, with its changed files, and how many more GitHub does not list."""

    repository: str
    number: int
    title: str
    author: str
    state: str
    draft: bool
    base_ref: str
    base_sha: str
    head_sha: str
    opened_at: datetime
    url: str
    files: tuple[ChangedFile, ...]
    unlisted: int = 0

    @property
    def all_listed(self) -> bool:
        """Whether GitHub lists all of its files; at the very limit nobody can tell."""
        return not self.unlisted and len(self.files) < MOST_LISTED


@dataclass(frozen=True, slots=True)
class PullNow:
    """Where a pull request stands, without its files."""

    head_sha: str
    base_sha: str
    open: bool
    draft: bool
    url: str


@dataclass(frozen=True, slots=True)
class ThreadComment:
    """A comment in a thread; `disliked_by` are the people that gave it a thumbs down.

    `is_person` is false for programs, and for the account of the token: that is us.
    """

    id: str
    author: str
    is_person: bool
    body: str
    url: str
    disliked_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommentThread:
    """Comments at lines of a diff. `ours` tells whether the account of the token began it."""

    node: str
    path: str
    line: int | None
    resolved: bool
    outdated: bool
    resolved_by: str | None
    ours: bool
    comments: tuple[ThreadComment, ...]
    resolved_by_us: bool = False
    repository: str = ""


@dataclass(frozen=True, slots=True)
class NewComment:
    """A comment to post at lines of the new file; `start_line` is the first of several."""

    path: str
    line: int
    body: str
    start_line: int | None = None


@dataclass(frozen=True, slots=True)
class PostedReview:
    """A review that stands at GitHub; without an id none was needed."""

    url: str
    id: str | None = None
    body: str = ""


class GitHubReviews:
    """What reviewing needs of GitHub.

    Args:
        provider: The client that everything else uses, too: its time limits, tries and connections.
    """

    def __init__(self, provider: GitHubProvider) -> None:
        self.provider = provider

    async def state(self, repository: str, number: int) -> PullState:
        """A pull request and the files that it changes."""

        def work(repo: "Repository") -> PullState:
            pull = repo.get_pull(number)
            files = tuple(records.changed_file(file) for file in pull.get_files())
            return PullState(
                repository=repository,
                number=number,
                title=pull.title,
                author=pull.user.login,
                state="merged" if pull.merged_at else pull.state,
                draft=bool(pull.draft),
                base_ref=pull.base.ref,
                base_sha=pull.base.sha,
                head_sha=pull.head.sha,
                opened_at=pull.created_at,
                url=pull.html_url,
                files=files,
                unlisted=max((pull.changed_files or 0) - len(files), 0),
            )

        return await self.provider.in_repository(repository, f"{repository}#{number}", work)

    async def now(self, repository: str, number: int) -> PullNow:
        """Where a pull request stands: one request."""

        def work(repo: "Repository") -> PullNow:
            pull = repo.get_pull(number)
            is_open = pull.state == "open"
            return PullNow(pull.head.sha, pull.base.sha, is_open, bool(pull.draft), pull.html_url)

        return await self.provider.in_repository(repository, f"{repository}#{number}", work)

    async def base_of(self, repository: str, number: int) -> str:
        """The newest commit of the branch that a pull request is to be merged into."""

        def work(repo: "Repository") -> str:
            sha: str = repo.get_pull(number).base.sha
            return sha

        return await self.provider.in_repository(repository, f"{repository}#{number}", work)

    async def threads(self, repository: str, number: int) -> list[CommentThread]:
        """All threads at lines, the oldest first."""
        owner, _, name = repository.partition("/")

        def work(client: "Github") -> list[CommentThread]:
            found: list[CommentThread] = []
            variables: dict[str, Any] = {"owner": owner, "name": name, "number": number, "first": PAGE}
            while True:
                data = _graphql(client, _THREADS, variables)
                viewer = _plain(data["viewer"]["login"])
                page = data["repository"]["pullRequest"]["reviewThreads"]
                found += [_thread(one, viewer, repository) for one in page["nodes"]]
                if not page["pageInfo"]["hasNextPage"]:
                    return found
                variables["after"] = page["pageInfo"]["endCursor"]

        return await self.provider.run(f"{repository}#{number}", work, repository=repository)

    async def own_reviews(self, repository: str, number: int, mark: str) -> list[PostedReview]:
        """The reviews whose text holds a mark, the oldest first."""

        def work(repo: "Repository") -> list[PostedReview]:
            return [
                PostedReview(one.html_url, str(one.id), one.body)
                for one in repo.get_pull(number).get_reviews()
                if mark in (one.body or "")
            ]

        return await self.provider.in_repository(repository, f"{repository}#{number}", work)

    async def post(
        self, repository: str, number: int, head_sha: str, body: str, comments: Sequence[NewComment]
    ) -> PostedReview:
        """Post a review with all its comments: all or nothing, tried once.

        Raises:
            NotPlacedError: the diff does not show one of the lines (any more).
        """

        def work(client: "Github") -> PostedReview:
            from github import GithubException

            repo = client.get_repo(repository)
            shapes: list[Any] = [_comment(one) for one in comments]
            commit = repo.get_commit(head_sha)
            try:
                made = repo.get_pull(number).create_review(commit, body, "COMMENT", shapes)
            except GithubException as error:
                if error.status == 422:
                    raise NotPlacedError(
                        f"GitHub does not take the review: {what_is_said(error)}."
                    ) from error
                raise
            return PostedReview(made.html_url, str(made.id), body)

        return await self.provider.run(f"{repository}#{number}", work, 1, repository)

    async def resolve(self, threads: Sequence[CommentThread]) -> None:
        """Mark threads as settled; those that are stay so.

        Raises:
            NotPermittedError: the token may not.
        """
        await self._settle("resolveReviewThread", threads)

    async def unresolve(self, threads: Sequence[CommentThread]) -> None:
        """Open threads again.

        Raises:
            NotPermittedError: the token may not.
        """
        await self._settle("unresolveReviewThread", threads)

    async def _settle(self, mutation: str, threads: Sequence[CommentThread]) -> None:
        """Many in one request: GitHub wants a second between two that change something."""
        for begin in range(0, len(threads), AT_ONCE):
            part = threads[begin : begin + AT_ONCE]
            names = ", ".join(f"$t{at}: ID!" for at in range(len(part)))
            fields = " ".join(
                f"t{at}: {mutation}(input: {{threadId: $t{at}}}) {{ thread {{ id }} }}"
                for at in range(len(part))
            )
            query = f"mutation({names}) {{ {fields} }}"
            variables = {f"t{at}": thread.node for at, thread in enumerate(part)}
            settle = partial(_graphql, query=query, variables=variables)
            await self.provider.run("a thread", settle, repository=part[0].repository or None)


def _graphql(client: "Github", query: str, variables: dict[str, Any]) -> dict[str, Any]:
    from github import GithubException

    try:
        _, answer = client.requester.graphql_query(query, variables)
    except GithubException as error:
        data: Any = error.data
        errors = data.get("errors") if isinstance(data, dict) else None
        if not errors or error.status == 404:
            raise
        said = str(errors[0].get("message", "it does not say why"))
        if errors[0].get("type") == "FORBIDDEN":
            hint = "Give the app write access to contents: GitHub wants that for settling threads."
            raise NotPermittedError(f"GitHub refuses: {said}.", hint) from error
        raise ToolError(f"GitHub does not answer the query: {said}.") from error
    shown: dict[str, Any] = answer["data"]
    return shown


def _thread(one: dict[str, Any], viewer: str, repository: str) -> CommentThread:
    comments = tuple(_said_in(comment, viewer) for comment in one["comments"]["nodes"])
    resolved_by = one["resolvedBy"]["login"] if one["resolvedBy"] else None
    return CommentThread(
        node=one["id"],
        path=one["path"],
        line=one["line"],
        resolved=one["isResolved"],
        outdated=one["isOutdated"],
        resolved_by=resolved_by,
        ours=bool(comments) and _plain(comments[0].author) == viewer,
        comments=comments,
        resolved_by_us=resolved_by is not None and _plain(resolved_by) == viewer,
        repository=repository,
    )


def _said_in(one: dict[str, Any], viewer: str) -> ThreadComment:
    # An account that is gone has no name.
    author = one["author"] or {"__typename": "User", "login": "ghost"}
    dislikes = [reaction["user"]["login"] for reaction in one["reactions"]["nodes"] if reaction["user"]]
    us = _plain(author["login"]) == viewer
    return ThreadComment(
        id=str(one["databaseId"]),
        author=author["login"],
        is_person=author["__typename"] == "User" and not us,
        body=one["body"],
        url=one["url"],
        disliked_by=tuple(login for login in dislikes if _plain(login) != viewer),
    )


def _plain(login: str) -> str:
    """An app is `name[bot]` in REST and `name` in GraphQL."""
    return login.removesuffix(BOT).lower()


def _comment(one: NewComment) -> dict[str, Any]:
    shape: dict[str, Any] = {"path": one.path, "line": one.line, "side": "RIGHT", "body": one.body}
    if one.start_line is not None:
        shape |= {"start_line": one.start_line, "start_side": "RIGHT"}
    return shape
