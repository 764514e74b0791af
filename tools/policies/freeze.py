"""May this be deployed? Freeze windows, absolute and weekly."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel

from tools.connections import Connections
from tools.policies.folder import PolicyPage, policies_of
from tools.policies.models import WEEKDAYS, ChangeFreezePolicy, FreezeWindow, WeeklyFreeze
from tools.resource import a_service
from tools.tool import Effect, ToolError, ToolResult, tool

LOOK_AHEAD = timedelta(days=7)
CLOCK = re.compile(r"(?:^|\s|at\s)(\d{1,2})(?::(\d{2}))?\s*(am|pm)?(?:\s*utc)?$")


class Window(BaseModel):
    """A freeze that is on or comes soon."""

    name: str
    starts: datetime
    ends: datetime
    approver: str | None
    quote: str
    url: str | None


class FreezeCheck(ToolResult):
    """Whether a service may be deployed to an environment at a moment."""

    source: str = "policies"
    service: str
    environment: str
    at: datetime
    frozen: bool
    windows: list[Window]
    coming: list[Window]
    allowed: list[str]
    release_manager: str | None

    def title(self) -> str:
        """Frozen or not, by what and until when."""
        what = f"{self.service} in {self.environment} at {self.at:%a %Y-%m-%d %H:%M} UTC"
        if not self.frozen:
            return f"No freeze for {what}"
        return f"Frozen: {what} ({self.windows[0].name}, until {self.windows[0].ends:%a %Y-%m-%d %H:%M} UTC)"

    def content(self) -> str:
        """The verdict with the lines of the policy that decide it."""
        parts = [self.title()]
        parts += [f"In force: {_window_text(window)}" for window in self.windows]
        parts += [f"Coming: {_window_text(window)}" for window in self.coming]
        if self.frozen and self.allowed:
            parts.append(f"Allowed all the same: {'; '.join(self.allowed)}.")
        if self.release_manager:
            parts.append(f"Release manager: {self.release_manager}.")
        return "\n\n".join(parts)


@tool(Effect.READ, a_service(environment="environment"))
async def check_freeze(
    connections: Connections, service: str, environment: str = "production", at: str = "now"
) -> FreezeCheck:
    """Check whether a change freeze forbids a deploy, now or at another time, and quote the policy.

    Args:
        service: The service to deploy.
        environment: Where to: production or staging.
        at: When: "now", "tomorrow 10:00", "friday 16:00", or ISO 8601 (UTC unless it says otherwise).
    """
    moment = parse_moment(at, datetime.now(UTC))
    folder = await policies_of(connections)
    page, policy = folder.one(ChangeFreezePolicy, "change freezes")
    known = connections.catalog.service(service)
    name = known.name if known else service
    freezes: list[FreezeWindow | WeeklyFreeze] = [*policy.windows, *policy.weekly]
    spans = [(*freeze.span(moment), freeze) for freeze in freezes if freeze.concerns(name, environment)]
    now_on = [_window(page, start, end, freeze) for start, end, freeze in spans if start <= moment < end]
    coming = [
        _window(page, start, end, freeze)
        for start, end, freeze in spans
        if moment < start <= moment + LOOK_AHEAD
    ]
    return FreezeCheck(
        url=page.url,
        service=name,
        environment=environment,
        at=moment,
        frozen=bool(now_on),
        windows=sorted(now_on, key=lambda window: window.ends, reverse=True),
        coming=sorted(coming, key=lambda window: window.starts),
        allowed=list(policy.allowed),
        release_manager=policy.release_manager,
    )


async def is_frozen(connections: Connections, service: str | None, environments: Iterable[str]) -> bool:
    """Whether a freeze is on now in one of some environments, for the gate: what can't be told is frozen."""
    if connections.settings.policies is None:
        return False
    try:
        folder = await policies_of(connections)
    except ToolError:
        return True
    found = folder.of(ChangeFreezePolicy)
    if not found:
        # A page that can't be read may be the one about freezes.
        return bool(folder.problems)
    now, places = datetime.now(UTC), list(environments)
    freezes: list[FreezeWindow | WeeklyFreeze] = []
    for _, policy in found:
        freezes += [*policy.windows, *policy.weekly]
    return any(
        _is_on(freeze, now) and any(freeze.concerns(service, place) for place in places) for freeze in freezes
    )


def _is_on(freeze: FreezeWindow | WeeklyFreeze, now: datetime) -> bool:
    start, end = freeze.span(now)
    return start <= now < end


def parse_moment(text: str, now: datetime) -> datetime:
    """A moment as people say it, today or later.

    Raises:
        ToolError: it is neither ISO 8601 nor words such as "now", "tomorrow 10:00", "friday 4pm".
    """
    words = re.sub(r"^(?:on|this|next|coming)\s+", "", text.strip().lower())
    with suppress(ValueError):  # where it is not ISO 8601, it may be words
        found = datetime.fromisoformat(text.strip())
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    if words in ("", "now", "right now"):
        return now
    clock = CLOCK.search(words)
    day = words[: clock.start()].strip() if clock else words
    ahead = _days_ahead(day, now)
    hour, minute = _time_of_day(clock) if clock else (now.hour, now.minute)
    if ahead is None or hour > 23 or minute > 59:
        raise ToolError(
            f"{text!r} is not a moment that I can read.",
            "Write now, tomorrow 10:00, friday 16:00, or ISO 8601 such as 2026-11-27T16:00.",
        )
    return (now + timedelta(days=ahead)).replace(hour=hour, minute=minute, second=0, microsecond=0)


def _days_ahead(day: str, now: datetime) -> int | None:
    if day in ("", "today", "tonight"):
        return 0
    if day == "tomorrow":
        return 1
    if day in WEEKDAYS:
        return (WEEKDAYS.index(day) - now.weekday()) % 7
    return None


def _time_of_day(match: re.Match[str]) -> tuple[int, int]:
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour, minute


def _window(page: PolicyPage, start: datetime, end: datetime, freeze: FreezeWindow | WeeklyFreeze) -> Window:
    quote = page.quote(f"## {freeze.name}", lines=4) or page.quote(freeze.name, lines=4)
    return Window(
        name=freeze.name,
        starts=start,
        ends=end,
        approver=freeze.approver,
        quote=quote.text if quote else "",
        url=quote.url if quote else page.url,
    )


def _window_text(window: Window) -> str:
    leave = f" A deploy needs the leave of: {window.approver}." if window.approver else ""
    span = f"{window.starts:%a %Y-%m-%d %H:%M} to {window.ends:%a %Y-%m-%d %H:%M} UTC"
    quote = "\n".join(f"> {line}" for line in window.quote.splitlines() if line.strip())
    return f"{window.name}, {span}.{leave}\n{quote}"
