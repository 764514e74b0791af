"""Where data comes in: what web frameworks hand over of a request, and the functions that they call.

Names are those of the frameworks' documentation: Flask/Werkzeug, Django and its REST framework, FastAPI and
Starlette, aiohttp, Tornado, Bottle, Pyramid.
"""

from __future__ import annotations

from tools.analysis.dataflow.rules.model import RANDOM, Condition, Entry, Source
from tools.analysis.dataflow.rules.weaknesses import XSS

_FLASK = ("flask.request", "flask.Request()", "werkzeug.wrappers.Request()", "quart.request")
_DJANGO = (
    "django.http.HttpRequest()",
    "rest_framework.request.Request()",
    "?request",
    "?req",
    "*View().request",
)
_ASGI = ("fastapi.Request()", "starlette.requests.Request()", "?request", "?req")
_AIOHTTP = ("aiohttp.web.Request()", "?request", "?req", "aiohttp.web.View().request")
_BOTTLE = ("bottle.request",)
_TORNADO = ("tornado.web.RequestHandler()",)


def _of(objects: tuple[str, ...], members: str) -> tuple[str, ...]:
    return tuple(f"{each}.{member}" for each in objects for member in members.split())


SOURCES = (
    Source(
        _of(_FLASK, "args values query_string full_path url base_url path view_args"),
        "query data of the request",
    ),
    Source(_of(_FLASK, "form"), "form data of the request"),
    Source(_of(_FLASK, "files"), "an uploaded file"),
    Source(
        _of(_FLASK, "headers user_agent referrer host authorization remote_user"), "a header of the request"
    ),
    Source(_of(_FLASK, "cookies"), "a cookie of the request"),
    Source(_of(_FLASK, "data json stream get_json() get_data() input_stream"), "the request's body"),
    Source(_of(_FLASK, "environ"), "the request's environment"),
    Source(_of(_DJANGO, "GET query_params"), "query data of the request"),
    Source(_of(_DJANGO, "POST data"), "form data of the request"),
    Source(_of(_DJANGO, "FILES"), "an uploaded file"),
    Source(_of(_DJANGO, "COOKIES"), "a cookie of the request"),
    Source(
        _of(
            _DJANGO,
            "META headers get_full_path() path path_info build_absolute_uri() get_host() get_raw_uri()",
        ),
        "a header of the request",
    ),
    Source(_of(_DJANGO, "body read() readline()"), "the request's body"),
    Source(_of(_ASGI, "query_params path_params url"), "query data of the request"),
    Source(_of(_ASGI, "headers cookies"), "a header of the request"),
    Source(_of(_ASGI, "form() json() body() stream()"), "the request's body"),
    Source(
        _of(_AIOHTTP, "query rel_url match_info query_string path raw_path path_qs"),
        "query data of the request",
    ),
    Source(_of(_AIOHTTP, "post() json() text() read() content multipart()"), "the request's body"),
    Source(_of(_AIOHTTP, "headers cookies"), "a header of the request"),
    Source(
        _of(("?request", "?req"), "args form values files view_args get_json() get_data()"), "request data"
    ),
    Source(
        _of(_BOTTLE, "query forms params json body files cookies headers GET POST get_cookie()"),
        "request data",
    ),
    Source(
        _of(
            _TORNADO,
            "get_argument() get_arguments() get_query_argument() get_query_arguments() get_body_argument() "
            "get_body_arguments() get_cookie() path_args path_kwargs request.body request.headers "
            "request.arguments "
            "request.query request.uri request.path request.files request.cookies",
        ),
        "request data",
    ),
    Source(("cgi.FieldStorage()",), "form data of the request"),
    Source(
        tuple(
            f"random.{name}()"
            for name in [
                "random",
                "randint",
                "randrange",
                "choice",
                "choices",
                "sample",
                "shuffle",
                "uniform",
                "getrandbits",
                "randbytes",
                "triangular",
                "gauss",
                "normalvariate",
                "lognormvariate",
                "expovariate",
                "betavariate",
                "gammavariate",
                "paretovariate",
                "vonmisesvariate",
                "weibullvariate",
                "binomialvariate",
            ]
        )
        + tuple(
            f"random.Random().{name}()"
            for name in [
                "random",
                "randint",
                "randrange",
                "choice",
                "choices",
                "sample",
                "uniform",
                "getrandbits",
                "randbytes",
            ]
        )
        + ("numpy.random.*()", "uuid.uuid1()"),
        "a guessable random number",
        RANDOM,
    ),
)

REQUESTS = (
    "flask.request",
    "flask.Request()",
    "quart.request",
    "?request",
    "?req",
    "django.http.HttpRequest()",
    "fastapi.Request()",
    "starlette.requests.Request()",
    "aiohttp.web.Request()",
    "bottle.request",
)

_HTML_RESPONSES = ("*.HTMLResponse", "*HTMLResponse")
_METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "trace")

ENTRIES = (
    Entry(decorators=("*.route",), returns=XSS),
    Entry(
        decorators=(
            *(f"flask.Flask().{method}" for method in _METHODS),
            *(f"flask.Blueprint().{method}" for method in _METHODS),
        ),
        returns=XSS,
    ),
    Entry(calls=("flask.Flask().add_url_rule", "flask.Blueprint().add_url_rule"), returns=XSS),
    Entry(
        decorators=tuple(
            f"{owner}.{method}"
            for owner in ("fastapi.FastAPI()", "fastapi.APIRouter()", "?app", "?router")
            for method in (*_METHODS, "api_route", "websocket")
        ),
        returns=XSS,
        returns_if=(Condition(("response_class",), names=_HTML_RESPONSES),),
    ),
    Entry(
        decorators=tuple(
            f"aiohttp.web.{owner}.{method}"
            for owner in ("RouteTableDef()",)
            for method in (*_METHODS, "view")
        ),
        calls=tuple(f"aiohttp.web.{method}" for method in _METHODS)
        + tuple(f"*.router.add_{method}" for method in (*_METHODS, "route", "view")),
        types=("aiohttp.web.Request()",),
        rest="unknown",
    ),
    Entry(
        calls=("django.urls.path", "django.urls.re_path", "django.conf.urls.url"),
        types=("django.http.HttpRequest()",),
    ),
    Entry(
        calls=("starlette.routing.Route", "starlette.applications.Starlette().add_route"),
        types=("starlette.requests.Request()",),
        rest="unknown",
    ),
    Entry(
        bases=(
            "django.views.*View",
            "django.views.generic.*",
            "rest_framework.views.APIView",
            "rest_framework.viewsets.*",
            "rest_framework.generics.*",
        ),
        methods=("get", "post", "put", "patch", "delete", "list", "create", "retrieve", "update", "destroy"),
        types=("django.http.HttpRequest()",),
    ),
    Entry(decorators=("rest_framework.decorators.api_view",), types=("django.http.HttpRequest()",)),
    Entry(
        bases=("flask.views.MethodView", "flask.views.View"),
        methods=(*_METHODS, "dispatch_request"),
        returns=XSS,
    ),
    Entry(bases=("flask_restful.Resource", "flask_restx.Resource"), methods=_METHODS),
    Entry(bases=("tornado.web.RequestHandler",), methods=_METHODS),
    Entry(decorators=("bottle.get", "bottle.post", "bottle.put", "bottle.delete"), returns=XSS),
)
