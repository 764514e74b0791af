"""What an interaction hands to the app: `trigger_id` opens one view, `response_url` answers a few times."""

import secrets
import time
from dataclasses import dataclass, field

from sandbox.slack.errors import SlackError
from sandbox.slack.messages import Message
from sandbox.slack.settings import Timings


@dataclass(slots=True)
class Trigger:
    """Leave to open one view for a user."""

    user: str
    made: float
    used: bool = False
    view_id: str | None = None


@dataclass(slots=True)
class ResponseUrl:
    """Leave to answer in a channel; `original` is the message that was acted on."""

    user: str
    channel: str
    made: float
    uses: int = 0
    original: Message | None = None


@dataclass(slots=True)
class Tickets:
    """What was handed out."""

    timings: Timings
    triggers: dict[str, Trigger] = field(default_factory=dict)
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)

    def trigger(self, user: str, view_id: str | None = None) -> str:
        """Hand out a `trigger_id`; `view_id` is the view that the interaction came from."""
        key = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self.triggers[key] = Trigger(user, time.monotonic(), view_id=view_id)
        return key

    def exchange(self, key: str | None) -> Trigger:
        """Take a `trigger_id` back.

        Raises:
            SlackError: it is unknown, too old or was used before.
        """
        trigger = self.triggers.get(key or "")
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if time.monotonic() - trigger.made > self.timings.trigger:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def response_url(self, origin: str, leave: ResponseUrl) -> str:
        """Hand out a `response_url`."""
        key = secrets.token_urlsafe(24)
        self.response_urls[key] = leave
        return f"{origin}/actions/{key}"

    def spend(self, key: str) -> ResponseUrl:
        """Use a `response_url` once.

        Raises:
            SlackError: it is unknown, too old or used up.
        """
        leave = self.response_urls.get(key)
        if leave is None:
            raise SlackError("no_such_url")
        if time.monotonic() - leave.made > self.timings.response_url:
            raise SlackError("expired_url")
        if leave.uses >= self.timings.response_url_uses:
            raise SlackError("used_url")
        leave.uses += 1
        return leave
