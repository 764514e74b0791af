"""The documents of a GitHub repository, read by commit through PyGithub."""

import asyncio
import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential

from knowledge.reading.errors import UnreadableError
from knowledge.reading.formats import SUFFIXES, format_of
from knowledge.sources.base import Listed, OutOfReachError, SourceError
from knowledge.sources.folder import SKIPPED_FOLDERS

if TYPE_CHECKING:
    from github import Github
    from github.GitTreeElement import GitTreeElement
    from github.Repository import Repository

T = TypeVar("T")

TIMEOUT = 20  # seconds for each request
ATTEMPTS = 3
_LINK = "120000"  # the mode of a symbolic link in a tree


@dataclass(frozen=True, slots=True)
class Head:
    """The state of a repository that is read."""

    branch: str
    commit: str
    tree: str
    at: datetime
    page: str


def github_client(url: str, token: str | None) -> Callable[[], "Github"]:
    """What makes a client of GitHub's REST API.

    Args:
        url: its base URL.
        token: may read contents; without one only public repositories can be read.
    """

    def made() -> "Github":
        from github import Auth, Github

        # Its own retries would wait for a rate limit to end, up to an hour.
        return Github(
            base_url=url.rstrip("/"), auth=Auth.Token(token) if token else None, timeout=TIMEOUT, per_page=1,
            retry=None, seconds_between_requests=0, lazy=True, user_agent="quarterdeck",
        )  # fmt: skip

    return made


class RepositoryReader:
    """Reads the documents at a branch. A page's version is its blob, so what was not changed is not fetched.

    Args:
        client: makes a client of GitHub.
        repository: `owner/name`.
        path: a folder or a file in it; everything by default.
        branch: the branch; the repository's own by default.
    """

    def __init__(
        self, client: Callable[[], "Github"], repository: str, path: str = "", branch: str | None = None
    ) -> None:
        self._new_client = client
        self._name = repository
        self._path = path.strip("/")
        self._branch = branch
        self._client: Github | None = None
        self._head: Head | None = None
        self._blobs: dict[str, str] = {}

    async def pages(self) -> list[Listed]:
        """Its documents."""
        return await asyncio.to_thread(self._tried, self._list)

    async def read(self, page: Listed) -> bytes:
        """A file."""
        if page.path not in self._blobs:
            raise UnreadableError(page.version)
        return await asyncio.to_thread(self._tried, lambda repo: _content(repo, self._blobs[page.path]))

    async def dated(self, page: Listed) -> Listed:
        """A file with the commit that changed it last."""
        return await asyncio.to_thread(self._tried, lambda repo: self._dated(repo, page))

    def _tried(self, work: Callable[["Repository"], T]) -> T:
        """Do something with the repository; three tries while GitHub can't be reached."""
        if self._client is None:
            self._client = self._new_client()
        client = self._client
        retrying = Retrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_exponential(multiplier=0.3, max=3),
            retry=retry_if_exception(_may_pass),
            reraise=True,
        )
        try:
            return retrying(lambda: work(client.get_repo(self._name)))
        except (SourceError, UnreadableError):
            raise
        except Exception as error:
            # PyGithub lets errors of requests, urllib3 and its own through.
            raise SourceError(self._explained(error)) from error

    def _list(self, repo: "Repository") -> list[Listed]:
        head = self._head = _head(repo, self._branch)
        self._blobs = {}
        found = []
        for path, entry in self._below(repo, head.tree):
            listed = Listed(
                path=path,
                version=entry.sha,
                changed_at=head.at,
                url=f"{head.page}/blob/{quote(head.branch)}/{quote(path)}",
                commit=head.commit,
            )
            if why := _refused(path, entry):
                listed = replace(listed, version=why)
            else:
                self._blobs[path] = entry.sha
            found.append(listed)
        return sorted(found, key=lambda page: page.path)

    def _below(self, repo: "Repository", tree: str) -> Iterator[tuple[str, "GitTreeElement"]]:
        """The documents under the path that was chosen."""
        place = PurePosixPath()
        for part in PurePosixPath(self._path).parts:
            entry = next((each for each in repo.get_git_tree(tree).tree if each.path == part), None)
            if entry is None:
                raise SourceError(f"{self._name} has no {self._path}. Check the path and the branch.")
            place, tree = place / part, entry.sha
            if entry.type == "blob":
                yield str(place), entry
                return
        for path, entry in _files(repo, tree, place):
            if path.suffix.lower() in SUFFIXES and not _passed_over(path.relative_to(place)):
                yield str(path), entry

    def _dated(self, repo: "Repository", page: Listed) -> Listed:
        head = self._head
        found = repo.get_commits(sha=head.commit, path=page.path).get_page(0) if head else []
        if not found:
            return page
        at = found[0].commit.committer.date
        return replace(page, commit=found[0].sha, changed_at=at if at.tzinfo else at.replace(tzinfo=UTC))

    def _explained(self, error: Exception) -> str:
        import github
        import requests

        if isinstance(error, github.BadCredentialsException):
            return "GitHub refuses the token. Set GITHUB_TOKEN to one that is valid."
        if isinstance(error, github.RateLimitExceededException):
            return f"GitHub's rate limit is used up{_until(error)}. What is left is read the next time."
        if isinstance(error, github.UnknownObjectException):
            return (
                f"GitHub has no {self._name}, or the token may not read it. "
                "Check the name, the branch, and the access of GITHUB_TOKEN."
            )
        if isinstance(error, github.GithubException) and error.status == 409:
            return f"{self._name} has no commits yet. Push something first."
        if isinstance(error, github.GithubException):
            return f"GitHub refuses to show {self._name} (HTTP {error.status}). Check GITHUB_TOKEN's access."
        if isinstance(error, (requests.ConnectionError, requests.Timeout)):
            return "GitHub can't be reached. Check GITHUB_URL and the network."
        return f"GitHub's answer about {self._name} makes no sense ({type(error).__name__}). Try again."


def _head(repo: "Repository", branch: str | None) -> Head:
    name = branch or repo.default_branch
    commit = repo.get_branch(name).commit
    at = commit.commit.committer.date
    return Head(
        name, commit.sha, commit.commit.tree.sha, at if at.tzinfo else at.replace(tzinfo=UTC), repo.html_url
    )


def _files(
    repo: "Repository", tree: str, place: PurePosixPath
) -> Iterator[tuple[PurePosixPath, "GitTreeElement"]]:
    """Every file below a tree. GitHub cuts long lists off; those are asked for folder by folder."""
    found = repo.get_git_tree(tree, recursive=True)
    whole = not found.raw_data.get("truncated")
    for entry in found.tree if whole else repo.get_git_tree(tree).tree:
        if entry.type == "blob":
            yield place / entry.path, entry
        elif entry.type == "tree" and not whole:
            yield from _files(repo, entry.sha, place / entry.path)


def _passed_over(path: PurePosixPath) -> bool:
    return any(part.startswith(".") or part in SKIPPED_FOLDERS for part in path.parts[:-1])


def _refused(path: str, entry: "GitTreeElement") -> str | None:
    """Why a file is not read, where the list already says so."""
    if not path.isprintable():
        return "its name has characters that can't be shown"
    if entry.mode == _LINK:
        return "it is a link to another file"
    try:
        format_of(path).check_size(int(entry.raw_data.get("size") or 0))
    except UnreadableError as error:
        return str(error)
    return None


def _content(repo: "Repository", blob: str) -> bytes:
    import github

    try:
        found = repo.get_git_blob(blob)
    except github.UnknownObjectException as error:
        raise OutOfReachError("it was changed while it was read; it is read the next time") from error
    return base64.b64decode(found.content)


def _may_pass(error: BaseException) -> bool:
    import requests
    from github import GithubException

    if isinstance(error, GithubException):
        return error.status >= 500
    return isinstance(error, (requests.ConnectionError, requests.Timeout))


def _until(error: Exception) -> str:
    headers: dict[str, str] = getattr(error, "headers", None) or {}
    reset = headers.get("x-ratelimit-reset", "")
    return f" until {datetime.fromtimestamp(int(reset), UTC):%H:%M} UTC" if reset.isdigit() else ""
