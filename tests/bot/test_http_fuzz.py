"""Whatever is sent to the HTTP server: no 500, and nothing is kept that Slack did not sign."""

import json
import time
from io import BytesIO
from urllib.parse import urlencode

import aiohttp
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from slack_sdk.signature import SignatureVerifier

from bot.server import EVENTS_PATH
from tests.bot.scene import OpenScene, Scene

fuzzed = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    [
        *(
            "type",
            "event",
            "event_id",
            "team_id",
            "user",
            "text",
            "channel",
            "ts",
            "thread_ts",
            "actions",
            "view",
        ),
        *(
            "action_id",
            "value",
            "callback_id",
            "id",
            "command",
            "trigger_id",
            "user_id",
            "channel_id",
            "message",
        ),
        *(
            "payload",
            "state",
            "values",
            "private_metadata",
            "container",
            "files",
            "bot_id",
            "subtype",
            "challenge",
        ),
    ]
)
KINDS = st.sampled_from(
    [
        *(
            "event_callback",
            "app_mention",
            "message",
            "block_actions",
            "view_submission",
            "message_action",
            "/deck",
        ),
        *(
            "app_home_opened",
            "url_verification",
            "ssl_check",
            "shortcut",
            "feedback",
            "show_evidence",
            "ask_modal",
        ),
    ]
)
OBJECTS = st.recursive(
    st.dictionaries(FIELDS, KINDS | VALUES, max_size=6),
    lambda inner: st.dictionaries(FIELDS, KINDS | VALUES | inner | st.lists(inner, max_size=2), max_size=6),
    max_leaves=6,
)
JSON = OBJECTS | VALUES
# What looks like Slack's, with one part that does not.
EVENTS = st.builds(
    lambda event, more: {
        "type": "event_callback",
        "event_id": "Ev1",
        "team_id": "T1",
        "event": event,
        **more,
    },
    OBJECTS | VALUES,
    OBJECTS,
)
BODIES = st.one_of(
    st.binary(max_size=200),
    JSON.map(json.dumps).map(str.encode),
    EVENTS.map(json.dumps).map(str.encode),
    JSON.map(lambda data: urlencode({"payload": json.dumps(data)})).map(str.encode),
    st.dictionaries(FIELDS, KINDS | st.text(max_size=20), max_size=6).map(urlencode).map(str.encode),
)
TYPES = st.sampled_from(["application/json", "application/x-www-form-urlencoded", "text/plain", ""])
SIGNATURES = st.sampled_from(["", "v0=", "v0=" + "0" * 64, "nonsense"]) | st.text(
    alphabet="v0=abcdef123", max_size=70
)
WHEN = st.sampled_from(["", "0", "-1", "x", "9" * 30, "1e9"])


@pytest.fixture
async def http(open_scene: OpenScene) -> Scene:
    """A bot that Slack reaches by HTTP."""
    return await open_scene(slack_mode="http")


async def send(
    scene: Scene,
    body: bytes | BytesIO,
    headers: dict[str, str],
    method: str = "POST",
    path: str = EVENTS_PATH,
) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, f"{scene.bot_address}{path}", data=body, headers=headers) as response,
    ):
        await response.read()
        return response.status


@fuzzed
@given(BODIES, TYPES, SIGNATURES, WHEN | st.just("now"))
async def test_what_is_not_signed_is_refused_and_leaves_nothing(
    http: Scene, body: bytes, kind: str, signature: str, when: str
) -> None:
    stamp = str(int(time.time())) if when == "now" else when
    headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}
    assert 400 <= await send(http, body, headers) < 500
    assert await http.deck.asks.latest() == []


@fuzzed
@given(BODIES, TYPES)
@example(b'{"type": "event_callback", "event": null}', "application/json")
async def test_what_is_signed_and_malformed_breaks_nothing(http: Scene, body: bytes, kind: str) -> None:
    stamp = str(int(time.time()))
    try:
        signature = SignatureVerifier(http.slack.secrets.signing_secret).generate_signature(
            timestamp=stamp, body=body
        )
    except UnicodeDecodeError:
        signature = "v0="
    headers = {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature or "",
    }
    assert await send(http, body, headers) < 500


@fuzzed
@given(
    st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"]),
    st.sampled_from(["/healthz", "/readyz", "/metrics", "/slack/events", "/", "/x", "/%00"]),
    st.binary(max_size=50),
)
async def test_every_path_answers(http: Scene, method: str, path: str, body: bytes) -> None:
    assert await send(http, body, {}, method, path) < 500
    assert await http.deck.asks.latest() == []


async def test_a_huge_request_is_refused(http: Scene) -> None:
    assert await send(http, BytesIO(b"x" * (2 << 20)), {"Content-Type": "application/json"}) in (400, 413)
