"""How calls of Slack are repeated: never one that may have been done and would be done twice."""

from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState

# Each of these adds something. Where the answer is lost, whoever called looks for it before adding it again.
ADDING = ("chat.postMessage", "chat.postEphemeral", "chat.startStream", "chat.appendStream")
NOT_DONE = 503


def retry_handlers() -> list[AsyncRetryHandler]:
    """The handlers of a client; a 429 is waited for as long as Slack says."""
    return [_Lost(max_retry_count=2), AsyncRateLimitErrorRetryHandler(max_retry_count=3), _Failed(2)]


class _Lost(AsyncConnectionErrorRetryHandler):
    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        again = await super()._can_retry_async(state=state, request=request, response=response, error=error)
        return again and not request.url.endswith(ADDING)


class _Failed(AsyncServerErrorRetryHandler):
    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        again = await super()._can_retry_async(state=state, request=request, response=response, error=error)
        done = response is not None and response.status_code != NOT_DONE
        return again and not (done and request.url.endswith(ADDING))
