"""The time series of the story, as functions of time: what Prometheus has scraped from Larkfield."""

import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from sandbox.company.company import Company
from sandbox.company.services import ENVIRONMENTS, Service
from sandbox.company.traffic import BUCKETS, DAY, Array, Function, Latency, Phase, Traffic


@dataclass(frozen=True, slots=True)
class Metric:
    """What a metric's `# TYPE` and `# HELP` lines say."""

    type: str
    help: str


METRICS: Final = {
    "up": Metric("gauge", "1 if the instance is healthy, 0 if the scrape failed."),
    "http_requests_total": Metric("counter", "HTTP requests answered, by status code."),
    "http_request_duration_seconds": Metric("histogram", "Time to answer an HTTP request, in seconds."),
    "db_queries_total": Metric("counter", "Queries sent to the service's database."),
    "service_build_info": Metric("gauge", "1 for the version of a service that is deployed."),
    "container_memory_working_set_bytes": Metric("gauge", "Current working set of a container in bytes."),
    "container_cpu_usage_seconds_total": Metric("counter", "CPU time consumed by a container in seconds."),
    "kube_pod_container_status_restarts_total": Metric("counter", "Restarts of a container."),
    "queue_depth": Metric("gauge", "Messages that wait in a queue."),
    "node_filesystem_avail_bytes": Metric("gauge", "Free bytes of a file system."),
    "node_filesystem_size_bytes": Metric("gauge", "Size of a file system in bytes."),
    "probe_ssl_earliest_cert_expiry": Metric("gauge", "Unix time at which the certificate expires."),
}


@dataclass(frozen=True, slots=True)
class Series:
    """One time series; `target` names the scrape job that exposes it, `labels` include `__name__`.

    It has values from `since` (inclusive) to `until` (exclusive), both unix times; where the value is not a
    number, it has none.
    """

    target: str
    labels: dict[str, str]
    value: Function
    since: float = -math.inf
    until: float = math.inf

    @property
    def name(self) -> str:
        """The metric's name."""
        return self.labels["__name__"]


@dataclass(frozen=True, slots=True)
class _Habit:
    """Usual requests a second in production, latency and share of errors of a service."""

    requests: float
    latency: Latency
    errors: float
    memory: float


_HABITS: Final = {
    "storefront": _Habit(118.0, Latency(0.055, 0.21), 0.0006, 410e6),
    "checkout": _Habit(38.0, Latency(0.06, 0.157), 0.001, 355e6),
    "payments": _Habit(14.0, Latency(0.09, 0.27), 0.0004, 300e6),
    "inventory": _Habit(54.0, Latency(0.012, 0.044), 0.0003, 140e6),
    "notifications": _Habit(6.5, Latency(0.03, 0.12), 0.0008, 220e6),
}

# Checkout 1.7.3: one query for each line item.
_SLOW: Final = Latency(0.2, 0.537)
_SLOW_ERRORS: Final = 0.024
_SLOW_QUERIES: Final = 19.0

# How 5xx answers divide into codes.
_ERROR_CODES: Final = (("500", 0.7), ("503", 0.25), ("504", 0.05))
_GOOD_CODES: Final = (("200", 0.972), ("404", 0.028))


@dataclass
class Metrics:
    """All time series of a company.

    Args:
        company: the company whose story they tell.
    """

    company: Company
    series: tuple[Series, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.series = tuple(self._all())

    @property
    def origin(self) -> float:
        """Unix time at which the history begins."""
        return self.company.timeline.history_starts_at.timestamp()

    def _all(self) -> Iterator[Series]:
        for service in self.company.services:
            for environment in ENVIRONMENTS:
                labels = _target(service.name, environment)
                traffic = self._traffic(service, environment)
                yield self._one(labels, "up", {}, _constant(1.0))
                yield from self._requests(labels, traffic)
                yield from self._containers(labels, service, traffic)
        yield from self._versions()
        yield from self._queues()
        yield from self._machines()

    def _one(self, target: dict[str, str], name: str, labels: dict[str, str], value: Function) -> Series:
        return Series(_key(target), {"__name__": name, **target, **labels}, value, since=self.origin)

    def _traffic(self, service: Service, environment: str) -> Traffic:
        habit = _HABITS[service.name]
        production = environment == "production"
        phases = [Phase(self.origin, habit.latency, habit.errors)]
        if service.name == "checkout":
            deploy_at = next(
                d.at
                for d in self.company.deploys
                if (d.service, d.version, d.environment) == ("checkout", "1.7.3", environment)
            )
            # The first new pod takes traffic two minutes after the deploy begins.
            start = (deploy_at + timedelta(minutes=2)).timestamp()
            phases.append(Phase(start, _SLOW, _SLOW_ERRORS if production else 0.004, _SLOW_QUERIES))
        requests = habit.requests if production else habit.requests * 0.02
        shift = zlib.crc32(service.name.encode()) % 3_000
        return Traffic(requests, self.origin, tuple(phases), float(shift))

    def _requests(self, target: dict[str, str], traffic: Traffic) -> Iterator[Series]:
        for codes, of_errors in ((_GOOD_CODES, False), (_ERROR_CODES, True)):
            for code, share in codes:
                yield self._one(
                    target, "http_requests_total", {"code": code}, traffic.answers(share, of_errors)
                )
        histogram = "http_request_duration_seconds"
        for le in BUCKETS:
            # Prometheus 3 writes every bound as a float; so do we, for all versions to agree.
            text = "+Inf" if math.isinf(le) else str(le)
            yield self._one(target, f"{histogram}_bucket", {"le": text}, traffic.bucket(le))
        yield self._one(target, f"{histogram}_sum", {}, traffic.seconds())
        yield self._one(target, f"{histogram}_count", {}, traffic.bucket(math.inf))
        yield self._one(target, "db_queries_total", {}, traffic.queries())

    def _containers(self, target: dict[str, str], service: Service, traffic: Traffic) -> Iterator[Series]:
        replicas = service.replicas if target["environment"] == "production" else 1
        habit = _HABITS[service.name]
        for index in range(replicas):
            pod = f"{service.name}-{zlib.crc32(service.name.encode()) & 0xFFFFF:05x}-{index}"
            labels = {"namespace": target["environment"], "pod": pod, "container": service.name}
            memory = _wander(habit.memory, 0.06, DAY / 3 + 4_000 * index, float(index * 7_000))
            yield self._one(target, "container_memory_working_set_bytes", labels, memory)
            # About 11 ms of CPU for a request, shared by the replicas.
            weights = [(0.011 / replicas, 0.012 / replicas)] * len(traffic.phases)
            yield self._one(target, "container_cpu_usage_seconds_total", labels, traffic.total(weights))
            restarts = self._restarts(service.name, target["environment"], index)
            yield self._one(target, "kube_pod_container_status_restarts_total", labels, _steps(restarts))

    def _restarts(self, service: str, environment: str, index: int) -> list[datetime]:
        timeline = self.company.timeline
        if environment != "production" or index != 0:
            return []
        known = {
            "notifications": [timeline.inc_31_at, timeline.inc_31_at + timedelta(minutes=9)],
            "checkout": [timeline.bad_deploy_at + timedelta(hours=2, minutes=11)],
            "inventory": [timeline.ago(days=12, hours=5)],
        }
        return known.get(service, [])

    def _versions(self) -> Iterator[Series]:
        """Each deployment's version is there until the next one replaces it."""
        deploys = self.company.deploys
        for position, deploy in enumerate(deploys):
            place = (deploy.service, deploy.environment)
            later = (d.at.timestamp() for d in deploys[position + 1 :] if (d.service, d.environment) == place)
            target = _target(*place)
            labels = {"__name__": "service_build_info", **target, "version": deploy.version}
            until = next(later, math.inf)
            yield Series(_key(target), labels, _constant(1.0), deploy.at.timestamp(), until)

    def _queues(self) -> Iterator[Series]:
        timeline = self.company.timeline
        # Peaks of the e-mail queue: middle, and half of its length in minutes. The last one is under way.
        peaks = (
            (timeline.inc_31_at, 70.0),
            (timeline.ago(days=9, hours=4), 45.0),
            (timeline.ago(days=4, hours=2), 38.0),
            (timeline.now, 24.0),
        )
        target = {"job": "queues", "instance": "rabbitmq:15692"}
        for queue, usual, height in (("emails", 42.0, 1_450.0), ("sms", 9.0, 0.0), ("webhooks", 17.0, 0.0)):
            value = _peaks(usual, height, [(at.timestamp(), half * 60) for at, half in peaks])
            labels = {"queue": queue, "service": "notifications", "environment": "production"}
            yield self._one(target, "queue_depth", labels, value)

    def _machines(self) -> Iterator[Series]:
        yield self._one({"job": "queues", "instance": "rabbitmq:15692"}, "up", {}, _constant(1.0))
        for index in range(3):
            target = {"job": "node", "instance": f"node-{index + 1}:9100"}
            size = 200e9
            labels = {"mountpoint": "/", "device": "/dev/nvme0n1p1"}
            free = _wander(size * (0.52 - 0.07 * index), 0.03, 2.3 * DAY, float(index * 40_000))
            yield self._one(target, "up", {}, _constant(1.0))
            yield self._one(target, "node_filesystem_size_bytes", labels, _constant(size))
            yield self._one(target, "node_filesystem_avail_bytes", labels, free)
        target = {"job": "certificates", "instance": "https://shop.larkfield.example"}
        expiry = (self.company.now + timedelta(days=61)).timestamp()
        yield self._one(target, "up", {}, _constant(1.0))
        yield self._one(target, "probe_ssl_earliest_cert_expiry", {}, _constant(expiry))


def _target(service: str, environment: str) -> dict[str, str]:
    instance = f"{service}.{environment}.larkfield.example:8080"
    return {"job": service, "instance": instance, "service": service, "environment": environment}


def _key(target: dict[str, str]) -> str:
    return f"{target['job']}/{target['instance']}"


def _constant(value: float) -> Function:
    return lambda times: np.full_like(times, value)


def _steps(moments: list[datetime]) -> Function:
    """Counts how many of the moments have passed."""
    edges = np.array(sorted(moment.timestamp() for moment in moments))
    return lambda times: np.searchsorted(edges, times, side="right").astype(np.float64)


def _wander(mean: float, swing: float, period: float, shift: float) -> Function:
    """A level that drifts slowly around its mean."""

    def value(times: Array) -> Array:
        slow = np.sin(2 * math.pi * (times - shift) / period)
        quick = np.sin(2 * math.pi * (times + shift) / (period / 9.7))
        return np.round(mean * (1 + swing * (0.75 * slow + 0.25 * quick)))

    return value


def _peaks(usual: float, height: float, peaks: list[tuple[float, float]]) -> Function:
    """A queue that is short most of the time and grows to `height` around each peak."""

    def value(times: Array) -> Array:
        ripple = np.sin(2 * math.pi * times / 1_130) + 0.6 * np.sin(2 * math.pi * times / 397)
        result = usual * (1 + 0.35 * ripple)
        for middle, half in peaks:
            result = result + height * np.clip(1 - np.abs(times - middle) / half, 0, None)
        return np.round(result)

    return value
