from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.company import Timeline
from sandbox.company.timeline import WORKDAY_ENDS, WORKDAY_STARTS

NOW = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)  # a Wednesday
MOMENTS = st.integers(0, 20 * 365 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))


def test_now_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Timeline(datetime(2026, 11, 18))  # noqa: DTZ001


def test_workdays_skip_the_weekend() -> None:
    timeline = Timeline(NOW)
    assert timeline.workday(3, "09:15") == datetime(2026, 11, 13, 9, 15, tzinfo=UTC)  # the Friday before
    assert timeline.workday(1).date() == NOW.date() - timedelta(days=1)


@given(MOMENTS)
def test_working_hours_never_move_a_moment_forward(moment: datetime) -> None:
    moved = Timeline(NOW).working_hours(moment)
    assert moved <= moment
    assert moved.weekday() < 5
    assert WORKDAY_STARTS <= moved.time() <= WORKDAY_ENDS
    assert moment - moved < timedelta(days=4)


@given(MOMENTS)
def test_the_story_happens_in_its_order(now: datetime) -> None:
    timeline = Timeline(now)
    names = (
        "previous_deploy slow_commit pr55_opened pr55_merged version_173_tagged staging_deploy bad_deploy "
        "alert_fired release_branch pr57_opened release_build"
    )
    checkout = [getattr(timeline, f"{name}_at") for name in names.split()]
    assert checkout == sorted(checkout)
    payments = [getattr(timeline, f"{name}_at") for name in ("good_build", "pr42_opened", "suspect_commit")]
    payments.append(timeline.failed_build_at)
    assert payments == sorted(payments)
    assert timeline.freeze_starts_at.time() == time()
    assert timedelta(days=2) < timeline.freeze_starts_at - timeline.now <= timedelta(days=3)
