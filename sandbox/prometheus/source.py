"""What the real Prometheus reads: the past by remote read, the present by scraping."""

import time

import numpy as np
from aiohttp import web

from sandbox.company.metrics import METRICS, Series
from sandbox.prometheus.numbers import text
from sandbox.prometheus.remote_read import answer
from sandbox.prometheus.store import Store
from sandbox.threads import in_thread

_STORE = web.AppKey("store", Store)


def create_source(store: Store) -> web.Application:
    """The application that Prometheus is configured to read: `/read` and `/metrics?target=…`."""
    app = web.Application(client_max_size=1 << 20)
    app[_STORE] = store
    app.router.add_post("/read", _read)
    app.router.add_get("/metrics", _metrics)
    return app


async def _read(request: web.Request) -> web.Response:
    body = await request.read()
    try:
        payload = await in_thread(answer, request.app[_STORE], body)
    except (ValueError, IndexError) as error:
        raise web.HTTPBadRequest(text=f"cannot read the request: {error}") from error
    headers = {"Content-Encoding": "snappy", "Content-Type": "application/x-protobuf"}
    return web.Response(body=payload, headers=headers)


async def _metrics(request: web.Request) -> web.Response:
    target = request.query.get("target", "")
    series = [one for one in request.app[_STORE].metrics.series if one.target == target]
    if not series:
        raise web.HTTPNotFound(text=f"no such target: {target}")
    headers = {"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
    return web.Response(body=exposition(series, time.time()).encode(), headers=headers)


def exposition(series: list[Series], at: float) -> str:
    """The text format for these series at a unix time, without `up`, which Prometheus itself adds.

    Each sample says its time: by the one at which it was asked for, a late answer would be ahead of what is
    read from the past, and a counter would seem to have begun anew.
    """
    moment = np.array([at])
    stamp = round(at * 1000)
    lines: list[str] = []
    said: set[str] = set()
    for one in series:
        if one.name == "up" or not one.since <= at < one.until:
            continue
        family = family_of(one.name)
        if family not in said:
            said.add(family)
            lines += [f"# HELP {family} {METRICS[family].help}", f"# TYPE {family} {METRICS[family].type}"]
        labels = ",".join(f'{k}="{v}"' for k, v in one.labels.items() if k != "__name__")
        lines.append(f"{one.name}{{{labels}}} {text(float(one.value(moment)[0]))} {stamp}")
    return "\n".join(lines) + "\n"


def family_of(name: str) -> str:
    """The metric that a series belongs to: a histogram's series share one."""
    for suffix in ("_bucket", "_sum", "_count"):
        if name.removesuffix(suffix) in METRICS:
            return name.removesuffix(suffix)
    return name
