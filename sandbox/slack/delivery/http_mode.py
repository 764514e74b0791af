"""HTTP mode: signed requests to the app's request URL.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac
import json
import secrets
import time
from typing import Any
from urllib.parse import urlencode

import aiohttp

from sandbox.slack.delivery.route import DeliveryError, Kind, Retry
from sandbox.slack.wire import Json

JSON_TYPE = "application/json"
FORM_TYPE = "application/x-www-form-urlencoded"


class HttpMode:
    """Requests to an app.

    Args:
        url: the app's request URL, for events, commands and interactions alike.
        signing_secret: what the signatures are made with.
        verification_token: the older proof that stands in the payloads.
        ack_timeout: the seconds that a request waits for its answer.
    """

    def __init__(self, url: str, signing_secret: str, verification_token: str, ack_timeout: float) -> None:
        self.url = url
        self._signing_secret = signing_secret
        self._verification_token = verification_token
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ack_timeout))

    async def verify(self) -> None:
        """Make the handshake that Slack makes when a request URL is entered.

        Raises:
            DeliveryError: the app did not send the challenge back.
        """
        challenge = secrets.token_urlsafe(24)
        body = {"token": self._verification_token, "challenge": challenge, "type": "url_verification"}
        text, content_type = await self._post(json.dumps(body), JSON_TYPE, None)
        echoed = json.loads(text).get("challenge") if content_type == JSON_TYPE else text.strip()
        if echoed != challenge:
            raise DeliveryError("challenge_failed")

    async def deliver(self, kind: Kind, payload: Json, retry: Retry | None) -> Json:
        """Post a payload the way its kind is posted and return the body of the answer."""
        if kind == "events_api":
            text, content_type = await self._post(json.dumps(payload), JSON_TYPE, retry)
        else:
            fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
            text, content_type = await self._post(urlencode(fields), FORM_TYPE, retry)
        if not text.strip():
            return {}
        if content_type != JSON_TYPE:
            return {"text": text}
        answer: Any = json.loads(text)
        return answer if isinstance(answer, dict) else {}

    async def close(self) -> None:
        """Close the HTTP connections."""
        await self._session.close()

    async def _post(self, body: str, content_type: str, retry: Retry | None) -> tuple[str, str]:
        headers = self._headers(body, content_type, retry)
        try:
            async with self._session.post(self.url, data=body.encode(), headers=headers) as answer:
                text = await answer.text()
                if answer.status == 200:
                    return text, answer.content_type
                stop = answer.headers.get("X-Slack-No-Retry") == "1"
        except TimeoutError:
            raise DeliveryError("http_timeout") from None
        except aiohttp.ClientError:
            raise DeliveryError("connection_failed") from None
        raise DeliveryError("no_retry" if stop else "http_error")

    def _headers(self, body: str, content_type: str, retry: Retry | None) -> dict[str, str]:
        timestamp = str(int(time.time()))
        signed = f"v0:{timestamp}:{body}".encode()
        digest = hmac.new(self._signing_secret.encode(), signed, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": f"v0={digest}",
        }
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry.attempt), "X-Slack-Retry-Reason": retry.reason}
        return headers
