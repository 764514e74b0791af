"""The query API of Prometheus over our own evaluator, for machines without the binary.

Shapes and errors follow https://prometheus.io/docs/prometheus/latest/querying/api/.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from aiohttp import web

from sandbox.company.metrics import METRICS, Series
from sandbox.company.traffic import Array
from sandbox.prometheus.alerts import AlertBook, as_json
from sandbox.prometheus.numbers import duration, moment, text
from sandbox.prometheus.page import graph_page
from sandbox.prometheus.promql import QueryError, Row, evaluate
from sandbox.prometheus.promql.evaluator import matchers_of, parse
from sandbox.prometheus.source import family_of
from sandbox.prometheus.store import Store
from sandbox.threads import in_thread

VERSION: Final = "2.42.0"
_MAX_POINTS: Final = 11_000


@dataclass(frozen=True, slots=True)
class Backend:
    """What the API answers from."""

    store: Store
    alerts: AlertBook


_BACKEND = web.AppKey("backend", Backend)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def create_builtin(backend: Backend) -> web.Application:
    """The application."""
    app = web.Application(middlewares=[_errors])
    app[_BACKEND] = backend
    api = "/api/v1"
    for path, handler in (
        ("query", _query),
        ("query_range", _query_range),
        ("series", _series),
        ("labels", _labels),
    ):
        app.router.add_get(f"{api}/{path}", handler)
        app.router.add_post(f"{api}/{path}", handler)
    app.router.add_get(f"{api}/label/{{name}}/values", _label_values)
    app.router.add_get(f"{api}/rules", _rules)
    app.router.add_get(f"{api}/alerts", _alerts)
    app.router.add_get(f"{api}/targets", _targets)
    app.router.add_get(f"{api}/metadata", _metadata)
    app.router.add_get(f"{api}/status/buildinfo", _build_info)
    app.router.add_get("/-/healthy", _healthy)
    app.router.add_get("/-/ready", _ready)
    app.router.add_get("/graph", _graph)
    app.router.add_get("/alerts", _graph)
    app.router.add_get("/", _home)
    return app


@web.middleware
async def _errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except QueryError as error:
        status = 400 if error.kind == "bad_data" else 422
        body = {"status": "error", "errorType": error.kind, "error": str(error)}
        return web.json_response(body, status=status)


def _ok(data: Any) -> web.Response:
    return web.json_response({"status": "success", "data": data})


def _bad(parameter: str, reason: object) -> QueryError:
    return QueryError("bad_data", f'invalid parameter "{parameter}": {reason}')


class _Parameters:
    """The parameters of a request, from its address and its form."""

    def __init__(self, values: list[tuple[str, str]]) -> None:
        self._values = values

    @classmethod
    async def of(cls, request: web.Request) -> "_Parameters":
        pairs = list(request.query.items())
        if request.method == "POST":
            pairs += [(k, v) for k, v in (await request.post()).items() if isinstance(v, str)]
        return cls(pairs)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self._values if key == name]

    def text(self, name: str) -> str:
        return next(iter(self.all(name)), "")

    def moment(self, name: str, default: float | None = None) -> float:
        value = self.text(name)
        if not value and default is not None:
            return round(default, 3)
        try:
            return round(moment(value), 3)
        except ValueError as error:
            raise _bad(name, error) from error

    def duration(self, name: str) -> float:
        try:
            return duration(self.text(name))
        except ValueError as error:
            raise _bad(name, error) from error


async def _query(request: web.Request) -> web.Response:
    parameters = await _Parameters.of(request)
    at = parameters.moment("time", time.time())
    value = await in_thread(evaluate, parameters.text("query"), request.app[_BACKEND].store, np.array([at]))
    if isinstance(value, str):
        return _ok({"resultType": "string", "result": [at, value]})
    if not isinstance(value, list):
        return _ok({"resultType": "scalar", "result": [at, text(float(value[0]))]})
    result = [{"metric": dict(row.labels), "value": [at, text(float(row.values[0]))]} for row in value]
    return _ok({"resultType": "vector", "result": result})


async def _query_range(request: web.Request) -> web.Response:
    parameters = await _Parameters.of(request)
    start, end, step = parameters.moment("start"), parameters.moment("end"), parameters.duration("step")
    if end < start:
        raise _bad("end", "end timestamp must not be before start time")
    if step <= 0:
        raise _bad(
            "step", "zero or negative query resolution step widths are not accepted. Try a positive integer"
        )
    if (end - start) / step > _MAX_POINTS:
        raise QueryError(
            "bad_data",
            "exceeded maximum resolution of 11,000 points per timeseries. "
            "Try decreasing the query resolution (?step=XX)",
        )
    # Prometheus counts in whole milliseconds.
    times = np.round(start + np.arange(int((end - start) / step) + 1, dtype=np.float64) * step, 3)
    store = request.app[_BACKEND].store
    value = await in_thread(evaluate, parameters.text("query"), store, times)
    if isinstance(value, str):
        raise QueryError(
            "bad_data",
            'invalid expression type "string" for range query, must be Scalar or instant Vector',
        )
    rows = value if isinstance(value, list) else [Row({}, value, np.ones(len(times), dtype=bool))]
    result = [{"metric": dict(row.labels), "values": _points(times, row)} for row in rows]
    return _ok(
        {"resultType": "matrix", "result": sorted(result, key=lambda one: sorted(one["metric"].items()))}
    )


def _points(times: Array, row: Row) -> list[list[Any]]:
    return [
        [float(at), text(float(value))]
        for at, value, present in zip(times, row.values, row.present, strict=True)
        if present
    ]


def _matched(store: Store, selectors: list[str]) -> list[Series]:
    found: dict[int, Series] = {}
    for selector in selectors:
        for series in store.find(matchers_of(parse(selector))):
            found[id(series)] = series
    return list(found.values())


async def _series(request: web.Request) -> web.Response:
    selectors = (await _Parameters.of(request)).all("match[]")
    if not selectors:
        raise QueryError("bad_data", "no match[] parameter provided")
    return _ok([series.labels for series in _matched(request.app[_BACKEND].store, selectors)])


async def _among(request: web.Request) -> list[Series]:
    store = request.app[_BACKEND].store
    selectors = (await _Parameters.of(request)).all("match[]")
    return _matched(store, selectors) if selectors else list(store.metrics.series)


async def _labels(request: web.Request) -> web.Response:
    return _ok(sorted({name for series in await _among(request) for name in series.labels}))


async def _label_values(request: web.Request) -> web.Response:
    store = request.app[_BACKEND].store
    return _ok(store.label_values(request.match_info["name"], await _among(request)))


async def _rules(request: web.Request) -> web.Response:
    book = request.app[_BACKEND].alerts
    active = await in_thread(book.active, book.store.now())
    groups: dict[str, list[dict[str, Any]]] = {}
    for rule in book.rules:
        mine = [alert for alert in active if alert.rule is rule]
        states = {alert.state for alert in mine}
        state = "firing" if "firing" in states else "pending" if states else "inactive"
        groups.setdefault(rule.group, []).append(
            {
                "state": state, "name": rule.name, "query": rule.query, "duration": rule.hold,
                "labels": rule.labels, "annotations": rule.annotations, "health": "ok", "type": "alerting",
                "alerts": [as_json(alert) for alert in mine],
            }
        )  # fmt: skip
    return _ok(
        {
            "groups": [
                {"name": name, "file": "rules.yml", "interval": 1, "rules": rules}
                for name, rules in groups.items()
            ]
        }
    )


async def _alerts(request: web.Request) -> web.Response:
    book = request.app[_BACKEND].alerts
    active = await in_thread(book.active, book.store.now())
    return _ok({"alerts": [as_json(alert) for alert in active]})


async def _targets(request: web.Request) -> web.Response:
    ups = [series for series in request.app[_BACKEND].store.metrics.series if series.name == "up"]
    active = [
        {
            "discoveredLabels": {"__address__": one.labels["instance"], "job": one.labels["job"]},
            "labels": {name: value for name, value in one.labels.items() if name != "__name__"},
            "scrapePool": one.labels["job"], "health": "up", "lastError": "",
        }
        for one in ups
    ]  # fmt: skip
    return _ok({"activeTargets": active, "droppedTargets": []})


async def _metadata(request: web.Request) -> web.Response:
    wanted = request.query.get("metric", "")
    found = {family_of(series.name) for series in request.app[_BACKEND].store.metrics.series}
    names = sorted(name for name in found if not wanted or name == wanted)
    return _ok({n: [{"type": METRICS[n].type, "help": METRICS[n].help, "unit": ""}] for n in names})


async def _build_info(_: web.Request) -> web.Response:
    return _ok(
        {
            "version": VERSION,
            "revision": "sandbox",
            "branch": "",
            "buildUser": "",
            "buildDate": "",
            "goVersion": "",
        }
    )


async def _healthy(_: web.Request) -> web.Response:
    return web.Response(text="Prometheus Server is Healthy.\n")


async def _ready(_: web.Request) -> web.Response:
    return web.Response(text="Prometheus Server is Ready.\n")


async def _graph(request: web.Request) -> web.Response:
    page = await in_thread(graph_page, request.app[_BACKEND].store, dict(request.query))
    return web.Response(text=page, content_type="text/html")


async def _home(_: web.Request) -> web.Response:
    raise web.HTTPFound("/graph")
