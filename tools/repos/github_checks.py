"""Check runs beside commits at GitHub: begun while a commit is looked at, and ended with what was found."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tools.repos.github import GitHubProvider
from tools.repos.github_errors import NotPermittedError, is_forbidden

if TYPE_CHECKING:
    from github import Github
    from github.CheckRun import CheckRun
    from github.Repository import Repository

MOST_ANNOTATIONS = 50  # in one request: docs.github.com/rest/checks/runs
# A check with such a key says that a commit is looked at; a report goes on with it.
WAITING = "ask:"


@dataclass(frozen=True, slots=True)
class CheckReport:
    """A check run to show beside a commit; `key` finds it again."""

    name: str
    key: str
    head_sha: str
    conclusion: str
    title: str
    summary: str
    annotations: Sequence[dict[str, Any]] = field(default=())


class GitHubChecks:
    """What reviewing shows beside commits. GitHub takes checks from apps only.

    Args:
        provider: The client that everything else uses, too.
    """

    def __init__(self, provider: GitHubProvider) -> None:
        self._provider = provider

    async def report(self, repository: str, report: CheckReport) -> str:
        """Show a check beside the commit, or go on with one that was cut off; returns its address.

        Raises:
            NotPermittedError: GitHub takes checks from apps only.
        """

        def work(client: "Github") -> str:
            from github import GithubException

            repo = client.get_repo(repository)
            try:
                return _report(repo, report)
            except GithubException as error:
                if is_forbidden(error):
                    said = "GitHub takes checks only from a GitHub App that may write them, so none is shown."
                    raise NotPermittedError(said, "The review is complete without.") from error
                raise

        return await self._provider.run(f"the check of {repository}", work, 1, repository)

    async def begin(self, repository: str, name: str, head_sha: str, key: str) -> None:
        """Show that a commit is looked at; `report` goes on with this check. Only an app may."""

        def work(repo: "Repository") -> None:
            if _with_key(repo, name, head_sha, WAITING + key) is None:
                repo.create_check_run(name, head_sha, status="in_progress", external_id=WAITING + key)

        await self._provider.in_repository(repository, f"the check of {repository}", work, attempts=1)

    async def end(
        self, repository: str, name: str, head_sha: str, key: str, conclusion: str, summary: str
    ) -> None:
        """End a check that was begun and that no report has gone on with."""

        def work(repo: "Repository") -> None:
            run = _with_key(repo, name, head_sha, WAITING + key)
            if run is not None and run.status != "completed":
                output: dict[str, Any] = {"title": "No review", "summary": summary}
                run.edit(status="completed", conclusion=conclusion, output=output)

        await self._provider.in_repository(repository, f"the check of {repository}", work, attempts=1)


def _report(repo: "Repository", report: CheckReport) -> str:
    run = _begun(repo, report)
    done = run.output.annotations_count if run is not None else 0
    left = list(report.annotations[done:])
    while True:
        part, left = left[:MOST_ANNOTATIONS], left[MOST_ANNOTATIONS:]
        output: dict[str, Any] = {"title": report.title, "summary": report.summary, "annotations": part}
        ended: dict[str, Any] = {} if left else {"status": "completed", "conclusion": report.conclusion}
        if run is None:
            begun: dict[str, Any] = ended or {"status": "in_progress"}
            run = repo.create_check_run(
                report.name, report.head_sha, external_id=report.key, output=output, **begun
            )
        elif ended and run.status == "completed" and not part:
            return run.html_url
        else:
            run.edit(output=output, external_id=report.key, **ended)
        if not left:
            return run.html_url


def _begun(repo: "Repository", report: CheckReport) -> "CheckRun | None":
    """The check that an earlier try has begun, or the one that says that the commit is looked at."""
    runs = list(repo.get_commit(report.head_sha).get_check_runs(check_name=report.name))
    for run in runs:
        if run.external_id == report.key:
            return run
    return next((run for run in runs if (run.external_id or "").startswith(WAITING) and _open(run)), None)


def _with_key(repo: "Repository", name: str, head_sha: str, key: str) -> "CheckRun | None":
    runs = repo.get_commit(head_sha).get_check_runs(check_name=name)
    return next((run for run in runs if run.external_id == key), None)


def _open(run: "CheckRun") -> bool:
    return bool(run.status != "completed")
