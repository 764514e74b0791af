"""Jenkins, by its remote API, with python-jenkins in threads."""

import asyncio
import json
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import quote

from storage import PipelineEntry
from tools.pipelines.base import Console, Run, RunDetails, TestCase
from tools.pipelines.jenkins_documents import RUN_TREE, changes_of, run_of, stages_of, tests_of
from tools.pipelines.jenkins_queue import QUEUE_TREE, STARTED_TREE, Started, queued, started
from tools.tool import ToolError

if TYPE_CHECKING:
    from jenkins import Jenkins
    from requests import Response

T = TypeVar("T")

_TIMEOUT_SECONDS: Final = 8
_ATTEMPTS: Final = 3
# Of a long log we fetch this much of its beginning and of its end, in bytes.
_HEAD_BYTES: Final = 256 * 1024
_TAIL_BYTES: Final = 1024 * 1024
_CHANGE_TREE: Final = (
    "changeSets[items[commitId,msg,comment,timestamp,authorEmail,affectedPaths,author[fullName]]]"
)


class JenkinsProvider:
    """Jobs of a Jenkins, also in folders (`folder/job`).

    Args:
        url: the address of Jenkins.
        user: a user that may read jobs.
        token: that user's API token.
    """

    def __init__(self, url: str, user: str, token: str) -> None:
        self._url = url.rstrip("/")
        self._user = user
        self._token = token
        # The client's session is not made for several threads at once.
        self._clients = threading.local()

    async def check(self) -> str:
        """Which Jenkins this is and as whom we are known there."""

        def ask(client: "Jenkins") -> str:
            name = client.get_whoami()["fullName"]
            return f"Jenkins {client.get_version()} at {self._url} as {name}"

        return await self._call("its user", ask)

    async def runs(self, pipeline: PipelineEntry, limit: int) -> list[Run]:
        """The newest runs of a job, newest first."""
        path = _path(pipeline.name)
        tree = f"builds[{RUN_TREE}]{{0,{limit}}}"
        document = await self._get(f"the job {pipeline.name}", path, tree)
        return [run_of(pipeline.name, build) for build in document.get("builds") or []]

    async def run(self, pipeline: PipelineEntry, number: int) -> Run:
        """One run of a job."""
        return run_of(pipeline.name, await self._build(pipeline, number, RUN_TREE))

    async def details(self, pipeline: PipelineEntry, run: Run) -> RunDetails:
        """Stages, failed tests and changes of a run."""
        name, label = pipeline.name, f"{pipeline.name} #{run.number}"
        document, stages, report = await asyncio.gather(
            self._build(pipeline, run.number, _CHANGE_TREE),
            self._call(label, lambda client: client.get_build_stages(name, run.number)),
            self._report(pipeline, run),
        )
        tests = tests_of(report or {})
        failed = [test for test in tests if test.status.bad]
        return RunDetails(
            run=run,
            stages=stages_of(stages or {}),
            tests=len(tests) if report else None,
            failed_tests=failed,
            changes=changes_of(document),
        )

    async def failed_tests(self, pipeline: PipelineEntry, run: Run) -> list[TestCase]:
        """The tests that failed in a run."""
        return [test for test in tests_of(await self._report(pipeline, run) or {}) if test.status.bad]

    async def console(self, pipeline: PipelineEntry, run: Run) -> Console:
        """What a run printed: all of it, or of a long log the beginning and the end."""
        path = f"{_path(pipeline.name)}/{run.number}/logText/progressiveText"

        def read(client: "Jenkins") -> Console:
            head, size = _read_from(client, f"{self._url}/{path}", 0, _HEAD_BYTES + _TAIL_BYTES)
            if size <= len(head):
                return Console(text=_text(head), size=size)
            start = max(size - _TAIL_BYTES, _HEAD_BYTES)
            tail, _ = _read_from(client, f"{self._url}/{path}", start, _TAIL_BYTES)
            text = f"{_text(head[:_HEAD_BYTES])}\n{_text(tail)}"
            return Console(text=text, size=size, skipped=start - _HEAD_BYTES)

        return await self._call(f"the log of {pipeline.name} #{run.number}", read)

    async def parameters(self, pipeline: PipelineEntry) -> list[str]:
        """The names of the parameters that a job declares."""
        tree = "property[parameterDefinitions[name]]"
        document = await self._get(f"the job {pipeline.name}", _path(pipeline.name), tree)
        found = [each.get("parameterDefinitions") or [] for each in document.get("property") or [] if each]
        return [str(definition["name"]) for definitions in found for definition in definitions]

    async def start(self, pipeline: PipelineEntry, parameters: dict[str, str] | None) -> int:
        """Ask for a build, once: a lost answer is not asked for again.

        Args:
            pipeline: The job.
            parameters: Its parameters; None for a job that declares none.

        Returns:
            The id of its item in the queue.
        """
        way = "build" if parameters is None else "buildWithParameters"
        path = f"{self._url}/{_path(pipeline.name)}/{way}"

        def post(client: "Jenkins") -> int:
            import requests

            response = client.jenkins_request(requests.Request("POST", path, data=parameters or {}))
            return int(response.headers["Location"].rstrip("/").rpartition("/")[2])

        return await self._call(f"a build of {pipeline.name}", post, attempts=1, needs="Job/Build")

    async def queue_item(self, number: int) -> Started | None:
        """What became of an item of the queue; None where Jenkins has forgotten it, after about 5 minutes."""
        try:
            document = await self._get(f"the queue item {number}", f"queue/item/{number}", QUEUE_TREE)
        except ToolError:
            return None
        return queued(document)

    async def asked_for(self, pipeline: PipelineEntry) -> list[Started]:
        """The builds of a job that wait, and its newest ones."""
        waiting, builds = await asyncio.gather(
            self._get("the queue", "queue", f"items[{QUEUE_TREE},task[name]]"),
            self._get(f"the job {pipeline.name}", _path(pipeline.name), f"builds[{STARTED_TREE}]{{0,50}}"),
        )
        name = pipeline.name.rpartition("/")[2]
        mine = [item for item in waiting.get("items") or [] if (item.get("task") or {}).get("name") == name]
        return [*map(queued, mine), *map(started, builds.get("builds") or [])]

    @property
    def user(self) -> str:
        """The account by which the builds that the crew asks for are known."""
        return self._user

    def queue_url(self, number: int) -> str:
        """Where people see an item of the queue."""
        return f"{self._url}/queue/item/{number}/"

    async def _build(self, pipeline: PipelineEntry, number: int, tree: str) -> dict[str, Any]:
        path = f"{_path(pipeline.name)}/{number}"
        return await self._get(f"{pipeline.name} #{number}", path, tree)

    async def _report(self, pipeline: PipelineEntry, run: Run) -> dict[str, Any] | None:
        def ask(client: "Jenkins") -> dict[str, Any] | None:
            report: dict[str, Any] | None = client.get_build_test_report(pipeline.name, run.number)
            return report

        _path(pipeline.name)
        return await self._call(f"the tests of {pipeline.name} #{run.number}", ask)

    async def _get(self, what: str, path: str, tree: str) -> dict[str, Any]:
        def ask(client: "Jenkins") -> dict[str, Any]:
            import requests

            request = requests.Request("GET", f"{self._url}/{path}/api/json", params={"tree": tree})
            document: dict[str, Any] = json.loads(client.jenkins_open(request))
            return document

        return await self._call(what, ask)

    async def _call(
        self, what: str, ask: Callable[["Jenkins"], T], attempts: int = _ATTEMPTS, needs: str = "Job/Read"
    ) -> T:
        """Run a call in a thread, again after a passing fault, and turn every error into a clear one."""
        return await asyncio.to_thread(self._ask, what, ask, attempts, needs)

    def _client(self) -> "Jenkins":
        import jenkins

        client: Jenkins | None = getattr(self._clients, "client", None)
        if client is None:
            client = jenkins.Jenkins(self._url, self._user, self._token, timeout=_TIMEOUT_SECONDS)
            # Neither a read nor a change by API token needs a crumb: don't ask for one.
            client.crumb = False
            self._clients.client = client
        return client

    def _ask(self, what: str, ask: Callable[["Jenkins"], T], attempts: int, needs: str) -> T:
        import jenkins
        import requests
        from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential

        retrying = Retrying(
            stop=stop_after_attempt(attempts),
            wait=wait_exponential(multiplier=0.1, max=2),
            retry=retry_if_exception(_passing),
            reraise=True,
        )
        try:
            return retrying(ask, self._client())
        except (jenkins.JenkinsException, requests.RequestException, ValueError, KeyError) as error:
            raise self._explain(what, error, needs) from error

    def _explain(self, what: str, error: Exception, needs: str) -> ToolError:
        import jenkins
        import requests

        text = str(error)
        if isinstance(error, jenkins.NotFoundException) or "does not exist" in text:
            return ToolError(
                f"Jenkins has no such thing: {what}.", "Check the name, or whether the build was deleted."
            )
        if "[401]" in text:
            return ToolError(
                f"Jenkins refused the login of {self._user!r} (401).", "Check JENKINS_USER and JENKINS_TOKEN."
            )
        if "[403]" in text:
            return ToolError(
                f"Jenkins does not let {self._user!r} {needs.rpartition('/')[2].lower()} {what} (403).",
                f"Give this user the permission {needs}.",
            )
        if isinstance(error, jenkins.TimeoutException | requests.Timeout):
            return ToolError(
                f"Jenkins at {self._url} did not answer in {_TIMEOUT_SECONDS} seconds.",
                "Try again later.",
                unsure=True,
            )
        if isinstance(error, requests.ConnectionError):
            return ToolError(
                f"Jenkins at {self._url} can't be reached.",
                "Check JENKINS_URL, and that Jenkins is up.",
                unsure=True,
            )
        return ToolError(
            f"Jenkins could not answer about {what}.",
            f"It failed with {type(error).__name__}.",
            unsure=True,
        )


def _passing(error: BaseException) -> bool:
    """Whether a fault may be gone a moment later."""
    import requests

    if isinstance(error, requests.HTTPError) and error.response is not None:
        return error.response.status_code in (502, 503, 504)
    return isinstance(error, requests.ConnectionError) and not isinstance(error, requests.Timeout)


def _path(name: str) -> str:
    """The path of a job, folders included.

    Raises:
        ToolError: the name is none that a job can have; it could lead elsewhere.
    """
    parts = name.split("/")
    if any(part in ("", ".", "..") or not part.isprintable() or len(part) > 200 for part in parts):
        raise ToolError(
            f"{name[:80]!r} is not the name of a Jenkins job.", "Give the name as Jenkins shows it."
        )
    return "/".join(f"job/{quote(part, safe='')}" for part in parts)


def _read_from(client: "Jenkins", url: str, start: int, most: int) -> tuple[bytes, int]:
    """Bytes of a log from an offset on, and the size of the whole log."""
    import requests

    request = requests.Request("GET", url, params={"start": start})
    response: Response = client.jenkins_open_stream(request)
    with response:
        pieces, length = [], 0
        for piece in response.iter_content(64 * 1024):
            pieces.append(piece)
            length += len(piece)
            if length >= most:
                break
        body = b"".join(pieces)[:most]
        return body, int(response.headers.get("X-Text-Size", start + len(body)))


def _text(body: bytes) -> str:
    return body.decode("utf-8", errors="replace")
