"""How old a page is, in plain words."""

from datetime import UTC, date, datetime

WEEK, MONTH, YEAR = 7, 30.44, 365.25
# From so many days on, the next larger unit says it better.
IN_WEEKS, IN_MONTHS, IN_YEARS = 14, 60, 730


def age_in_days(day: str) -> int | None:
    """Days since a date; None when the page has none that can be read."""
    try:
        return max((datetime.now(UTC).date() - date.fromisoformat(day[:10])).days, 0)
    except ValueError:
        return None


def ago(days: int) -> str:
    """A number of days as people say it: yesterday, 3 weeks ago."""
    if days < IN_WEEKS:
        return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
    if days < IN_MONTHS:
        return f"{round(days / WEEK)} weeks ago"
    if days < IN_YEARS:
        return f"{round(days / MONTH)} months ago"
    return f"{round(days / YEAR)} years ago"


def aged(day: str, days: int | None, old_days: int) -> str:
    """When a page was changed, with a warning where that is longer ago than the team's limit.

    Args:
        day: the date.
        days: how many days ago that was.
        old_days: the limit; 0 for none.
    """
    if days is None:
        return "undated"
    old = "; it is old: check that it still holds" if is_old(days, old_days) else ""
    return f"changed {ago(days)}, on {day}{old}"


def is_old(days: int | None, old_days: int) -> bool:
    """Whether a page is older than the team's limit."""
    return days is not None and 0 < old_days < days
