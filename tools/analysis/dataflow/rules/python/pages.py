"""What browsers and other servers get: pages, redirects, requests, sessions."""

from __future__ import annotations

from tools.analysis.dataflow.rules.model import FIRST, Condition, Sink, Store
from tools.analysis.dataflow.rules.weaknesses import REDIRECT, SSRF, TRUST, XSS

_JSON = Condition(
    ("mimetype", "content_type", 2), contains=("json", "text/plain", "csv", "octet-stream", "xml", "image/")
)
_HTML = Condition(("content_type", "media_type", "mimetype"), contains=("html",))
_HTTP = (
    "requests",
    "httpx",
    "requests.Session()",
    "httpx.Client()",
    "httpx.AsyncClient()",
    "aiohttp.ClientSession()",
)
_VERBS = ("get", "post", "put", "patch", "delete", "head", "options")
_SESSIONS = (
    "flask.session",
    "flask.request.session",
    "quart.session",
    "?request.session",
    "*.request.session",
    "django.http.HttpRequest().session",
    "starlette.requests.Request().session",
    "fastapi.Request().session",
    "aiohttp_session.get_session()",
    "flask.globals.session",
)

SINKS = (
    Sink(
        XSS,
        ("flask.make_response", "flask.Response", "werkzeug.wrappers.Response", "quart.Response"),
        (0, "response", FIRST),
        unless=(_JSON,),
        deep=False,
    ),
    Sink(
        XSS,
        ("flask.render_template_string", "markupsafe.Markup", "flask.Markup", "jinja2.Markup"),
        deep=False,
    ),
    Sink(
        XSS,
        ("django.http.HttpResponse", "django.http.response.HttpResponse"),
        (0, "content"),
        unless=(_JSON,),
        deep=False,
    ),
    Sink(
        XSS,
        (
            "django.http.HttpResponseBadRequest",
            "django.http.HttpResponseNotFound",
            "django.http.HttpResponseForbidden",
            "django.http.HttpResponseServerError",
        ),
        deep=False,
    ),
    Sink(XSS, ("django.utils.safestring.mark_safe", "django.utils.safestring.SafeString"), deep=False),
    Sink(
        XSS,
        ("starlette.responses.HTMLResponse", "fastapi.responses.HTMLResponse"),
        (0, "content"),
        deep=False,
    ),
    Sink(
        XSS,
        ("starlette.responses.Response", "fastapi.responses.Response", "fastapi.Response"),
        (0, "content"),
        (_HTML,),
        deep=False,
    ),
    Sink(XSS, ("aiohttp.web.Response",), ("text", "body"), (_HTML,), deep=False),
    Sink(
        XSS,
        ("tornado.web.RequestHandler().write", "*.Response().set_data", "flask.make_response().set_data"),
        deep=False,
    ),
    Sink(
        REDIRECT,
        ("flask.redirect", "werkzeug.utils.redirect", "quart.redirect", "bottle.redirect"),
        (0, "location"),
    ),
    Sink(
        REDIRECT,
        (
            "django.shortcuts.redirect",
            "django.http.HttpResponseRedirect",
            "django.http.HttpResponsePermanentRedirect",
        ),
    ),
    Sink(
        REDIRECT, ("starlette.responses.RedirectResponse", "fastapi.responses.RedirectResponse"), (0, "url")
    ),
    Sink(
        REDIRECT,
        (
            "aiohttp.web.HTTPFound",
            "aiohttp.web.HTTPSeeOther",
            "aiohttp.web.HTTPMovedPermanently",
            "aiohttp.web.HTTPTemporaryRedirect",
        ),
        (0, "location"),
    ),
    Sink(REDIRECT, ("tornado.web.RequestHandler().redirect",)),
    Sink(SSRF, tuple(f"{owner}.{verb}" for owner in _HTTP for verb in _VERBS), (0, "url")),
    Sink(SSRF, tuple(f"{owner}.{name}" for owner in _HTTP for name in ("request", "stream")), (1, "url")),
    Sink(
        SSRF,
        (
            "urllib.request.urlopen",
            "urllib.request.Request",
            "urllib.request.urlretrieve",
            "urllib2.urlopen",
            "urllib.urlopen",
        ),
        (0, "url"),
    ),
    Sink(
        SSRF,
        (
            "http.client.HTTPConnection",
            "http.client.HTTPSConnection",
            "socket.create_connection",
            "websockets.connect",
        ),
        (0, "host"),
        deep=True,
    ),
    Sink(SSRF, ("urllib3.PoolManager().request",), (1, "url")),
    Sink(
        TRUST,
        (
            "flask.session.update",
            "flask.session.setdefault",
            "*.session.update",
            "*.session.setdefault",
            "*.session.__setitem__",
        ),
        (0, 1),
    ),
)

STORES = (
    Store(TRUST, _SESSIONS),
    Store(
        XSS,
        ("flask.make_response()", "flask.Response()", "*.response_class()"),
        keys=False,
        fields=("data", "response"),
    ),
    Store(REDIRECT, ("*().headers",), keys=False),
)
