"""What a test or a demo may set: the secrets, the waiting times, and the faults to make."""

import random
import secrets
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the installed app proves itself with; made anew for each workspace."""

    bot_token: str = field(default_factory=lambda: f"xoxb-{secrets.token_hex(16)}", repr=False)
    app_token: str = field(default_factory=lambda: f"xapp-1-A0DECK-{secrets.token_hex(16)}", repr=False)
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    verification_token: str = field(default_factory=lambda: secrets.token_hex(12), repr=False)


@dataclass(frozen=True, slots=True)
class Timings:
    """How long Slack waits, in seconds; the defaults are Slack's own.

    Args:
        ack: for an app to acknowledge a delivery.
        retries: before each repetition of an unacknowledged event.
        trigger: until a `trigger_id` expires.
        stream: until a message stops taking appended text.
        response_url: until a `response_url` expires.
        response_url_uses: how many times a `response_url` works (a number, not seconds).
    """

    ack: float = 3.0
    retries: tuple[float, ...] = (0.0, 60.0, 300.0)
    trigger: float = 3.0
    stream: float = 300.0
    response_url: float = 1800.0
    response_url_uses: int = 5


@dataclass(slots=True)
class Faults:
    """Failures of Slack itself.

    Args:
        rate_limited: how often a call answers 429, from 0 to 1.
        server_error: how often a call answers 503, from 0 to 1.
        lost_answer: how often a call is carried out and answers 503 nevertheless, from 0 to 1.
        repeated: how often an event is sent again though it was acknowledged, from 0 to 1.
        retry_after: the seconds that a 429 asks to wait.
        planned: failures for the next calls of a method: name → HTTP statuses.
    """

    rate_limited: float = 0.0
    server_error: float = 0.0
    lost_answer: float = 0.0
    repeated: float = 0.0
    retry_after: int = 1
    planned: dict[str, list[int]] = field(default_factory=dict)
    seed: int = 7
    _random: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - chance, no secret

    def plan(self, method: str, *statuses: int) -> None:
        """Make the next calls of a method fail, one for each status (429 or 5xx)."""
        self.planned.setdefault(method, []).extend(statuses)

    def status(self, method: str) -> int | None:
        """The HTTP status that this call must fail with, or None."""
        if planned := self.planned.get(method):
            return planned.pop(0)
        chance = self._random.random()
        if chance < self.rate_limited:
            return 429
        return 503 if chance < self.rate_limited + self.server_error else None

    def loses_answer(self) -> bool:
        """Whether the caller of a call that was carried out must not hear of it."""
        return self.lost_answer > 0 and self._random.random() < self.lost_answer

    def repeats(self) -> bool:
        """Whether an acknowledged event must be sent again."""
        return self.repeated > 0 and self._random.random() < self.repeated
