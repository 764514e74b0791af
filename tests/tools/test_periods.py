from datetime import UTC, datetime, timedelta

import pytest

from tools.periods import parse_since, span
from tools.tool import ToolError

NOW = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026-11-01T08:00:00+02:00", datetime(2026, 11, 1, 6, tzinfo=UTC)),
        ("2026-11-01T08:00:00Z", datetime(2026, 11, 1, 8, tzinfo=UTC)),
        ("yesterday", datetime(2026, 11, 17, tzinfo=UTC)),
        ("Since yesterday", datetime(2026, 11, 17, tzinfo=UTC)),
        ("today", datetime(2026, 11, 18, tzinfo=UTC)),
        ("this week", datetime(2026, 11, 16, tzinfo=UTC)),
        ("wednesday", datetime(2026, 11, 11, tzinfo=UTC)),
        ("friday", datetime(2026, 11, 13, tzinfo=UTC)),
        ("24h", NOW - timedelta(hours=24)),
        ("90 minutes ago", NOW - timedelta(minutes=90)),
        ("in the last 3 days", NOW - timedelta(days=3)),
        ("last week", NOW - timedelta(weeks=1)),
        ("a month ago", NOW - timedelta(days=30)),
        ("two weeks", NOW - timedelta(weeks=2)),
    ],
)
def test_times_as_people_write_them(text: str, expected: datetime) -> None:
    assert parse_since(text, NOW) == expected


@pytest.mark.parametrize("text", ["", "soon", "--upload-pack=x", "99999y", "2027-01-01", "12 parsecs"])
def test_what_is_no_past_time_is_refused(text: str) -> None:
    with pytest.raises(ToolError):
        parse_since(text, NOW)


@pytest.mark.parametrize(
    ("length", "written"),
    [
        (timedelta(), "0 s"),
        (timedelta(seconds=89), "89 s"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(hours=47, minutes=5), "47 h 5 min"),
        (timedelta(days=9, hours=7), "9 days"),
    ],
)
def test_a_length_of_time_is_written_in_its_largest_units(length: timedelta, written: str) -> None:
    assert span(length) == written
