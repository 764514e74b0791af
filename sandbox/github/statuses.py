"""Statuses that Jenkins reported for commits, from the company's builds."""

from typing import Any

from sandbox.company.builds import Build
from sandbox.github.forge import Hosted
from sandbox.github.links import Links, identity, node_id, stamp

_STATES = {"SUCCESS": "success", "FAILURE": "failure", "ABORTED": "error", None: "pending"}


def commit_statuses(hosted: Hosted, sha: str, links: Links) -> list[dict[str, Any]]:
    """All statuses of a commit, newest first."""
    builds = [one for one in hosted.builds() if one.commit.sha == sha and one.job.kind == "build"]
    return [_status(one, hosted, links) for one in sorted(builds, key=lambda one: one.ended_at, reverse=True)]


def _status(build: Build, hosted: Hosted, links: Links) -> dict[str, Any]:
    number = identity("status", build.job.name, build.number)
    failed = next((stage.name for stage in build.stages if stage.status == "FAILED"), None)
    return {
        "url": links.api(f"/repos/{hosted.full_name}/statuses/{build.commit.sha}"),
        "avatar_url": links.page("/avatars/jenkins"),
        "id": number,
        "node_id": node_id("StatusContext", number),
        "state": _STATES[build.result],
        "description": f"#{build.number} failed in {failed}" if failed else f"#{build.number}",
        "target_url": f"{hosted.jenkins_url}/job/{build.job.name}/{build.number}/"
        if hosted.jenkins_url
        else "",
        "context": f"continuous-integration/jenkins/{build.job.name}",
        "created_at": stamp(build.ended_at),
        "updated_at": stamp(build.ended_at),
        "creator": None,
    }
