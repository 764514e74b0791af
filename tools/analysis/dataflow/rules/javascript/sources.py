"""Where data comes into a JavaScript program: Express, Koa, Fastify, Nest, Next, Node itself, the browser."""

from tools.analysis.dataflow.rules.javascript.names import (
    CONTEXT,
    CONTEXTS,
    REPLY,
    REQUEST,
    REQUESTS,
    RESPONSE,
    each,
)
from tools.analysis.dataflow.rules.model import RANDOM, Entry, Source
from tools.analysis.dataflow.rules.weaknesses import XSS

# A request is an object that a framework hands to a function, or a parameter that is called one.
_EXPRESS_DATA = (
    "query params body headers cookies signedCookies files file originalUrl url path hostname "
    "rawHeaders rawBody "
    "nextUrl param() get() header() json() text() formData()"
)
_KOA_DATA = (
    "query params querystring originalUrl url path headers href get() cookies.get() request.body "
    "request.query "
    "request.headers request.url request.path request.rawBody request.files req.param() "
    "req.query() req.json() "
    "req.header() req.text() req.parseBody()"
)
_DATA = (
    *each(" ".join(REQUESTS), _EXPRESS_DATA),
    *each(" ".join(CONTEXTS), _KOA_DATA),
    *each("?event", "queryStringParameters pathParameters body headers multiValueQueryStringParameters"),
)
_NEST = ("Query", "Param", "Body", "Headers", "Req", "UploadedFile", "UploadedFiles", "Ip", "HostParam")

# In the browser, whoever makes the link decides on the address.
_BROWSER = (
    *each(
        "location window.location document.location self.location top.location", "hash search href pathname"
    ),
    *each("document", "URL documentURI referrer"),
    *each("react-router-dom react-router", "useParams() useSearchParams()"),
    *each("next/navigation", "useSearchParams() useParams()"),
    "window.name",
    "next/router.useRouter().query",
)

SOURCES = (
    Source(_DATA, "request data"),
    Source(tuple(f"@nestjs/common.{name}{call}" for name in _NEST for call in ("", "()")), "request data"),
    Source(_BROWSER, "the page's address"),
    Source(("Math.random()",), "a guessable random number", kind=RANDOM),
)

_VERBS = "get post put patch delete all use head options"
_EXPRESS = "express() express.Router() ?app ?router ?server ?api"
_HANDLERS = each(_EXPRESS, " ".join([_VERBS, *(f"route().{verb}" for verb in _VERBS.split())]))

ENTRIES = (
    Entry(calls=_HANDLERS, types=(REQUEST, RESPONSE), rest="unknown"),
    Entry(calls=each(_EXPRESS, "param"), types=(REQUEST, RESPONSE, "?next", ""), rest="unknown"),
    Entry(calls=each("koa() @koa/router() hono.Hono()", _VERBS), types=(CONTEXT,), rest="unknown"),
    Entry(calls=each("fastify() fastify.fastify() ?fastify", _VERBS), types=(REQUEST, REPLY), rest="unknown"),
    Entry(
        calls=(*each("http https", "createServer"), *each("http.Server() http.createServer()", "on")),
        types=(REQUEST, RESPONSE),
        rest="unknown",
    ),
    Entry(
        decorators=each("@nestjs/common", "Get Post Put Patch Delete All"),
        rest="unknown",
        returns=XSS,
    ),
)
