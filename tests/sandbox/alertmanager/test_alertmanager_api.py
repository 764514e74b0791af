"""Alertmanager's v2 API."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox import alertmanager
from sandbox.company import Company
from sandbox.serving import Served


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A new Alertmanager."""
    served = Served(alertmanager.create_app(Company(datetime.now(UTC), tmp_path)))
    await served.start()
    async with httpx.AsyncClient(base_url=served.address) as client:
        yield client
    await served.stop()


async def _alerts(client: httpx.AsyncClient, **params: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.get("/api/v2/alerts", params=params)).json()
    return found


async def test_story(client: httpx.AsyncClient) -> None:
    (alert,) = await _alerts(client)
    assert alert["labels"]["alertname"] == "CheckoutHighLatency"
    assert alert["status"]["state"] == "active"
    age = datetime.now(UTC) - datetime.fromisoformat(alert["startsAt"])
    assert timedelta(hours=19, minutes=39) < age < timedelta(hours=19, minutes=45)
    (group,) = (await client.get("/api/v2/alerts/groups")).json()
    assert group["receiver"] == {"name": "on-call"}


async def test_news_keep_the_beginning(client: httpx.AsyncClient) -> None:
    (known,) = await _alerts(client)
    news = {"labels": known["labels"], "startsAt": datetime.now(UTC).isoformat()}
    assert (await client.post("/api/v2/alerts", json=[news])).status_code == 200
    (alert,) = await _alerts(client)
    assert alert["startsAt"] == known["startsAt"]
    assert alert["fingerprint"] == known["fingerprint"]


async def test_resolved_alerts_go(client: httpx.AsyncClient) -> None:
    (known,) = await _alerts(client)
    ended = {
        "labels": known["labels"],
        "startsAt": known["startsAt"],
        "endsAt": datetime.now(UTC).isoformat(),
    }
    await client.post("/api/v2/alerts", json=[ended])
    assert await _alerts(client) == []


async def test_filter(client: httpx.AsyncClient) -> None:
    assert len(await _alerts(client, filter='service="checkout"')) == 1
    assert await _alerts(client, filter='service!="checkout"') == []
    assert len(await _alerts(client, filter='severity=~"page|x"')) == 1
    assert (await client.get("/api/v2/alerts", params={"filter": "!!"})).status_code == 400


async def test_silence(client: httpx.AsyncClient) -> None:
    now = datetime.now(UTC)
    silence = {
        "matchers": [{"name": "service", "value": "checkout", "isRegex": False, "isEqual": True}],
        "startsAt": now.isoformat(),
        "endsAt": (now + timedelta(hours=1)).isoformat(),
        "createdBy": "tom",
        "comment": "we know",
    }
    identity = (await client.post("/api/v2/silences", json=silence)).json()["silenceID"]
    (alert,) = await _alerts(client)
    assert alert["status"] == {
        "state": "suppressed", "silencedBy": [identity], "inhibitedBy": [], "mutedBy": [],
    }  # fmt: skip
    assert await _alerts(client, silenced="false") == []
    assert (await client.delete(f"/api/v2/silence/{identity}")).status_code == 200
    assert (await client.get(f"/api/v2/silence/{identity}")).json()["status"]["state"] == "expired"
    assert (await _alerts(client))[0]["status"]["state"] == "active"


@pytest.mark.parametrize(
    "body", [{}, [{}], [{"labels": {}}], [{"labels": {"a": "b"}, "startsAt": "soon"}], "x", [1]]
)
async def test_bad_alerts(client: httpx.AsyncClient, body: object) -> None:
    response = await client.post("/api/v2/alerts", json=body)
    assert response.status_code == 400
    assert response.json()


async def test_status_and_page(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/v2/status")).json()["versionInfo"]["version"]
    assert (await client.get("/-/healthy")).text == "OK"
    assert "CheckoutHighLatency" in (await client.get("/")).text
    assert (await client.get("/api/v2/silence/nothing")).status_code == 404
