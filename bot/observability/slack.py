"""Slack's client, watched: a span and a count for each call, so for each step of delivering an answer."""

from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.observability.metrics import Metrics
from tools.observer import observer

RATE_LIMITED = "ratelimited"


class WatchedClient(AsyncWebClient):
    """Calls Slack and counts what comes of it. Retries of one call count as one.

    Args:
        metrics: Where to count.
        options: As for Slack's own client.
    """

    def __init__(self, metrics: Metrics, **options: Any) -> None:
        super().__init__(**options)
        self._metrics = metrics

    async def api_call(self, api_method: str, **options: Any) -> AsyncSlackResponse:
        """Call a method."""
        outcome = "failed"
        try:
            with observer().span("slack", **{"quarterdeck.slack_method": api_method}):
                response = await super().api_call(api_method, **options)
            outcome = "ok"
            return response
        except SlackApiError as error:
            refused = error.response["error"] == RATE_LIMITED
            outcome = "rate_limited" if refused else "refused"
            raise
        finally:
            self._metrics.slack_calls.labels(api_method, outcome).inc()
