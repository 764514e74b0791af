"""The JSON documents of Jenkins's remote API."""

from datetime import datetime
from typing import Any, Final

from sandbox.company import Job
from sandbox.company.build_logs import TestResult, cause_text, full_name, tests
from sandbox.company.builds import Build, Change
from sandbox.jenkins.beans import Bean
from sandbox.jenkins.controller import Controller, QueueItem

_JOB: Final = "org.jenkinsci.plugins.workflow.job.WorkflowJob"
_RUN: Final = "org.jenkinsci.plugins.workflow.job.WorkflowRun"
PERMALINKS: Final = (
    "lastBuild", "lastCompletedBuild", "lastFailedBuild", "lastStableBuild", "lastSuccessfulBuild",
    "lastUnsuccessfulBuild",
)  # fmt: skip
_SHOWN: Final = 100


def millis(moment: datetime) -> int:
    """A moment in milliseconds since 1970."""
    return int(moment.timestamp() * 1000)


class Documents:
    """Writes documents for one request; `root` is the address under which Jenkins is reached."""

    def __init__(self, controller: Controller, root: str) -> None:
        self._controller = controller
        self._root = root

    def root(self) -> dict[str, Any]:
        """`/api/json`."""
        return {
            "_class": "hudson.model.Hudson", "assignedLabels": [{"name": "built-in"}], "mode": "NORMAL",
            "nodeDescription": "the Jenkins controller's built-in node", "nodeName": "", "numExecutors": 0,
            "description": None, "jobs": [self.job(job) for job in self._controller.jobs],
            "primaryView": {"_class": "hudson.model.AllView", "name": "all", "url": self._root},
            "quietingDown": False, "slaveAgentPort": 50000, "unlabeledLoad": {}, "url": self._root,
            "useCrumbs": True, "useSecurity": True,
            "views": [{"_class": "hudson.model.AllView", "name": "all", "url": self._root}],
        }  # fmt: skip

    def job(self, job: Job) -> Bean:
        """A job."""
        brief = {"_class": _JOB, "name": job.name, "url": self._job_url(job), "color": self._color(job)}
        return Bean(brief, lambda: self._job(job, brief))

    def _job_url(self, job: Job) -> str:
        return f"{self._root}job/{job.name}/"

    def _color(self, job: Job) -> str:
        newest = self._controller.named(job, "lastCompletedBuild")
        colors = {"SUCCESS": "blue", "FAILURE": "red", "ABORTED": "aborted"}
        color = colors.get(newest.result or "", "notbuilt") if newest else "notbuilt"
        running = any(build.job is job for build in self._controller.running())
        return f"{color}_anime" if running else color

    def _job(self, job: Job, brief: dict[str, Any]) -> dict[str, Any]:
        builds = self._controller.builds(job)
        beans = [self.build(build) for build in builds]
        waiting = [i for i in self._controller.queue.values() if i.job is job and i.build is None]
        links = {name: self._link(job, name) for name in PERMALINKS}
        recent = builds[:5]
        failed = sum(build.result == "FAILURE" for build in recent)
        return {
            **brief, "actions": self._definitions(job), "description": f"{job.kind.title()} of {job.service}",
            "displayName": job.name, "displayNameOrNull": None, "fullDisplayName": job.name,
            "fullName": job.name, "buildable": True, "builds": beans[:_SHOWN], "allBuilds": beans,
            "firstBuild": beans[-1] if beans else None,
            "healthReport": [
                {
                    "description": f"Build stability: {failed} out of the last {len(recent)} builds failed.",
                    "iconUrl": "health-80plus.png", "score": 100 - 20 * failed,
                }
            ],
            "inQueue": bool(waiting), "keepDependencies": False, **links,
            "nextBuildNumber": builds[0].number + 1 if builds else 1, "property": self._definitions(job),
            "queueItem": self.queue_item(waiting[0]) if waiting else None, "concurrentBuild": True,
            "resumeBlocked": False,
        }  # fmt: skip

    def _link(self, job: Job, name: str) -> Bean | None:
        build = self._controller.named(job, name)
        return None if build is None else self.build(build)

    def _definitions(self, job: Job) -> list[dict[str, Any]]:
        if not job.parameters:
            return []
        value = {"_class": "hudson.model.StringParameterValue", "value": ""}
        definitions = [
            {
                "_class": "hudson.model.StringParameterDefinition", "type": "StringParameterDefinition",
                "name": name, "description": "", "defaultParameterValue": {**value, "name": name},
            }
            for name in job.parameters
        ]  # fmt: skip
        kind = "hudson.model.ParametersDefinitionProperty"
        return [{"_class": kind, "parameterDefinitions": definitions}]

    def build(self, build: Build) -> Bean:
        """A build."""
        brief = {"_class": _RUN, "number": build.number, "url": self._build_url(build)}
        return Bean(brief, lambda: self._build(build, brief))

    def _build_url(self, build: Build) -> str:
        return f"{self._job_url(build.job)}{build.number}/"

    def _build(self, build: Build, brief: dict[str, Any]) -> dict[str, Any]:
        changes = self._controller.history.changes(build)
        people = {change.commit.author for change in changes}
        running = build.result is None
        return {
            **brief, "actions": self._actions(build), "artifacts": [], "building": running,
            "description": None, "displayName": f"#{build.number}",
            "duration": 0 if running else int(build.seconds * 1000), "estimatedDuration": 149_000,
            "executor": {"_class": "hudson.model.OneOffExecutor"} if running else None,
            "fullDisplayName": f"{build.job.name} #{build.number}", "id": str(build.number), "keepLog": False,
            "queueId": self._queue_id(build), "result": build.result, "timestamp": millis(build.started_at),
            "changeSets": [self._change_set(changes)] if changes else [],
            "culprits": [self._person(handle) for handle in sorted(people)], "inProgress": running,
            "nextBuild": self._neighbour(build, 1), "previousBuild": self._neighbour(build, -1),
        }  # fmt: skip

    def _queue_id(self, build: Build) -> int:
        """The id of the queue item that became this build; those of the past have left the queue long ago."""
        items = self._controller.queue.values()
        mine = (item.id for item in items if item.job is build.job and item.build == build.number)
        return next(mine, 1_000 + build.number)

    def _neighbour(self, build: Build, step: int) -> dict[str, Any] | None:
        other = self._controller.build(build.job, build.number + step)
        return None if other is None else {"number": other.number, "url": self._build_url(other)}

    def _actions(self, build: Build) -> list[dict[str, Any]]:
        actions: list[dict[str, Any]] = [
            {"_class": "hudson.model.CauseAction", "causes": [self._cause(build)]}
        ]
        if build.parameters:
            values = [
                {"_class": "hudson.model.StringParameterValue", "name": name, "value": value}
                for name, value in build.parameters.items()
            ]
            actions.append({"_class": "hudson.model.ParametersAction", "parameters": values})
        actions.append(self._revision(build))
        results = tests(self._controller.history, build)
        if results and build.result is not None:
            failed = sum(result.status != "PASSED" for result in results)
            counts = {"failCount": failed, "skipCount": 0, "totalCount": len(results)}
            actions.append(
                {"_class": "hudson.tasks.junit.TestResultAction", **counts, "urlName": "testReport"}
            )
        return actions

    def _cause(self, build: Build) -> dict[str, Any]:
        text = cause_text(build)
        if build.cause.kind == "timer":
            return {"_class": "hudson.triggers.TimerTrigger$TimerTriggerCause", "shortDescription": text}
        if build.cause.kind == "push":
            return {"_class": "com.cloudbees.jenkins.GitHubPushCause", "shortDescription": text}
        user = {"userId": build.cause.by, "userName": full_name(build.cause.by)}
        return {"_class": "hudson.model.Cause$UserIdCause", "shortDescription": text, **user}

    def _revision(self, build: Build) -> dict[str, Any]:
        name = f"refs/remotes/origin/{build.branch}"
        revision = {"SHA1": build.commit.sha, "branch": [{"SHA1": build.commit.sha, "name": name}]}
        repository = self._controller.company.service(build.job.service).repository
        return {
            "_class": "hudson.plugins.git.util.BuildData",
            "buildsByBranchName": {
                name: {
                    "_class": "hudson.plugins.git.util.Build", "buildNumber": build.number,
                    "buildResult": None, "marked": revision, "revision": revision,
                }
            },
            "lastBuiltRevision": revision, "remoteUrls": [f"https://github.com/{repository}.git"],
            "scmName": "",
        }  # fmt: skip

    def _change_set(self, changes: tuple[Change, ...]) -> dict[str, Any]:
        items = [self._change(change) for change in changes]
        return {"_class": "hudson.plugins.git.GitChangeSetList", "items": items, "kind": "git"}

    def _change(self, change: Change) -> dict[str, Any]:
        commit = change.commit
        paths = [{"editType": kind, "file": path} for kind, path in change.paths]
        return {
            "_class": "hudson.plugins.git.GitChangeSet", "affectedPaths": [path for _, path in change.paths],
            "commitId": commit.sha, "timestamp": millis(commit.at), "author": self._person(commit.author),
            "authorEmail": self._controller.company.member(commit.author).email,
            "comment": f"{change.message}\n", "date": f"{commit.at:%Y-%m-%d %H:%M:%S} +0000",
            "id": commit.sha, "msg": commit.subject, "paths": paths,
        }  # fmt: skip

    def _person(self, handle: str) -> dict[str, Any]:
        return {"absoluteUrl": f"{self._root}user/{handle}", "fullName": full_name(handle)}

    def test_report(self, build: Build) -> dict[str, Any] | None:
        """`testReport/api/json`; None when the build has no report."""
        results = tests(self._controller.history, build)
        if not results or build.result is None:
            return None
        failed = sum(result.status != "PASSED" for result in results)
        seconds = sum(result.seconds for result in results)
        suite = {
            "cases": [_case(result, build.number) for result in results], "duration": round(seconds, 3),
            "enclosingBlockNames": ["Test"], "enclosingBlocks": ["3"], "id": None, "name": "pytest",
            "nodeId": "14", "stderr": None, "stdout": None, "timestamp": build.started_at.isoformat(),
        }  # fmt: skip
        return {
            "_class": "hudson.tasks.junit.TestResult", "testActions": [], "duration": round(seconds, 3),
            "empty": False, "failCount": failed, "passCount": len(results) - failed, "skipCount": 0,
            "suites": [suite],
        }  # fmt: skip

    def queue_item(self, item: QueueItem) -> dict[str, Any]:
        """An item of the queue, waiting or left."""
        causes = [
            {
                "_class": "hudson.model.Cause$UserIdCause", "userId": item.by, "userName": full_name(item.by),
                "shortDescription": f"Started by user {full_name(item.by)}",
            }
        ]  # fmt: skip
        task = {
            "_class": _JOB,
            "name": item.job.name,
            "url": self._job_url(item.job),
            "color": self._color(item.job),
        }
        document: dict[str, Any] = {
            "actions": [{"_class": "hudson.model.CauseAction", "causes": causes}],
            "blocked": False, "buildable": False, "id": item.id, "inQueueSince": millis(item.since),
            "params": "".join(f"\n{name}={value}" for name, value in item.parameters.items()),
            "stuck": False, "task": task, "url": f"queue/item/{item.id}/",
        }  # fmt: skip
        if item.build is not None:
            url = f"{self._job_url(item.job)}{item.build}/"
            executable = {"_class": _RUN, "number": item.build, "url": url}
            left = {"_class": "hudson.model.Queue$LeftItem", "why": None, "cancelled": False}
            return {**document, **left, "executable": executable}
        if item.cancelled:
            left = {"_class": "hudson.model.Queue$LeftItem", "why": None, "cancelled": True}
            return {**document, **left, "executable": None}
        waiting = {
            "_class": "hudson.model.Queue$WaitingItem",
            "why": "In the quiet period. Expires in 0.3 sec",
        }
        return {**document, **waiting}

    def node(self) -> dict[str, Any]:
        """The one agent that runs everything."""
        executors = [
            {"currentExecutable": self.build(build), "number": number, "idle": False, "progress": 50}
            for number, build in enumerate(self._controller.running())
        ]
        idle = {"currentExecutable": None, "number": 0, "idle": True, "progress": -1}
        return {
            "_class": "hudson.slaves.SlaveComputer", "displayName": "agent-1", "description": "",
            "executors": executors or [idle],
            "idle": not executors, "jnlpAgent": True, "launchSupported": False, "manualLaunchAllowed": True,
            "numExecutors": 4, "offline": False, "offlineCause": None, "offlineCauseReason": "",
            "temporarilyOffline": False,
        }  # fmt: skip


def _case(result: TestResult, number: int) -> dict[str, Any]:
    failure = result.failure
    trace = f"{failure.trace}\n{failure.file}:{failure.line}: {failure.message}" if failure else None
    return {
        "testActions": [], "age": 1 if failure else 0, "className": result.class_name,
        "duration": result.seconds, "errorDetails": failure.message if failure else None,
        "errorStackTrace": trace, "failedSince": number if failure else 0, "name": result.name,
        "properties": {}, "skipped": False, "skippedMessage": None, "status": result.status,
        "stderr": None, "stdout": None,
    }  # fmt: skip
