"""Spans of days as people name them: "last month", "2026-10", "last 7 days"."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from tools.tool import ToolError

SPAN = re.compile(r"(?:the\s+)?(?:last|past|previous)?\s*(\d{1,3})\s*(d|days?|w|weeks?|mo|months?)")
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
          "november", "december")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` up to but without `end`, and what to call them."""

    start: date
    end: date
    label: str

    @property
    def days(self) -> int:
        """How many days."""
        return (self.end - self.start).days

    def before(self) -> "Period":
        """The period before: of a calendar month the month before, else as many days."""
        if self.start.day == 1 and self.end == next_month(self.start):
            return month(self.start - timedelta(days=1))
        start = self.start - timedelta(days=self.days)
        return Period(start, self.start, f"the {self.days} days before")


def parse_period(text: str, today: date) -> Period:
    """Read a period; days that are not over yet are left out, because they are not billed yet.

    Raises:
        ToolError: it is none of the forms, or it has not begun.
    """
    words = " ".join(text.strip().lower().split())
    found = _calendar(words, today) or _month_name(words, today) or _span(words, today)
    if found is None:
        raise ToolError(
            f"{text!r} is not a period that I can read.",
            "Write last month, this month, 2026-10, october, last 7 days, or yesterday.",
        )
    if found.start >= today:
        raise ToolError(f"Nothing is billed yet for {found.label}.", "Choose an earlier period.")
    return found


def month(day: date) -> Period:
    """The calendar month of a day."""
    start = day.replace(day=1)
    return Period(start, next_month(start), f"{start:%B %Y}")


def next_month(day: date) -> date:
    """The first day of the month after."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _calendar(words: str, today: date) -> Period | None:
    this = today.replace(day=1)
    monday = today - timedelta(days=today.weekday())
    named = {
        "last month": month(this - timedelta(days=1)),
        "previous month": month(this - timedelta(days=1)),
        "this month": Period(
            this, max(today, this), f"{this:%B %Y} up to {today - timedelta(days=1):%-d %B}"
        ),
        "yesterday": Period(today - timedelta(days=1), today, f"{today - timedelta(days=1)}"),
        "this week": Period(monday, max(today, monday), f"the week from {monday}"),
        "last week": Period(
            monday - timedelta(days=7), monday, f"the week from {monday - timedelta(days=7)}"
        ),
        "this year": Period(today.replace(month=1, day=1), today, f"{today.year} so far"),
    }
    return named.get(words)


def _month_name(words: str, today: date) -> Period | None:
    digits = re.fullmatch(r"(\d{4})-(\d{1,2})", words)
    if digits and 1 <= int(digits[2]) <= 12:
        return month(date(int(digits[1]), int(digits[2]), 1))
    name, _, year = words.removeprefix("in ").partition(" ")
    if name not in MONTHS or (year and not re.fullmatch(r"\d{4}", year)):
        return None
    number = MONTHS.index(name) + 1
    return month(date(int(year) if year else today.year - (number > today.month), number, 1))


def _span(words: str, today: date) -> Period | None:
    match = SPAN.fullmatch(words)
    if match is None or int(match[1]) == 0:
        return None
    days = int(match[1]) * {"d": 1, "w": 7, "m": 30}[match[2][0]]
    return Period(today - timedelta(days=days), today, f"the last {days} days")
