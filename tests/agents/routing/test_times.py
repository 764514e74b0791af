"""Times as people write them, on Wednesday 2026-11-18, 10:30 UTC."""

from datetime import UTC, datetime

import pytest

from agents.routing.times import find_times


def at(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ask", "since", "until"),
    [
        ("what changed since yesterday", at(11, 17), None),
        ("what did we deploy yesterday", at(11, 17), at(11, 18)),
        ("errors today", at(11, 18), None),
        ("what went out last night", at(11, 17, 18), at(11, 18, 8)),
        ("in the last 3 hours", at(11, 18, 7, 30), None),
        ("over the past two weeks", at(11, 4, 10, 30), None),
        ("last 24h", at(11, 17, 10, 30), None),
        ("3 days ago", at(11, 15, 10, 30), None),
        ("what changed in the last week", at(11, 11, 10, 30), None),
        ("what did we spend last month", at(10, 1), at(11, 1)),
        ("spend over the last month", at(10, 19, 10, 30), None),
        ("costs this month", at(11, 1), None),
        ("costs last quarter", at(7, 1), at(10, 1)),
        ("spend last year", at(1, 1, year=2025), at(1, 1)),
        ("since monday", at(11, 16), None),
        ("commits on wednesday", at(11, 11), at(11, 12)),
        ("over the weekend", at(11, 14), at(11, 16)),
        ("costs in october", at(10, 1), at(11, 1)),
        ("costs in december", at(12, 1, year=2025), at(1, 1)),
        ("since march 2025", at(3, 1, year=2025), None),
        ("since 2026-11-02", at(11, 2), None),
        ("on 2026-11-02", at(11, 2), at(11, 3)),
        ("since 2026-11-02T08:15:00+02:00", at(11, 2, 6, 15), None),
        ("spend in 2026-09", at(9, 1), at(10, 1)),
        ("since 9am", at(11, 18, 9), None),
        ("after 14:30", at(11, 17, 14, 30), None),
        ("since noon", at(11, 17, 12), None),
    ],
)
def test_periods(now: datetime, ask: str, since: datetime, until: datetime | None) -> None:
    times = find_times(ask, now)
    assert (times.since, times.until) == (since, until)
    assert times.period is not None
    assert times.period in ask.lower()


@pytest.mark.parametrize(
    ("ask", "moment"),
    [
        ("may I deploy on friday", at(11, 20, 12)),
        ("may I deploy on friday afternoon", at(11, 20, 15)),
        ("can we release tomorrow at 5pm", at(11, 19, 17)),
        ("deploy tonight?", at(11, 18, 20)),
        ("Friday deploy ok?", at(11, 20, 12)),
        ("freeze next week", at(11, 25, 12)),
        ("what changed since friday", None),
    ],
)
def test_moments_to_come(now: datetime, ask: str, moment: datetime | None) -> None:
    assert find_times(ask, now).moment == moment


@pytest.mark.parametrize(
    "ask",
    ["may I deploy", "is it slow", "2026-02-31", "since 2031-01-01", "PR 12", "9999 years ago", "march on"],
)
def test_no_period(now: datetime, ask: str) -> None:
    assert find_times(ask, now).since is None


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("was hat sich seit gestern geändert?", "what changed since yesterday?"),
        ("in den letzten 3 Stunden", "in last 3 hours"),
        ("vor 3 Tagen", "3 days ago"),
        ("was haben wir letzten Monat ausgegeben", "what did we spend last month"),
        ("die Kosten im Oktober", "costs in october"),
        ("Kosten in diesem Monat", "costs this month"),
        ("darf ich am Freitag Abend deployen", "may I deploy on friday evening"),
        ("geht das morgen noch", "can that go tomorrow"),
    ],
)
def test_german_times_are_read_like_english_ones(now: datetime, german: str, english: str) -> None:
    read = find_times(german, now)
    assert read == find_times(english, now)
    assert read.since or read.moment


def test_english_words_are_no_german_times(now: datetime) -> None:
    assert find_times("what changed since the last tag", now) == find_times("nothing", now)
