"""Reviews of pull request 42 with findings that a test chooses: the store and GitHub are the real ones."""

from dataclasses import replace
from typing import Any

from storage.reviews import AnalyserResult, Kept, NewFinding, NewReview
from tests.tools.reviews.conftest import NUMBER, REPOSITORY, SEARCH, Desk
from tools.repos.github_reviews import GitHubReviews
from tools.reviews.keeping import pull_of

SQL = NewFinding(
    "a" * 32, SEARCH, 14, 16, "sql-from-input", "high", 0.9, "SQL built from input",
    "What the caller passes becomes part of the query.", "CWE-89", "Bind it.", analyser="patterns",
)  # fmt: skip
KEY = NewFinding("b" * 32, SEARCH, 9, 9, "secret", "critical", 0.95, "Hard-coded key", analyser="secrets")
ROUTE = NewFinding(
    "c" * 32, "app/api.py", 22, 22, "route", "low", 0.6, "Route without a test", analyser="ours"
)


async def keep(desk: Desk, *findings: NewFinding, **more: Any) -> Kept:
    """A review of the pull request as it is, that has seen these findings and looked at every file."""
    state = await GitHubReviews(desk.connections.github).state(REPOSITORY, NUMBER)
    paths = frozenset(file.path for file in state.files)
    new = NewReview(state.base_sha, state.head_sha, findings, paths=paths, covered=paths)
    return await desk.connections.reviews.keep(pull_of(state), replace(new, **more))


async def publish(desk: Desk, *findings: NewFinding, **more: Any) -> Kept:
    """The same, published."""
    kept = await keep(desk, *findings, **more)
    await desk.publish(kept.review.id, desk.action(f"{kept.review.id}:call"))
    found = await desk.connections.reviews.get(kept.review.id)
    assert found is not None
    return found


def failed(name: str) -> tuple[AnalyserResult, ...]:
    """An analyser that could not look."""
    return (AnalyserResult(name, problem="it is not installed"),)
