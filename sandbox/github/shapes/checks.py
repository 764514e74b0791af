"""Check runs that an app has reported."""

from typing import Any

from sandbox.github.checks import StoredCheck
from sandbox.github.forge import BOT_LOGIN, Hosted
from sandbox.github.links import Links, identity, node_id, stamp_or_none

APP_ID = 90210


def stored_check(one: StoredCheck, hosted: Hosted, links: Links) -> dict[str, Any]:
    """A check run."""
    url = links.api(f"/repos/{hosted.full_name}/check-runs/{one.id}")
    page = links.page(f"/{hosted.full_name}/runs/{one.id}")
    return {
        "id": one.id,
        "name": one.name,
        "node_id": node_id("CheckRun", one.id),
        "head_sha": one.head_sha,
        "external_id": one.external_id,
        "url": url,
        "html_url": page,
        "details_url": one.details_url or page,
        "status": one.status,
        "conclusion": one.conclusion,
        "started_at": stamp_or_none(one.started_at),
        "completed_at": stamp_or_none(one.completed_at),
        "output": {
            "title": one.title,
            "summary": one.summary,
            "text": one.text,
            "annotations_count": len(one.annotations),
            "annotations_url": f"{url}/annotations",
        },
        "check_suite": {"id": identity("suite", hosted.name, one.head_sha)},
        "app": {
            "id": APP_ID, "slug": BOT_LOGIN, "node_id": node_id("App", APP_ID), "name": "Quarterdeck",
            "owner": {"login": "larkfield"},
        },
        "pull_requests": [],
    }  # fmt: skip
