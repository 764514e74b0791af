"""The application that stands in for Alertmanager.

API: https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml.
"""

import html
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any, Final

from aiohttp import web

from sandbox.alertmanager.alerts import Alert, Board, Matcher, Silence
from sandbox.company import Company

VERSION: Final = "0.28.1"
_RECEIVERS: Final = {"page": "on-call", "warning": "platform"}
_CONFIGURATION: Final = "route:\n  receiver: platform\nreceivers:\n- name: on-call\n- name: platform\n"
_STYLE: Final = "body{font:15px system-ui;margin:2rem}td{padding:.4rem .8rem;border-top:1px solid #ddd}"
_BOARD = web.AppKey("board", Board)
_STARTED = web.AppKey("started", datetime)


def create_app(
    company: Company, handbook: str = "https://github.com/larkfield/handbook/blob/main"
) -> web.Application:
    """The application.

    Args:
        company: whose alerts it knows from the start.
        handbook: the address under which the handbook's files can be opened.
    """
    app = web.Application()
    app[_BOARD] = Board(company, handbook.rstrip("/"))
    app[_STARTED] = datetime.now(UTC)
    router = app.router
    router.add_get("/api/v2/status", _status)
    router.add_get("/api/v2/receivers", _receivers)
    router.add_get("/api/v2/alerts", _alerts)
    router.add_post("/api/v2/alerts", _post_alerts)
    router.add_get("/api/v2/alerts/groups", _groups)
    router.add_get("/api/v2/silences", _silences)
    router.add_post("/api/v2/silences", _post_silence)
    router.add_get("/api/v2/silence/{id}", _silence)
    router.add_delete("/api/v2/silence/{id}", _expire)
    for path in ("/-/healthy", "/-/ready"):
        router.add_get(path, _healthy)
    router.add_get("/", _page)
    return app


def _bad(message: str) -> web.Response:
    return web.json_response(message, status=400)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _receiver(alert: Alert) -> str:
    return _RECEIVERS.get(alert.labels.get("severity", ""), "platform")


def _as_json(board: Board, alert: Alert) -> dict[str, Any]:
    silenced = board.silenced_by(alert)
    state = "suppressed" if silenced else "active"
    return {
        "annotations": alert.annotations, "endsAt": _stamp(alert.ends_at), "fingerprint": alert.fingerprint,
        "receivers": [{"name": _receiver(alert)}], "startsAt": _stamp(alert.starts_at),
        "status": {"inhibitedBy": [], "mutedBy": [], "silencedBy": silenced, "state": state},
        "updatedAt": _stamp(alert.updated_at), "generatorURL": alert.generator_url, "labels": alert.labels,
    }  # fmt: skip


def _wanted(request: web.Request) -> list[Alert]:
    """The alerts that the request's filter and flags let through; ValueError for a bad filter."""
    board = request.app[_BOARD]
    matchers = [Matcher.parse(text) for text in request.query.getall("filter", [])]
    silenced = request.query.get("silenced", "true") == "true"
    active = request.query.get("active", "true") == "true"
    chosen = []
    for alert in board.active():
        shown = silenced if board.silenced_by(alert) else active
        if shown and all(matcher.accepts(alert.labels) for matcher in matchers):
            chosen.append(alert)
    return sorted(chosen, key=lambda alert: alert.fingerprint)


async def _alerts(request: web.Request) -> web.Response:
    try:
        chosen = _wanted(request)
    except ValueError as error:
        return _bad(str(error))
    return web.json_response([_as_json(request.app[_BOARD], alert) for alert in chosen])


async def _post_alerts(request: web.Request) -> web.Response:
    try:
        body = await request.json()
        if not isinstance(body, list):
            return _bad('parsing alerts body from "" failed, because a list is expected')
        for alert in body:
            request.app[_BOARD].receive(dict(alert))
    except (ValueError, TypeError) as error:
        return _bad(str(error))
    return web.Response()


async def _groups(request: web.Request) -> web.Response:
    try:
        chosen = _wanted(request)
    except ValueError as error:
        return _bad(str(error))
    board = request.app[_BOARD]
    groups: dict[tuple[str, str], list[Alert]] = defaultdict(list)
    for alert in chosen:
        groups[alert.labels.get("alertname", ""), _receiver(alert)].append(alert)
    return web.json_response(
        [
            {
                "alerts": [_as_json(board, alert) for alert in alerts],
                "labels": {"alertname": name},
                "receiver": {"name": receiver},
            }
            for (name, receiver), alerts in sorted(groups.items())
        ]
    )


def _silence_json(silence: Silence) -> dict[str, Any]:
    matchers = [
        {"isEqual": m.is_equal, "isRegex": m.is_regex, "name": m.name, "value": m.value}
        for m in silence.matchers
    ]
    return {
        "id": silence.id, "status": {"state": silence.state(datetime.now(UTC))},
        "updatedAt": _stamp(silence.updated_at), "comment": silence.comment, "createdBy": silence.created_by,
        "endsAt": _stamp(silence.ends_at), "matchers": matchers, "startsAt": _stamp(silence.starts_at),
    }  # fmt: skip


async def _silences(request: web.Request) -> web.Response:
    return web.json_response([_silence_json(one) for one in request.app[_BOARD].silences.values()])


async def _post_silence(request: web.Request) -> web.Response:
    try:
        identity = request.app[_BOARD].silence(dict(await request.json()))
    except (ValueError, TypeError, KeyError) as error:
        return _bad(str(error))
    return web.json_response({"silenceID": identity})


async def _silence(request: web.Request) -> web.Response:
    silence = request.app[_BOARD].silences.get(request.match_info["id"])
    return web.Response(status=404) if silence is None else web.json_response(_silence_json(silence))


async def _expire(request: web.Request) -> web.Response:
    silence = request.app[_BOARD].silences.get(request.match_info["id"])
    if silence is None:
        return web.Response(status=404)
    silence.ends_at = silence.updated_at = datetime.now(UTC)
    return web.Response()


async def _status(request: web.Request) -> web.Response:
    return web.json_response(
        {
            "cluster": {"name": "", "peers": [], "status": "disabled"},
            "config": {"original": _CONFIGURATION},
            "uptime": _stamp(request.app[_STARTED]),
            "versionInfo": {
                "branch": "", "buildDate": "", "buildUser": "", "goVersion": "", "revision": "sandbox",
                "version": VERSION,
            },
        }
    )  # fmt: skip


async def _receivers(_: web.Request) -> web.Response:
    return web.json_response([{"name": name} for name in sorted(set(_RECEIVERS.values()))])


async def _healthy(_: web.Request) -> web.Response:
    return web.Response(text="OK")


async def _page(request: web.Request) -> web.Response:
    """A page for people, to which links such as `/#/alerts?filter=…` lead."""
    rows = [
        f"<tr><td>{html.escape(alert.labels.get('alertname', ''))}<td>{html.escape(labels(alert))}"
        f"<td>{html.escape(alert.annotations.get('summary', ''))}<td>{_stamp(alert.starts_at)}"
        for alert in request.app[_BOARD].active()
    ]
    return web.Response(
        text='<!doctype html><html lang="en"><meta charset="utf-8"><title>Alertmanager</title>'
        f"<style>{_STYLE}</style><h1>Alerts</h1><table>{''.join(rows)}</table></html>",
        content_type="text/html",
    )


def labels(alert: Alert) -> str:
    """The labels of an alert in one line."""
    return ", ".join(f'{name}="{value}"' for name, value in sorted(alert.labels.items()))
