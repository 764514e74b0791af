"""GitHub, through PyGithub in threads."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_exponential

from tools.repos import github_records as records
from tools.repos.archive import read_archive
from tools.repos.base import (
    Check,
    CodeMatch,
    CommitDetail,
    CommitSummary,
    Comparison,
    Deployment,
    FileBlob,
    PostedComment,
    PullDetail,
    PullState,
    PullSummary,
    Snapshot,
)
from tools.repos.github_access import Access, TokenAccess
from tools.repos.github_errors import explain, is_transient
from tools.repos.lines import is_hash, matches, quoted
from tools.repos.remote import page_of
from tools.tool import ToolError

if TYPE_CHECKING:
    from github import Github
    from github.Repository import Repository

T = TypeVar("T")

PARALLEL = 8  # requests at once; GitHub asks clients not to send many
TIMEOUT = 10  # seconds for each request
MAX_FILE = 5_000_000  # bytes of one file
MAX_ARCHIVE = 100_000_000  # bytes of a whole repository, packed
_KINDS = {"symlink": "symbolic link"}
MAX_SEARCHED = 10  # files of a code search that are opened to find the lines


class GitHubProvider:
    """GitHub or GitHub Enterprise Server.

    Args:
        url: base URL of the REST API, such as `https://api.github.com`.
        access: a token that may read contents, pull requests, statuses, deployments and Actions, or an app.
    """

    source: Literal["github", "git"] = "github"

    def __init__(self, url: str, access: str | Access) -> None:
        self.url = url.rstrip("/")
        self._access = TokenAccess(self.url, access) if isinstance(access, str) else access
        # Threads of its own: slow answers of GitHub must not hold up whatever else runs in threads.
        self._threads = ThreadPoolExecutor(PARALLEL, "github")
        self._idle: dict[str, deque[Github]] = defaultdict(deque)
        self._pages: dict[str, str] = {}

    @contextmanager
    def _client(self, repository: str | None) -> Iterator["Github"]:
        """A client that no other thread uses: PyGithub keeps the request in its connection."""
        group = self._access.group_of(repository)
        idle = self._idle[group]
        try:
            client = idle.pop()
        except IndexError:
            client = self._access.client(group)
        try:
            yield client
        finally:
            idle.append(client)

    async def run(
        self, what: str, work: Callable[["Github"], T], attempts: int = 3, repository: str | None = None
    ) -> T:
        """Do something with a client in a thread; three tries when GitHub can't be reached.

        Args:
            what: what is looked for, for the error: "larkfield/payments#42".
            work: gets the client; everything that it returns must be read, nothing lazy.
            attempts: how many tries; one for a change, which may have happened although no answer came.
            repository: which one it is about: an app reaches each through an installation.

        Raises:
            ToolError: GitHub said no, or nothing.
        """

        def attempt() -> T:
            with self._client(repository) as client:
                return work(client)

        return await self._tried(what, attempt, attempts)

    async def _tried(self, what: str, attempt: Callable[[], T], attempts: int = 3) -> T:
        """Try up to three times in a thread; what fails then becomes a ToolError."""

        async def in_thread() -> T:
            return await asyncio.get_running_loop().run_in_executor(self._threads, attempt)

        retrying = AsyncRetrying(
            stop=stop_after_attempt(attempts),
            wait=wait_exponential(multiplier=0.2, max=2),
            retry=retry_if_exception(is_transient),
            reraise=True,
        )
        try:
            return await retrying(in_thread)
        except ToolError:
            raise
        except Exception as error:
            raise explain(error, what, self.url) from error

    async def in_repository(
        self, name: str, what: str, work: Callable[["Repository"], T], attempts: int = 3
    ) -> T:
        """The same, with a repository."""
        return await self.run(what, lambda client: work(client.get_repo(name)), attempts, name)

    async def list_commits(
        self,
        repository: str,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        path: str | None = None,
        author: str | None = None,
        ref: str | None = None,
        limit: int = 30,
    ) -> list[CommitSummary]:
        """Commits, newest first."""
        given = {"since": since, "until": until, "path": path, "author": author, "sha": ref}
        chosen: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        return await self.in_repository(
            repository,
            f"{repository} at {ref}" if ref else repository,
            lambda repo: [records.commit(one) for one in islice(repo.get_commits(**chosen), limit)],
        )

    async def get_commit(self, repository: str, ref: str) -> CommitDetail:
        """One commit with its changes."""
        return await self.in_repository(
            repository,
            f"the commit {ref} in {repository}",
            lambda repo: records.commit_detail(records.read(repo.get_commit(ref))),
        )

    async def compare(self, repository: str, base: str, head: str) -> Comparison:
        """What `head` has that `base` has not."""
        return await self.in_repository(
            repository,
            f"{base} or {head} in {repository}",
            lambda repo: records.comparison(repo.compare(base, head), base, head),
        )

    async def list_pull_requests(
        self, repository: str, *, state: PullState = "open", since: datetime | None = None, limit: int = 30
    ) -> list[PullSummary]:
        """Pull requests, last updated first."""
        asked = "closed" if state == "merged" else state

        def work(repo: "Repository") -> list[PullSummary]:
            found: list[PullSummary] = []
            for one in repo.get_pulls(state=asked, sort="updated", direction="desc"):
                pull = records.pull(one)
                if len(found) == limit or (since is not None and pull.updated_at < since):
                    break
                late = since is None or state != "merged" or (pull.merged_at or since) > since
                if late and (state == "all" or pull.state == state):
                    found.append(pull)
            return found

        return await self.in_repository(repository, repository, work)

    async def get_pull_request(self, repository: str, number: int) -> PullDetail:
        """One pull request with files, reviews, comments and checks."""
        what = f"{repository}#{number}"
        detail, said = await asyncio.gather(
            self.in_repository(repository, what, lambda repo: records.pull_detail(repo.get_pull(number))),
            self.in_repository(repository, what, lambda repo: records.conversation(repo.get_pull(number))),
        )
        detail.reviews, detail.comments = said
        detail.checks = await self.list_checks(repository, detail.head_sha)
        return detail

    async def comment(self, repository: str, number: int, body: str) -> PostedComment:
        """Write a comment on a pull request or an issue: tried once."""

        def work(client: "Github") -> PostedComment:
            said = client.get_repo(repository).get_issue(number).create_comment(body)
            return PostedComment(id=said.id, url=said.html_url)

        return await self.run(f"{repository}#{number}", work, 1, repository)

    async def find_comment(
        self, repository: str, number: int, mark: str, since: datetime
    ) -> PostedComment | None:
        """The comment that holds this mark, of those that were written or changed since then."""

        def work(repo: "Repository") -> PostedComment | None:
            for said in repo.get_issue(number).get_comments(since=since):
                if mark in (said.body or ""):
                    return PostedComment(id=said.id, url=said.html_url)
            return None

        return await self.in_repository(repository, f"{repository}#{number}", work)

    async def list_pull_commits(self, repository: str, number: int) -> list[CommitSummary]:
        """The commits of a pull request."""
        return await self.in_repository(
            repository,
            f"{repository}#{number}",
            lambda repo: [records.commit(one) for one in repo.get_pull(number).get_commits()],
        )

    async def list_checks(self, repository: str, ref: str) -> list[Check]:
        """Statuses and check runs of a commit."""
        return await self.in_repository(
            repository, f"the commit {ref} in {repository}", lambda repo: records.checks(repo, ref)
        )

    async def list_deployments(
        self, repository: str, *, since: datetime, limit: int = 20
    ) -> list[Deployment]:
        """Deployments after a moment, newest first."""

        def work(repo: "Repository") -> list[Deployment]:
            found = []
            for one in islice(repo.get_deployments(), limit):
                if one.created_at < since:
                    break
                found.append(records.deployment(one, f"{repo.html_url}/deployments"))
            return found

        return await self.in_repository(repository, repository, work)

    async def _hash(self, repository: str, ref: str | None) -> str:
        """The commit that a ref means now, so that links stay right."""
        if ref is not None and is_hash(ref):
            return ref
        name = ref or "HEAD"
        what = f"{name} in {repository}" if ref else f"a commit in {repository}"
        return await self.in_repository(
            repository, what, lambda repo: records.read(repo.get_commit(name)).sha
        )

    async def list_files(self, repository: str, ref: str | None = None) -> list[str]:
        """The paths of all files."""
        sha = await self._hash(repository, ref)
        return await self.in_repository(
            repository,
            repository,
            lambda repo: [
                one.path for one in repo.get_git_tree(sha, recursive=True).tree if one.type == "blob"
            ],
        )

    async def read_file(self, repository: str, path: str, ref: str | None = None) -> FileBlob:
        """One file."""
        sha = await self._hash(repository, ref)

        def work(repo: "Repository") -> FileBlob:
            found = repo.get_contents(path, ref=sha)
            if isinstance(found, list):
                inside = ", ".join(one.name for one in found[:20])
                raise ToolError(f"{path} is a folder.", f"Ask for a file in it: {inside}.")
            if found.type != "file":
                kind = _KINDS.get(found.type, found.type)
                raise ToolError(f"{path} is a {kind}.", "It has no text to read.")
            if found.size > MAX_FILE:
                raise ToolError(f"{path} is too large to read ({found.size} bytes).", "Open it at GitHub.")
            # GitHub sends the content of files over 1 MB only as a blob.
            data = found.decoded_content if found.encoding == "base64" else records.blob(repo, found.sha)
            return FileBlob(path, ref or sha, sha, data, found.html_url)

        return await self.in_repository(repository, f"{path} in {repository}", work)

    async def snapshot(self, repository: str, ref: str | None = None) -> Snapshot:
        """All files at once, from the archive that GitHub makes."""
        sha = await self._hash(repository, ref)
        address = await self.in_repository(
            repository, repository, lambda repo: repo.get_archive_link("tarball", sha)
        )
        return await asyncio.to_thread(read_archive, await self.download(address), sha)

    async def download(self, address: str) -> bytes:
        """Fetch what GitHub keeps at a signed address (an archive, a log): without the token."""
        return await self._tried("the download", lambda: _fetch(address))

    async def search_code(self, repository: str, text: str, path: str | None = None) -> list[CodeMatch]:
        """Places where a text stands, in the default branch (GitHub searches no other)."""
        query = f"{quoted(text)} repo:{repository}" + (f" path:{quoted(path)}" if path else "")
        found = await self.run(
            f"{text} in {repository}",
            lambda client: [one.path for one in islice(client.search_code(query), MAX_SEARCHED)],
            repository=repository,
        )
        blobs = await asyncio.gather(*(self.read_file(repository, one) for one in found))
        return [match for blob in blobs for match in matches(blob, text)]

    async def link(self, repository: str, path: str, ref: str, line: int | None = None) -> str | None:
        """The address where a person reads a file, at a line."""
        return page_of(await self._page(repository), path, ref, line)

    async def pull_link(self, repository: str, number: int) -> str:
        """The address of a pull request's page."""
        return f"{await self._page(repository)}/pull/{number}"

    async def _page(self, repository: str) -> str:
        if repository not in self._pages:
            self._pages[repository] = await self.in_repository(
                repository, repository, lambda repo: repo.html_url
            )
        return self._pages[repository]

    async def check(self) -> str:
        """Who the token belongs to, and what is left of the rate limit."""

        def work(client: "Github") -> str:
            login, rate = self._access.name(client), client.get_rate_limit().rate
            resets = rate.reset.astimezone(UTC).strftime("%H:%M")
            return f"{login} at {self.url}, {rate.remaining} of {rate.limit} requests left until {resets} UTC"

        return await self.run("the account of the token", work)

    async def close(self) -> None:
        """Close the connections and end the threads."""
        for idle in self._idle.values():
            while idle:
                idle.pop().close()
        self._threads.shutdown(wait=False)


def _fetch(address: str) -> bytes:
    import requests

    content = bytearray()
    with requests.get(address, timeout=TIMEOUT, stream=True) as response:
        response.raise_for_status()
        for part in response.iter_content(65_536):
            content += part
            if len(content) > MAX_ARCHIVE:
                raise ToolError("The download from GitHub is too large.", "Look at a part of it.")
    return bytes(content)
