from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tools.connections import Connections
from tools.policies import (
    ErrorBudgetPolicy,
    FreezeCheck,
    SecurityPolicy,
    check_freeze,
    find_policy,
    policies_of,
    required_reviewers,
    severity_definitions,
)
from tools.policies.freeze import parse_moment
from tools.tool import ToolError

TODAY = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)


def coming(weekday: int, hour: int) -> str:
    """A weekday (0 is Monday) after the autumn sale, as ISO 8601."""
    day = TODAY + timedelta(days=10)
    return (day + timedelta(days=(weekday - day.weekday()) % 7)).replace(hour=hour).isoformat()


async def test_the_autumn_sale_freezes_production_but_not_staging(connections: Connections) -> None:
    at = (TODAY + timedelta(days=4)).isoformat()
    frozen = await check_freeze.function(connections, "checkout", "production", at)
    assert frozen.frozen
    assert "Autumn sale" in [window.name for window in frozen.windows]
    sale = next(window for window in frozen.windows if window.name == "Autumn sale")
    assert sale.approver == "release manager"
    assert "frozen in production" in sale.quote
    assert sale.url is not None
    assert "change-freeze.md?plain=1#L" in sale.url
    assert not (await check_freeze.function(connections, "checkout", "staging", at)).frozen


@pytest.mark.parametrize(
    ("weekday", "hour", "frozen"),
    [(4, 14, False), (4, 15, True), (5, 3, True), (6, 23, True), (0, 7, True), (0, 8, False), (2, 12, False)],
)
async def test_weekends_are_frozen_from_friday_to_monday(
    connections: Connections, weekday: int, hour: int, frozen: bool
) -> None:
    result = await check_freeze.function(connections, "payments", "production", coming(weekday, hour))
    assert result.frozen is frozen
    if frozen:
        assert [window.name for window in result.windows] == ["Weekend"]
        assert result.windows[0].ends.weekday() == 0


async def test_a_freeze_that_comes_soon_is_named(connections: Connections) -> None:
    result = await check_freeze.function(connections, "checkout", at=TODAY.isoformat())
    assert "Autumn sale" in [window.name for window in result.coming]
    assert result.release_manager == "maya"
    assert FreezeCheck.model_validate(result.model_dump(mode="json")) == result


def test_moments_are_read_as_people_say_them() -> None:
    now = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # a Tuesday
    assert parse_moment("now", now) == now
    assert parse_moment("tomorrow 10:00", now) == datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
    assert parse_moment("on Friday at 4pm", now) == datetime(2026, 11, 27, 16, 0, tzinfo=UTC)
    assert parse_moment("saturday", now).date().isoformat() == "2026-11-28"
    assert parse_moment("2026-11-27T16:00:00+01:00", now) == datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
    with pytest.raises(ToolError, match="not a moment"):
        parse_moment("when pigs fly", now)
    with pytest.raises(ToolError, match="not a moment"):
        parse_moment("friday 25:00", now)


async def test_payments_needs_two_reviewers_and_a_code_owner(connections: Connections) -> None:
    result = await required_reviewers.function(connections, "payments")
    assert (result.repository, result.reviewers, result.code_owners) == ("larkfield/payments", 2, 1)
    assert "two reviewers" in result.quote
    other = await required_reviewers.function(connections, "larkfield/checkout")
    assert (other.reviewers, other.code_owners) == (1, 0)
    assert "one reviewer" in other.quote
    assert "platform" in other.content()


async def test_severities_say_how_fast(connections: Connections) -> None:
    result = await severity_definitions.function(connections)
    assert [level.name for level in result.levels] == ["SEV1", "SEV2", "SEV3", "SEV4"]
    assert result.levels[1].respond_minutes == 15
    assert "Respond within 4 hours" in result.content()


@pytest.mark.parametrize(
    ("question", "path", "words"),
    [
        ("how fast must a critical vulnerability be fixed?", "security.md", "2 days"),
        ("may I deploy on a saturday", "change-freeze.md", "Friday 15:00"),
        ("what happens when the error budget is spent", "error-budget.md", "Only fixes ship"),
        ("how long do we have to rotate a leaked key", "security.md", "4 hours"),
        ("how many people must approve a pull request in payments", "reviews.md", "two reviewers"),
    ],
)
async def test_a_question_finds_the_lines_that_decide(
    connections: Connections, question: str, path: str, words: str
) -> None:
    result = await find_policy.function(connections, question)
    assert any(passage.path == path and words in passage.text for passage in result.passages[:2])
    assert words in result.content()


async def test_line_numbers_are_right(connections: Connections, policies: Path) -> None:
    result = await find_policy.function(connections, "which severity is a leaked live key")
    for passage in result.passages:
        lines = (policies / passage.path).read_text("utf-8").splitlines()
        assert lines[passage.first_line - 1] == passage.text.splitlines()[0]


async def test_typed_policies_are_there_for_other_tools(connections: Connections) -> None:
    folder = await policies_of(connections)
    _, security = folder.one(SecurityPolicy, "deadlines")
    assert (security.fix_days["critical"], security.rotate_secrets_hours) == (2, 4)
    _, budget = folder.one(ErrorBudgetPolicy, "budgets")
    assert {item.service: item.availability for item in budget.objectives} == {
        "checkout": 99.5,
        "payments": 99.9,
    }


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("---\nkind: change-freeze\nwindows: [oops\n---\n", "not a YAML mapping"),
        (
            "---\nkind: change-freeze\nweekly: [{name: W, from: someday, until: monday 08:00}]\n---\n",
            "weekday",
        ),
        (
            "---\nkind: change-freeze\nwindows:\n"
            "  - {name: W, starts: 2026-01-02T00:00:00Z, ends: 2026-01-01T00:00:00Z}\n---\n",
            "ends before it starts",
        ),
        ("---\nkind: change-freeze\nwindows: [{name: W, start: 1}]\n---\n", "windows"),
    ],
)
async def test_a_broken_policy_is_named_and_never_means_no_freeze(
    connect: Callable[[Path | None], Connections], tmp_path: Path, text: str, problem: str
) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "freeze.md").write_text(text, "utf-8")
    with pytest.raises(ToolError, match=problem):
        await check_freeze.function(connect(folder), "checkout")
    assert problem in (await find_policy.function(connect(folder), "freeze")).problems[0]


async def test_pages_that_cannot_be_read_are_named(
    connect: Callable[[Path | None], Connections], policies: Path
) -> None:
    (policies / "image.md").write_bytes(b"\x89PNG\xff\x00")
    (policies / "huge.md").write_text("x" * 600_000, "utf-8")
    result = await find_policy.function(connect(policies), "weekend deploys")
    assert sorted(result.problems) == ["huge.md: larger than 500 kB", "image.md: not UTF-8 text"]
    assert result.passages


async def test_no_policies_is_said_with_the_setting(
    connect: Callable[[Path | None], Connections], tmp_path: Path
) -> None:
    with pytest.raises(ToolError, match="Set POLICIES"):
        await severity_definitions.function(connect(None))
    with pytest.raises(ToolError, match="Check POLICIES"):
        await severity_definitions.function(connect(tmp_path / "nowhere"))
