"""Where data comes into a Java program: servlets, Spring, JAX-RS and smaller frameworks."""

from tools.analysis.dataflow.rules.java.names import methods, results, static
from tools.analysis.dataflow.rules.model import RANDOM, Condition, Entry, Passing, Source
from tools.analysis.dataflow.rules.weaknesses import XSS

NOTHING = ("<nothing>",)  # no argument: what such a call returns depends on no other data

REQUEST = "javax.servlet.http.HttpServletRequest"
COOKIES = f"{REQUEST}().getCookies()[]"
SPRING = "org.springframework.web.bind.annotation"
# The server's own address is no data that somebody sends, and neither is a session's id.
SERVLET_METHODS = (
    "getParameter getParameterValues getParameterMap getParameterNames getHeader getHeaders getHeaderNames "
    "getQueryString getInputStream getReader getPathInfo getPathTranslated getPart getParts getRemoteUser"
)
_SERVLET = (
    *methods(
        f"{REQUEST} javax.servlet.ServletRequest javax.servlet.http.HttpServletRequestWrapper",
        SERVLET_METHODS,
    ),
    *methods(REQUEST, "getRequestURI getRequestURL getServletPath"),
)
_OTHERS = (
    *methods(
        "org.springframework.web.context.request.WebRequest", "getParameter getParameterValues getHeader"
    ),
    *methods(
        "org.springframework.web.multipart.MultipartFile", "getOriginalFilename getInputStream getBytes"
    ),
    *methods("org.springframework.web.multipart.MultipartHttpServletRequest", SERVLET_METHODS),
    *methods("org.springframework.http.server.ServerHttpRequest", "getURI getQueryParams getHeaders getBody"),
    *methods(
        "org.springframework.web.reactive.function.server.ServerRequest", "queryParam pathVariable bodyToMono"
    ),
    *methods("javax.ws.rs.core.UriInfo", "getQueryParameters getPathParameters getPath getRequestUri"),
    *methods("javax.ws.rs.core.HttpHeaders", "getHeaderString getRequestHeader getRequestHeaders getCookies"),
    *methods("javax.servlet.http.Part", "getSubmittedFileName getInputStream getHeader"),
    *methods("org.apache.commons.fileupload.FileItem", "getName getString getInputStream get getFieldName"),
    *methods("spark.Request", "queryParams queryParamsValues params body headers cookie splat queryString"),
    *methods(
        "io.javalin.http.Context", "queryParam pathParam formParam body header cookie queryParams bodyAsClass"
    ),
    *methods("io.vertx.core.http.HttpServerRequest", "getParam getHeader params headers query"),
    *methods("io.vertx.ext.web.RoutingContext", "pathParam queryParam getBodyAsString getBodyAsJson"),
    *methods("com.sun.net.httpserver.HttpExchange", "getRequestURI getRequestBody getRequestHeaders"),
    *methods("io.undertow.server.HttpServerExchange", "getQueryParameters getRequestHeaders getQueryString"),
    *methods("org.apache.struts2.dispatcher.HttpParameters", "get getAll"),
    *methods("java.net.Socket", "getInputStream"),
)
_COOKIE = tuple(f"{COOKIES}.{name}" for name in ("getName", "getValue", "getComment", "getPath", "getDomain"))

# Names in an archive come from whoever packed it.
_ENTRIES = methods("java.util.zip.ZipEntry java.util.jar.JarEntry", "getName")
_ARCHIVES = (*_ENTRIES, *methods("org.apache.commons.compress.archivers.ArchiveEntry", "getName"))

_NUMBERS = "nextBytes nextInt nextLong nextDouble nextFloat nextBoolean nextGaussian ints longs doubles"
_GUESSABLE = (
    *methods("java.util.Random java.util.concurrent.ThreadLocalRandom java.util.SplittableRandom", _NUMBERS),
    *tuple(f"java.util.concurrent.ThreadLocalRandom.current().{name}" for name in _NUMBERS.split()),
    *static("java.lang.Math java.lang.StrictMath", "random"),
    *static(
        "org.apache.commons.lang.math.RandomUtils org.apache.commons.lang3.RandomUtils", "nextInt nextLong"
    ),
    *static(
        "org.apache.commons.lang.RandomStringUtils org.apache.commons.lang3.RandomStringUtils",
        "random randomAlphabetic randomAlphanumeric randomAscii randomNumeric",
    ),
)

_ANNOTATIONS = (
    *static(
        SPRING, "RequestParam PathVariable RequestBody RequestHeader CookieValue ModelAttribute RequestPart"
    ),
    *static("javax.ws.rs", "QueryParam PathParam FormParam HeaderParam CookieParam MatrixParam BeanParam"),
)

SOURCES = (
    Source((*_ANNOTATIONS, *results(_ANNOTATIONS)), "request data"),
    Source(results((*_SERVLET, *_OTHERS)), "request data"),
    Source(results(_COOKIE), "a cookie"),
    Source(results(_ARCHIVES), "a name in an archive"),
    Source(results(_GUESSABLE), "a guessable random number", kind=RANDOM),
)

# A parameter's value does not depend on its name, even if the name came in with the request.
PASSINGS = (Passing(tuple({*_SERVLET, *_OTHERS, *_COOKIE, *_ARCHIVES}), NOTHING),)

_MAPPINGS = ("GetMapping", "PostMapping", "PutMapping", "DeleteMapping", "PatchMapping", "RequestMapping")
ENTRIES = (
    Entry(decorators=tuple(f"{SPRING}.{name}" for name in _MAPPINGS)),
    Entry(decorators=(f"{SPRING}.ResponseBody",), returns=XSS),
    Entry(decorators=tuple(f"javax.ws.rs.{name}" for name in ("GET", "POST", "PUT", "DELETE", "PATCH"))),
    Entry(
        decorators=("javax.ws.rs.Produces",),
        returns=XSS,
        returns_if=(Condition((0, "value"), consts=("text/html",), names=("*MediaType.TEXT_HTML",)),),
    ),
    Entry(
        decorators=tuple(f"io.micronaut.http.annotation.{name}" for name in ("Get", "Post", "Put", "Delete"))
    ),
    Entry(
        calls=tuple(f"spark.Spark.{name}" for name in ("get", "post", "put", "delete", "before", "after")),
        types=("spark.Request()", "spark.Response()"),
        returns=XSS,
    ),
    Entry(
        calls=(
            *methods("io.javalin.Javalin", "get post put delete before after"),
            "io.javalin.Javalin.create().get",
        ),
        types=("io.javalin.http.Context()",),
    ),
)
