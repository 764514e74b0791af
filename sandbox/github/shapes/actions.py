"""Workflows, their runs and jobs, and the same as check runs."""

from datetime import timedelta
from typing import Any

from sandbox.company.people import ORGANIZATION
from sandbox.company.workflow_runs import Attempt, WorkflowRun
from sandbox.github.forge import Forge, Hosted
from sandbox.github.links import Links, identity, node_id, stamp
from sandbox.github.shapes.repositories import repository
from sandbox.github.shapes.users import user

_APP_ID = 15368  # GitHub's own number of the Actions app


def workflow_id(hosted: Hosted, name: str) -> int:
    """The number of a workflow."""
    return identity("workflow", hosted.name, name)


def run_id(run: WorkflowRun) -> int:
    """The number of a run."""
    return identity("run", run.repository, run.workflow, run.number)


def job_id(run: WorkflowRun, attempt: int) -> int:
    """The number of a run's job in an attempt (which counts from 1)."""
    return identity("job", run.repository, run.workflow, run.number, attempt)


def workflow(name: str, hosted: Hosted, links: Links) -> dict[str, Any]:
    """A workflow."""
    number, path = workflow_id(hosted, name), f".github/workflows/{name.lower()}.yml"
    begun = stamp(hosted.history.commits[0].at)
    return {
        "id": number,
        "node_id": node_id("Workflow", number),
        "name": name,
        "path": path,
        "state": "active",
        "created_at": begun,
        "updated_at": begun,
        "url": links.api(f"/repos/{hosted.full_name}/actions/workflows/{number}"),
        "html_url": links.page(f"/{hosted.full_name}/blob/main/{path}"),
        "badge_url": links.page(f"/{hosted.full_name}/workflows/{name}/badge.svg"),
    }


def run(one: WorkflowRun, attempt: int, hosted: Hosted, forge: Forge, links: Links) -> dict[str, Any]:
    """A run as one of its attempts (which count from 1) left it."""
    number, tried = run_id(one), one.attempts[attempt - 1]
    repo = links.api(f"/repos/{hosted.full_name}")
    url = f"{repo}/actions/runs/{number}"
    shown = repository(hosted, links)
    author = forge.member(one.actor)
    return {
        "id": number,
        "name": one.workflow,
        "node_id": node_id("WorkflowRun", number),
        "check_suite_id": identity("suite", number),
        "check_suite_node_id": node_id("CheckSuite", identity("suite", number)),
        "head_branch": one.branch,
        "head_sha": one.sha,
        "path": f".github/workflows/{one.workflow.lower()}.yml",
        "run_number": one.number,
        "event": one.event,
        "display_title": one.title,
        "status": "completed",
        "conclusion": tried.conclusion,
        "workflow_id": workflow_id(hosted, one.workflow),
        "url": url,
        "html_url": links.page(f"/{hosted.full_name}/actions/runs/{number}"),
        "pull_requests": [_pull(one, hosted, links)] if one.pull else [],
        "created_at": stamp(one.created_at),
        "updated_at": stamp(tried.ended_at),
        "actor": user(one.actor, forge, links),
        "run_attempt": attempt,
        "referenced_workflows": [],
        "run_started_at": stamp(tried.started_at),
        "triggering_actor": user(one.actor, forge, links),
        "jobs_url": f"{url}/jobs",
        "logs_url": f"{url}/logs",
        "check_suite_url": f"{repo}/check-suites/{identity('suite', number)}",
        "artifacts_url": f"{url}/artifacts",
        "cancel_url": f"{url}/cancel",
        "rerun_url": f"{url}/rerun",
        "previous_attempt_url": f"{url}/attempts/{attempt - 1}" if attempt > 1 else None,
        "workflow_url": f"{repo}/actions/workflows/{workflow_id(hosted, one.workflow)}",
        "head_commit": {
            "id": one.sha,
            "tree_id": one.sha,
            "message": one.title,
            "timestamp": stamp(one.created_at),
            "author": {"name": author.name, "email": author.email} if author else None,
            "committer": {"name": author.name, "email": author.email} if author else None,
        },
        "repository": shown,
        "head_repository": shown,
    }


def job(one: WorkflowRun, attempt: int, hosted: Hosted, links: Links) -> dict[str, Any]:
    """The job of a run's attempt."""
    number, tried = job_id(one, attempt), one.attempts[attempt - 1]
    repo = links.api(f"/repos/{hosted.full_name}")
    return {
        "id": number,
        "run_id": run_id(one),
        "workflow_name": one.workflow,
        "head_branch": one.branch,
        "run_url": f"{repo}/actions/runs/{run_id(one)}",
        "run_attempt": attempt,
        "node_id": node_id("CheckRun", number),
        "head_sha": one.sha,
        "url": f"{repo}/actions/jobs/{number}",
        "html_url": links.page(f"/{hosted.full_name}/actions/runs/{run_id(one)}/job/{number}"),
        "status": "completed",
        "conclusion": tried.conclusion,
        "created_at": stamp(tried.started_at - timedelta(seconds=6)),
        "started_at": stamp(tried.started_at),
        "completed_at": stamp(tried.ended_at),
        "name": tried.job,
        "steps": _steps(tried),
        "check_run_url": f"{repo}/check-runs/{number}",
        "labels": ["ubuntu-latest"],
        "runner_id": 1,
        "runner_name": "GitHub Actions 1",
        "runner_group_id": 2,
        "runner_group_name": "GitHub Actions",
    }


def check_run(one: WorkflowRun, attempt: int, hosted: Hosted, links: Links) -> dict[str, Any]:
    """The job of a run's attempt as a check of its commit."""
    number, tried = job_id(one, attempt), one.attempts[attempt - 1]
    url = links.api(f"/repos/{hosted.full_name}/check-runs/{number}")
    page = links.page(f"/{hosted.full_name}/actions/runs/{run_id(one)}/job/{number}")
    failed = next((step.name for step in tried.steps if step.conclusion == "failure"), None)
    return {
        "id": number,
        "name": tried.job,
        "node_id": node_id("CheckRun", number),
        "head_sha": one.sha,
        "external_id": "",
        "url": url,
        "html_url": page,
        "details_url": page,
        "status": "completed",
        "conclusion": tried.conclusion,
        "started_at": stamp(tried.started_at),
        "completed_at": stamp(tried.ended_at),
        "output": {
            "title": f"{failed} failed" if failed else None,
            "summary": None,
            "text": None,
            "annotations_count": 0,
            "annotations_url": f"{url}/annotations",
        },
        "check_suite": {"id": identity("suite", run_id(one))},
        "app": {
            "id": _APP_ID, "slug": "github-actions", "node_id": node_id("App", _APP_ID),
            "name": "GitHub Actions", "owner": {"login": "github"},
        },
        "pull_requests": [],
    }  # fmt: skip


def log_text(attempt: Attempt) -> str:
    """The log of a job: each line with its time, each step in its group."""
    lines, at = [], attempt.started_at
    for step in attempt.steps:
        if step.conclusion != "skipped":
            parts = [f"##[group]{step.name}", "##[endgroup]", *step.log.splitlines()]
            lines += [f"{at:%Y-%m-%dT%H:%M:%S}.{index:07d}Z {part}" for index, part in enumerate(parts)]
        at += timedelta(seconds=step.seconds)
    return "".join(f"{line}\n" for line in lines)


def _steps(tried: Attempt) -> list[dict[str, Any]]:
    shapes, at = [], tried.started_at
    for number, step in enumerate(tried.steps, 1):
        end = at + timedelta(seconds=step.seconds)
        times = {"started_at": stamp(at), "completed_at": stamp(end)}
        state = {"status": "completed", "conclusion": step.conclusion}
        shapes.append({"name": step.name, "number": number, **state, **times})
        at = end
    return shapes


def _pull(one: WorkflowRun, hosted: Hosted, links: Links) -> dict[str, Any]:
    url = links.api(f"/repos/{hosted.full_name}")
    repo = {"id": identity("repository", hosted.name), "name": hosted.name, "url": url}
    return {
        "id": identity("pull", hosted.name, one.pull or 0),
        "number": one.pull,
        "url": f"{url}/pulls/{one.pull}",
        "head": {"ref": one.branch, "sha": one.sha, "repo": repo},
        "base": {"ref": "main", "sha": "", "repo": repo | {"name": f"{ORGANIZATION}/{hosted.name}"}},
    }
