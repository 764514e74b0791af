"""Prometheus of the pretend company: the real binary where it is installed, otherwise our own evaluator."""

import asyncio
import contextlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import aiohttp

from sandbox.company.company import Company
from sandbox.company.metrics import Metrics
from sandbox.prometheus.alerts import Alert, AlertBook, as_json
from sandbox.prometheus.binary import Binary, Past, available
from sandbox.prometheus.builtin import Backend, create_builtin
from sandbox.prometheus.rules import parse_rules, rules_text
from sandbox.prometheus.store import Store
from sandbox.serving import Served
from sandbox.threads import in_thread

_NOTIFY_SECONDS: Final = 5.0


class Prometheus:
    """A running Prometheus that knows the story.

    Args:
        company: whose metrics it holds.
        port: the port to listen on, 0 for any.
        alertmanager: base URL of an Alertmanager that is told about firing alerts.
        handbook: the address under which the handbook's files can be opened, for runbook links.
        binary: whether to run the real program; by default when it is installed.
    """

    def __init__(
        self,
        company: Company,
        port: int = 0,
        alertmanager: str | None = None,
        handbook: str = "https://github.com/larkfield/handbook/blob/main",
        binary: bool | None = None,
    ) -> None:
        self.store = Store(Metrics(company))
        self.binary = available() if binary is None else binary
        rules = rules_text(handbook)
        self.alerts = AlertBook(self.store, parse_rules(rules))
        self.store.alerts = self.alerts.series
        self._alertmanager = alertmanager
        home: Path = company.home / "prometheus"
        self._process = Binary(self.store, home, rules, alertmanager, port)
        self._builtin = Served(create_builtin(Backend(self.store, self.alerts)), port)
        self._notifying: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        """The base URL, without a slash at its end."""
        return self._process.address if self.binary else self._builtin.address

    async def start(self) -> None:
        """Start and wait until queries are answered."""
        if self.binary:
            active = await in_thread(self.alerts.active, self.store.now())
            past = [Past(alert.labels, alert.since, alert.state == "firing") for alert in active]
            await self._process.start(past)
            return
        await self._builtin.start()
        if self._alertmanager:
            self._notifying = asyncio.create_task(self._notify(self._alertmanager))

    async def stop(self) -> None:
        """Stop all that was started."""
        if self._notifying is not None:
            self._notifying.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._notifying
            self._notifying = None
        await self._process.stop()
        await self._builtin.stop()

    async def _notify(self, alertmanager: str) -> None:
        """Tell the Alertmanager which alerts fire, again and again, as Prometheus does."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_NOTIFY_SECONDS)) as client:
            while True:
                active = await in_thread(self.alerts.active, self.store.now())
                firing = [self._post(alert) for alert in active if alert.state == "firing"]
                with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                    await client.post(f"{alertmanager}/api/v2/alerts", json=firing)
                await asyncio.sleep(_NOTIFY_SECONDS)

    def _post(self, alert: Alert) -> dict[str, object]:
        body = as_json(alert)
        return {
            "labels": body["labels"],
            "annotations": body["annotations"],
            "startsAt": datetime.fromtimestamp(alert.since + alert.rule.hold, UTC).isoformat(),
            "generatorURL": f"{self.address}/graph",
        }
