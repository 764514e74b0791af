"""Turns of phrase that playbooks share."""

from datetime import UTC, datetime, timedelta

import pytest

from agents.playbooks.wording import age

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(minutes=-1), "less than an hour"),
        (timedelta(minutes=59), "less than an hour"),
        (timedelta(hours=5, minutes=50), "5 h"),
        (timedelta(hours=47), "47 h"),
        (timedelta(days=2), "2 days"),
        (timedelta(days=19, hours=23), "19 days"),
    ],
)
def test_ages_are_said_in_their_largest_unit(length: timedelta, said: str) -> None:
    assert age(NOW - length, NOW) == said
