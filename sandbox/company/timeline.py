"""When things happened: every moment of the company's story, relative to the moment the sandbox starts."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

WORKDAY_STARTS = time(8, 30)
WORKDAY_ENDS = time(17, 30)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The moments of the story.

    Args:
        now: the moment the sandbox starts, with a time zone; all history is relative to it.
        seed: decides every random choice, so that the same `now` and `seed` tell the same story.
    """

    now: datetime
    seed: int = 7

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("now needs a time zone, for example datetime.now(UTC)")
        object.__setattr__(self, "now", self.now.astimezone(UTC).replace(microsecond=0))

    def ago(self, *, weeks: float = 0, days: float = 0, hours: float = 0, minutes: float = 0) -> datetime:
        """The moment that lies this far before `now`."""
        return self.now - timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)

    def random(self, *names: str | int) -> random.Random:
        """A random generator of its own for each use, so that one use never disturbs another."""
        return random.Random(":".join(map(str, (self.seed, *names))))  # noqa: S311 - a story, no secret

    def workday(self, back: int, at: str = "10:00") -> datetime:
        """A time of day on a past working day.

        Args:
            back: how many working days (Monday to Friday) before today; 1 is the last one before today.
            at: the time of day in UTC, as `HH:MM`.
        """
        day, left = self.now.date(), back
        while left > 0:
            day -= timedelta(days=1)
            left -= is_working_day(day)
        return datetime.combine(day, time.fromisoformat(at), UTC)

    def working_hours(self, moment: datetime) -> datetime:
        """Move a moment back to the nearest earlier working hours; inside them it stays as it is."""
        day, clock = moment.astimezone(UTC).date(), moment.astimezone(UTC).time()
        if is_working_day(day) and WORKDAY_STARTS <= clock <= WORKDAY_ENDS:
            return moment.astimezone(UTC)
        if clock < WORKDAY_STARTS:
            day -= timedelta(days=1)
        while not is_working_day(day):
            day -= timedelta(days=1)
        # Spread what came late over the last two hours, so that not everything is at closing time.
        late = self.random("late", int(moment.timestamp())).randrange(7200)
        return datetime.combine(day, WORKDAY_ENDS, UTC) - timedelta(seconds=late)

    def spread(self, name: str, count: int, oldest: datetime, newest: datetime) -> list[datetime]:
        """Working-hour moments between two others, oldest first, the same ones at every call."""
        choice = self.random("spread", name)
        seconds = max((newest - oldest).total_seconds(), 1.0)
        moments = [oldest + timedelta(seconds=int(choice.random() * seconds)) for _ in range(count)]
        return sorted(max(self.working_hours(moment), oldest) for moment in moments)

    @property
    def history_starts_at(self) -> datetime:
        """Three weeks ago: builds, metrics and commits begin here."""
        return self.ago(weeks=3)

    # Payments: a refund test fails.
    @property
    def suspect_commit_at(self) -> datetime:
        """Jonas pushed "Round refunds with floats" to main of payments."""
        return self.ago(hours=3, minutes=20)

    @property
    def failed_build_at(self) -> datetime:
        """payments-build #318 failed."""
        return self.ago(hours=3)

    @property
    def good_build_at(self) -> datetime:
        """payments-build #317 succeeded."""
        return self.ago(days=1)

    @property
    def pr42_opened_at(self) -> datetime:
        """Jonas opened payments#42 "Add refund search"."""
        return self.ago(hours=5)

    @property
    def pr42_comment_at(self) -> datetime:
        """Priya asked about the query in payments#42."""
        return self.ago(hours=4, minutes=25)

    # Checkout: a slow commit, a bad deploy, an alert.
    @property
    def slow_commit_at(self) -> datetime:
        """Priya committed "Load price rules for each line item" to a branch of checkout."""
        return self.ago(hours=26)

    @property
    def pr55_opened_at(self) -> datetime:
        """checkout#55, which holds the slow commit, was opened."""
        return self.ago(hours=25, minutes=45)

    @property
    def pr55_merged_at(self) -> datetime:
        """checkout#55 was merged to main."""
        return self.ago(hours=22)

    @property
    def version_173_tagged_at(self) -> datetime:
        """checkout v1.7.3 was tagged and built."""
        return self.ago(hours=21, minutes=30)

    @property
    def staging_deploy_at(self) -> datetime:
        """checkout-deploy #93 brought 1.7.3 to staging."""
        return self.ago(hours=20, minutes=40)

    @property
    def bad_deploy_at(self) -> datetime:
        """checkout-deploy #94 brought 1.7.3 to production."""
        return self.ago(hours=20)

    @property
    def alert_fired_at(self) -> datetime:
        """CheckoutHighLatency has been firing since."""
        return self.ago(hours=19, minutes=40)

    @property
    def previous_deploy_at(self) -> datetime:
        """checkout 1.7.2, the last good version, was deployed to production."""
        return self.ago(days=6)

    # Checkout: release 1.8.
    @property
    def release_branch_at(self) -> datetime:
        """The last commit of release/1.8, tagged v1.8.0-rc1."""
        return self.ago(hours=4, minutes=30)

    @property
    def pr57_opened_at(self) -> datetime:
        """Priya opened checkout#57 "Release 1.8"."""
        return self.ago(hours=4, minutes=20)

    @property
    def release_build_at(self) -> datetime:
        """checkout-build #211 of release/1.8 succeeded."""
        return self.ago(hours=4)

    # Past incidents and what comes.
    @property
    def inc_31_at(self) -> datetime:
        """INC-31 "Notification e-mails sent twice"."""
        return self.working_hours(self.ago(days=17, hours=12))

    @property
    def freeze_starts_at(self) -> datetime:
        """The change freeze of the autumn sale begins (midnight UTC, three days from now)."""
        return datetime.combine(self.now.date() + timedelta(days=3), time(), UTC)


def is_working_day(day: date) -> bool:
    """Whether a date lies between Monday and Friday."""
    return day.weekday() < 5
