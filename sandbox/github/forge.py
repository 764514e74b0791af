"""What the stand-in holds: each repository with its git data, pull requests, issues and runs."""

import asyncio
import string
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from typing import Any

from aiohttp import web

from sandbox.company import ENVIRONMENTS, Company, Deploy, Member
from sandbox.company.builds import Build, Builds
from sandbox.company.people import ORGANIZATION
from sandbox.company.pull_requests import Comment, Issue, PullRequest, issues, pull_requests
from sandbox.company.repositories import History
from sandbox.company.services import REPOSITORIES
from sandbox.company.workflow_runs import WorkflowRun, workflow_runs
from sandbox.github.checks import StoredCheck
from sandbox.github.conversation import Anchor, LineComment, Posted, PostedReview, ReviewThread, Thread
from sandbox.github.errors import GitHubError, not_found
from sandbox.github.git import Git

BOT_LOGIN = "quarterdeck"
APP_LOGIN = f"{BOT_LOGIN}[bot]"
# Who looks after the organization: they may set up webhooks and push to protected branches.
OWNERS = frozenset({"maya", "tom"})


def access_token(company: Company, login: str = BOT_LOGIN) -> str:
    """The token of an account, the bot's or a member's, as GitHub forms them."""
    return "ghp_" + _letters(company, "github token" if login == BOT_LOGIN else f"github token of {login}")


def fine_grained_token(company: Company) -> str:
    """A token of the bot's account whose permissions were chosen one by one."""
    return f"github_pat_{_letters(company, 'fine-grained', 22)}_{_letters(company, 'github token', 59)}"


def installation_token(company: Company) -> str:
    """A token of the app that the organization has installed: only such a one may report checks."""
    return "ghs_" + _letters(company, "github app")


def _letters(company: Company, purpose: str, count: int = 36) -> str:
    choice = company.timeline.random(purpose)
    return "".join(choice.choice(string.ascii_letters + string.digits) for _ in range(count))


class Hosted:
    """A repository as GitHub hosts it."""

    def __init__(
        self, name: str, company: Company, builds: Builds, threads: Executor, jenkins_url: str | None
    ) -> None:
        self.name = name
        self.company = company
        self.jenkins_url = jenkins_url
        self._builds = builds
        self.git = Git(company.repository(name), threads)
        self.history: History = company.history(name)
        pulls = pull_requests(name, self.history, company.timeline)
        records: list[Issue] = [*issues(name, company.timeline), *pulls]
        self._numbers = count(1_000_000 * (1 + REPOSITORIES.index(name)))
        self.threads = {
            record.number: self._thread(record) for record in sorted(records, key=lambda one: one.number)
        }
        self.runs: tuple[WorkflowRun, ...] = workflow_runs(
            name, self.history, pulls, company.deploys, company.timeline
        )
        self.checks: list[StoredCheck] = []
        self.turn = asyncio.Lock()  # pushes come one after another

    @property
    def full_name(self) -> str:
        """`larkfield/<name>`."""
        return f"{ORGANIZATION}/{self.name}"

    @property
    def deploys(self) -> list[Deploy]:
        """Deployments to the company's environments, oldest first."""
        return [
            deploy
            for deploy in self.company.deploys
            if deploy.service == self.name and deploy.environment in ENVIRONMENTS
        ]

    def builds(self) -> list[Build]:
        """What Jenkins built of it."""
        jobs = [job.name for job in self.company.jobs if job.service == self.name]
        return [build for job in jobs for build in self._builds.of(job)]

    async def base_of(self, pull: PullRequest) -> str:
        """The commit that a pull request is (or was, before its merge) to be merged into."""
        name = f"{pull.merge_sha}^1" if pull.merge_sha else f"refs/heads/{pull.base}"
        return (await self.git.run("rev-parse", name)).decode().strip()

    def next_id(self) -> int:
        """A new number for a comment or review."""
        return next(self._numbers)

    def thread(self, number: int) -> Thread:
        """The issue or pull request of that number; 404 when there is none."""
        if number not in self.threads:
            raise not_found()
        return self.threads[number]

    def pulls(self) -> Iterator[Thread]:
        """All pull requests, oldest first."""
        return (thread for thread in self.threads.values() if isinstance(thread.record, PullRequest))

    def threads_at_lines(self) -> Iterator[tuple[Thread, ReviewThread]]:
        """The threads at lines of all pull requests."""
        return ((pull, thread) for pull in self.pulls() for thread in pull.review_threads)

    def _thread(self, record: Issue) -> Thread:
        thread = Thread(record, [self._posted(comment) for comment in record.comments])
        if isinstance(record, PullRequest):
            thread.reviews = [
                PostedReview(self.next_id(), one.author, one.state, one.body, record.head_sha, one.at)
                for one in record.reviews
            ]
            thread.review_threads = [self._at_line(thread, comment) for comment in record.line_comments]
        return thread

    def _posted(self, comment: Comment) -> Posted:
        return Posted(self.next_id(), comment.author, comment.at, comment.body)

    def _at_line(self, thread: Thread, comment: Comment) -> ReviewThread:
        anchor = Anchor(comment.path or "", thread.pull.head_sha, comment.line)
        review = next((one.id for one in thread.reviews if one.author == comment.author), 0)
        said = LineComment(self.next_id(), comment.author, comment.at, comment.body, review=review)
        return ReviewThread(anchor, anchor, [said])


class Forge:
    """All repositories of the organization, and who may come in."""

    def __init__(self, company: Company, jenkins_url: str | None = None) -> None:
        self.company = company
        self.threads = ThreadPoolExecutor(4, "github")
        self.app_contents = "write"
        self.app_key: str | None = None
        self._app_tokens = count(1)
        builds = Builds(company)
        self.tokens: dict[str, str] = {access_token(company): BOT_LOGIN}
        self.tokens |= {access_token(company, one.handle): one.handle for one in company.members}
        self.tokens[fine_grained_token(company)] = BOT_LOGIN
        self.tokens[installation_token(company)] = APP_LOGIN
        self.repositories = {
            name: Hosted(name, company, builds, self.threads, jenkins_url) for name in REPOSITORIES
        }

    def new_app_token(self) -> str:
        """A token of the app's installation that nobody has yet."""
        return "ghs_" + _letters(self.company, f"github app token {next(self._app_tokens)}")

    def close(self) -> None:
        """End the threads in which git runs."""
        self.threads.shutdown(wait=False, cancel_futures=True)

    def hosted(self, owner: str, name: str) -> Hosted:
        """A repository; names are found whatever their case, 404 when there is none."""
        found = self.repositories.get(name.lower().removesuffix(".git"))
        if owner.lower() != ORGANIZATION or found is None:
            raise not_found()
        return found

    def member(self, login: str) -> Member | None:
        """The member with that login."""
        return next((one for one in self.company.members if one.handle == login.lower()), None)

    def login_of(self, email: str) -> str | None:
        """The account that a commit's e-mail address belongs to."""
        return next((one.handle for one in self.company.members if one.email == email), None)

    def now(self) -> datetime:
        """The moment for what clients add."""
        return datetime.now(UTC).replace(microsecond=0)


FORGE: web.AppKey[Forge] = web.AppKey("forge", Forge)
LOGIN: web.RequestKey[str] = web.RequestKey("login", str)


def forge_of(request: web.Request) -> Forge:
    """The forge that serves a request."""
    forge: Forge = request.config_dict[FORGE]
    return forge


def hosted_of(request: web.Request) -> Hosted:
    """The repository that a request names."""
    return forge_of(request).hosted(request.match_info["owner"], request.match_info["repo"])


def thread_of(request: web.Request) -> Thread:
    """The issue or pull request that a request names."""
    return hosted_of(request).thread(int(request.match_info["number"]))


async def body_of(request: web.Request) -> dict[str, Any]:
    """The JSON object that a client sent."""
    try:
        body = await request.json()
    except ValueError:
        raise GitHubError(400, "Problems parsing JSON") from None
    if not isinstance(body, dict):
        raise GitHubError(400, "Body should be a JSON object")
    return body
