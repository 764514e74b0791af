"""Runs the real Prometheus over the story's series."""

import asyncio
import contextlib
import shutil
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp
import yaml

from sandbox.prometheus.source import create_source
from sandbox.prometheus.store import Store
from sandbox.serving import Served
from sandbox.threads import in_thread

_READY_SECONDS: Final = 15.0
_STOP_SECONDS: Final = 5.0


def available() -> bool:
    """Whether Prometheus and its tool are installed."""
    return shutil.which("prometheus") is not None and shutil.which("promtool") is not None


@dataclass(frozen=True, slots=True)
class Past:
    """An alert that has been active since a unix time, with the labels of its series."""

    labels: Mapping[str, str]
    since: float
    firing: bool


class Binary:
    """A Prometheus process.

    The past is not copied into its database: Prometheus reads it from us with its own remote-read protocol
    when a query needs it, so a start takes a fraction of a second. From then on it also scrapes us.

    Args:
        store: the series to serve.
        home: a folder for configuration and data; made new at each start.
        rules: the text of the rules file.
        alertmanager: base URL of an Alertmanager that is told about alerts.
        port: the port to listen on, 0 for any.
    """

    def __init__(
        self, store: Store, home: Path, rules: str, alertmanager: str | None = None, port: int = 0
    ) -> None:
        self._store = store
        self._home = home
        self._rules = rules
        self._alertmanager = alertmanager
        self._port = port
        self._process: asyncio.subprocess.Process | None = None
        self._source = Served(create_source(store))

    @property
    def address(self) -> str:
        """The base URL, without a slash at its end."""
        return f"http://127.0.0.1:{self._port}"

    async def start(self, past: list[Past]) -> None:
        """Start and wait until queries are answered and the alerts that fire do so again.

        Args:
            past: alerts that have been active for a while, so that they keep their time.

        Raises:
            RuntimeError: Prometheus did not come up; the message ends with its log.
        """
        await self._source.start()
        await in_thread(self._write)
        await self._remember(past)
        if self._port:
            await self._launch()
        else:
            await self._launch_anywhere()
        firing = {alert.labels["alertname"] for alert in past if alert.firing}
        with contextlib.suppress(TimeoutError):  # an alert may have ended meanwhile
            async with asyncio.timeout(_READY_SECONDS):
                await self._fires(firing)

    async def stop(self) -> None:
        """Stop the process and the source."""
        await self._end()
        await self._source.stop()

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            try:
                await asyncio.wait_for(process.wait(), _STOP_SECONDS)
            except TimeoutError:
                process.kill()
                await process.wait()

    def _write(self) -> None:
        shutil.rmtree(self._home, ignore_errors=True)
        self._home.mkdir(parents=True)
        (self._home / "rules.yml").write_text(self._rules)
        (self._home / "prometheus.yml").write_text(yaml.safe_dump(self._configuration()))

    def _configuration(self) -> dict[str, Any]:
        configuration: dict[str, Any] = {
            "global": {"scrape_interval": "5s", "evaluation_interval": "5s"},
            "rule_files": ["rules.yml"],
            "remote_read": [{"url": f"{self._source.address}/read", "read_recent": True}],
            "scrape_configs": self._scrapes(),
        }
        if self._alertmanager:
            host = self._alertmanager.removeprefix("http://").rstrip("/")
            configuration["alerting"] = {
                "alertmanagers": [{"api_version": "v2", "static_configs": [{"targets": [host]}]}]
            }
        return configuration

    def _scrapes(self) -> list[dict[str, Any]]:
        jobs: dict[str, list[dict[str, Any]]] = {}
        for series in self._store.metrics.series:
            if series.name == "up":
                labels = {k: v for k, v in series.labels.items() if k not in ("__name__", "job")}
                target = {
                    "targets": [self._source.address.removeprefix("http://")],
                    "labels": {**labels, "__param_target": series.target},
                }
                jobs.setdefault(series.labels["job"], []).append(target)
        return [
            {"job_name": job, "honor_labels": True, "static_configs": targets}
            for job, targets in jobs.items()
        ]

    async def _remember(self, past: list[Past]) -> None:
        """Write what Prometheus itself would have stored about active alerts, from which it restores them."""
        if not past:
            return
        await in_thread((self._home / "past.txt").write_text, _for_state(past, self._store.now()))
        command = ("promtool", "tsdb", "create-blocks-from", "openmetrics", "-q", "past.txt", "data")
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(*command, cwd=self._home, stdout=pipe, stderr=pipe)
        _, errors = await process.communicate()
        if process.returncode:
            raise RuntimeError(f"promtool could not write blocks: {errors.decode(errors='replace')}")

    async def _launch_anywhere(self) -> None:
        """Launch on a free port; another program may take it before Prometheus does."""
        for last in (False, False, True):
            self._port = _free_port()
            try:
                await self._launch()
            except RuntimeError:
                if last:
                    raise
            else:
                return

    async def _launch(self) -> None:
        log = self._home / "prometheus.log"
        command = [
            *_dies_with_us(),
            "prometheus",
            "--config.file=prometheus.yml",
            "--storage.tsdb.path=data",
            "--storage.tsdb.retention.time=60d",
            f"--web.listen-address=127.0.0.1:{self._port}",
            "--rules.alert.for-grace-period=0s",
            "--log.level=warn",
        ]
        with log.open("wb") as output:
            self._process = await asyncio.create_subprocess_exec(
                *command, cwd=self._home, stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output
            )
        try:
            async with asyncio.timeout(_READY_SECONDS):
                await self._wait(self._process)
        except (TimeoutError, RuntimeError) as error:
            await self._end()
            tail = (await in_thread(log.read_text, errors="replace"))[-2_000:]
            raise RuntimeError(f"Prometheus did not come up: {tail}") from error

    async def _wait(self, process: asyncio.subprocess.Process) -> None:
        async with aiohttp.ClientSession() as client:
            while True:
                if process.returncode is not None:
                    raise RuntimeError(f"it ended with status {process.returncode}")
                with contextlib.suppress(aiohttp.ClientError):
                    async with client.get(f"{self.address}/-/ready") as response:
                        if response.status == 200:
                            return
                await asyncio.sleep(0.02)

    async def _fires(self, names: set[str]) -> None:
        """Wait for alerts: what is restored fires at the second evaluation."""
        async with aiohttp.ClientSession() as client:
            while names:
                with contextlib.suppress(aiohttp.ClientError):
                    async with client.get(f"{self.address}/api/v1/alerts") as response:
                        alerts = (await response.json())["data"]["alerts"]
                    names = names - {a["labels"]["alertname"] for a in alerts if a["state"] == "firing"}
                await asyncio.sleep(0.05)


def _for_state(past: list[Past], now: float) -> str:
    lines = ["# TYPE ALERTS_FOR_STATE gauge"]
    for alert in past:
        labels = ",".join(f'{k}="{v}"' for k, v in alert.labels.items())
        lines.append(f"ALERTS_FOR_STATE{{{labels}}} {alert.since:.0f} {now - 60:.0f}")
    return "\n".join([*lines, "# EOF", ""])


def _dies_with_us() -> list[str]:
    """On Linux, have the kernel stop Prometheus when our process is killed."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
