"""The stand-in's objects have the fields of GitHub's own examples (npm's @octokit/webhooks-examples)."""

import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.sandbox.github.conftest import Forge

EXAMPLES = Path(__file__).parents[3].parent / "shared" / "data" / "github-webhooks" / "examples.json"
REPO = "/api/v3/repos/larkfield"

# Fields that GitHub has given up since the examples were recorded, or that only webhooks have.
GONE = {"deployment", "pull_requests", "check_suite_url", "commit_url"}


@pytest.fixture(scope="module")
def examples() -> dict[str, Any]:
    """Payloads that GitHub sent."""
    if not EXAMPLES.is_file():
        pytest.skip("the recorded webhooks are not here")
    found: dict[str, Any] = json.loads(EXAMPLES.read_text())
    return found


@pytest.mark.parametrize(
    ("event", "part", "path"),
    [
        ("pull_request", "pull_request", f"{REPO}/payments/pulls/42"),
        ("pull_request", "repository", f"{REPO}/payments"),
        ("pull_request_review", "review", f"{REPO}/checkout/pulls/57/reviews"),
        ("pull_request_review_comment", "comment", f"{REPO}/payments/pulls/42/comments"),
        ("issue_comment", "issue", f"{REPO}/checkout/issues/56"),
        ("issue_comment", "comment", f"{REPO}/checkout/issues/56/comments"),
        ("deployment", "deployment", f"{REPO}/checkout/deployments"),
        ("release", "release", f"{REPO}/checkout/releases"),
        ("workflow_run", "workflow_run", f"{REPO}/storefront/actions/runs"),
        ("check_run", "check_run", f"{REPO}/storefront/commits/main/check-runs"),
    ],
)
async def test_fields_are_those_of_github(
    forge: Forge, web: aiohttp.ClientSession, examples: dict[str, Any], event: str, part: str, path: str
) -> None:
    async with web.get(path, headers={"Authorization": f"Bearer {forge.token}"}) as response:
        answer = await response.json()
    if isinstance(answer, dict) and "total_count" in answer:
        answer = next(value for value in answer.values() if isinstance(value, list))
    ours = answer[0] if isinstance(answer, list) else answer
    theirs = examples[event][0][part]
    assert set(theirs) - set(ours) - GONE == set()
    for name, value in theirs.items():
        if isinstance(value, (str, int, bool)) and ours.get(name) is not None:
            assert isinstance(ours[name], type(value)), name
