"""GET requests to Prometheus and its relatives: time-outs, retries after a passing fault, clear errors."""

from typing import Any, Final

import httpx
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_exponential

from tools.tool import ToolError

_TIMEOUT: Final = httpx.Timeout(8.0, connect=3.0)
_ATTEMPTS: Final = 3


class JsonClient:
    """Fetches JSON from one system.

    Args:
        system: what it is called, such as Prometheus.
        setting: the setting that holds its address.
        url: that address.
        token: a bearer token, where one is needed.
    """

    def __init__(self, system: str, setting: str, url: str, token: str | None = None) -> None:
        self.url = url.rstrip("/")
        self._system = system
        self._setting = setting
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._client = httpx.AsyncClient(base_url=self.url, timeout=_TIMEOUT, headers=headers)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def get(self, path: str, params: list[tuple[str, str]] | None = None) -> Any:
        """Fetch a document.

        Raises:
            ToolError: it cannot be had; a refusal carries the system's own message.
        """
        retrying = AsyncRetrying(
            stop=stop_after_attempt(_ATTEMPTS),
            wait=wait_exponential(multiplier=0.1, max=1),
            retry=retry_if_exception(_passing),
            reraise=True,
        )
        try:
            response: httpx.Response = await retrying(self._fetch, path, params or [])
        except httpx.TimeoutException as error:
            raise ToolError(
                f"{self._system} at {self.url} did not answer in time.",
                "Ask for a shorter period or less series.",
            ) from error
        except httpx.HTTPStatusError as error:
            raise self._refused(error.response) from error
        except httpx.HTTPError as error:
            raise ToolError(
                f"{self._system} at {self.url} can't be reached.",
                f"Check {self._setting}, and that {self._system} is up.",
            ) from error
        return self._parsed(response)

    async def _fetch(self, path: str, params: list[tuple[str, str]]) -> httpx.Response:
        response = await self._client.get(path, params=httpx.QueryParams(tuple(params)))
        response.raise_for_status()
        return response

    def _parsed(self, response: httpx.Response) -> Any:
        try:
            return response.json()
        except ValueError as error:
            raise ToolError(
                f"What answers at {self.url} is not {self._system}.", f"Check {self._setting}."
            ) from error

    def _refused(self, response: httpx.Response) -> ToolError:
        status = response.status_code
        if status in (401, 403):
            return ToolError(f"{self._system} refused our access ({status}).", "Check its token.")
        try:
            body = response.json()
        except ValueError:
            body = None
        message = body.get("error") if isinstance(body, dict) else body
        if isinstance(message, str) and message:
            return ToolError(f"{self._system} says: {message[:500].rstrip('.')}.", "Correct the query.")
        return ToolError(f"{self._system} answered with status {status}.", f"Check {self._setting}.")


def _passing(error: BaseException) -> bool:
    """Whether a fault may be gone a moment later."""
    if isinstance(error, httpx.HTTPStatusError):
        # 503 with a message of its own is a query that took too long: once is enough.
        return error.response.status_code in (502, 504)
    return isinstance(error, httpx.ConnectError | httpx.RemoteProtocolError | httpx.ReadError)
