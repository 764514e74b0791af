"""What goes to the browser, to files and to other hosts: pages, redirects, paths, requests, sessions."""

from tools.analysis.dataflow.rules.java.names import methods, static
from tools.analysis.dataflow.rules.model import ANY, OBJECT, Condition, Sink
from tools.analysis.dataflow.rules.weaknesses import PATH, REDIRECT, SSRF, TRUST, XSS

_WRITING = "write print println printf format append"
_RESPONSES = (
    "javax.servlet.http.HttpServletResponse javax.servlet.ServletResponse "
    "javax.servlet.http.HttpServletResponseWrapper"
)
_WRITERS = tuple(
    f"{response}().{opened}" for response in _RESPONSES.split() for opened in ("getWriter", "getOutputStream")
)
_PAGES = (
    *methods(" ".join(_WRITERS), _WRITING),
    *methods("javax.servlet.jsp.JspWriter javax.servlet.jsp.PageContext().getOut", _WRITING),
    *methods("javax.servlet.ServletOutputStream", "print println"),
)

_OPENED = (
    "java.io.File java.io.FileInputStream java.io.FileOutputStream java.io.FileReader java.io.FileWriter "
    "java.io.RandomAccessFile java.util.zip.ZipFile java.util.jar.JarFile java.io.PrintStream "
    "org.springframework.core.io.FileSystemResource org.springframework.core.io.ClassPathResource "
    "javax.activation.FileDataSource"
)
_FILES = (
    "newInputStream newOutputStream newBufferedReader newBufferedWriter "
    "readAllBytes readAllLines readString lines "
    "write writeString copy move delete deleteIfExists "
    "createFile createDirectory createDirectories list walk exists"
)
_PATHS = (
    *static("java.nio.file.Paths", "get"),
    *static("java.nio.file.Path", "of"),
    *methods("java.nio.file.Path java.nio.file.Paths.get java.nio.file.Path.of", "resolve resolveSibling"),
    *static("java.io.File", "createTempFile"),
    *static("java.nio.file.Files", _FILES),
    *static(
        "org.apache.commons.io.FileUtils",
        "readFileToString openInputStream writeStringToFile deleteQuietly copyFile",
    ),
    *static("com.google.common.io.Files", "toString asCharSource"),
    *methods("javax.servlet.ServletContext", "getResourceAsStream getResource getRealPath"),
    *methods("javax.servlet.http.HttpServletRequest javax.servlet.ServletContext", "getRequestDispatcher"),
    *methods("javax.servlet.http.Part", "write"),
)

_REDIRECTS = (
    *methods(
        "javax.servlet.http.HttpServletResponse javax.servlet.http.HttpServletResponseWrapper", "sendRedirect"
    ),
    *static("javax.ws.rs.core.Response", "seeOther temporaryRedirect"),
    *methods("spark.Response io.javalin.http.Context", "redirect"),
    "org.springframework.web.servlet.view.RedirectView",
)
_HEADERS = methods("javax.servlet.http.HttpServletResponse", "setHeader addHeader")

_APACHE = tuple(
    f"{package}.Http{verb}"
    for package in (
        "org.apache.http.client.methods",
        "org.apache.hc.client5.http.classic.methods",
        "org.apache.hc.client5.http.async.methods",
    )
    for verb in ("Get", "Post", "Put", "Delete", "Patch", "Head")
)
_REST = (
    "getForObject getForEntity postForObject postForEntity postForLocation "
    "exchange put delete patchForObject "
    "headForHeaders optionsForAllow execute"
)
_REQUESTS = (
    *methods(
        "org.springframework.web.client.RestTemplate org.springframework.web.client.RestOperations", _REST
    ),
    *static("java.net.http.HttpRequest", "newBuilder"),
    *methods("java.net.http.HttpRequest.newBuilder java.net.http.HttpRequest.Builder", "uri"),
    *_APACHE,
    "org.apache.commons.httpclient.methods.GetMethod",
    "org.apache.commons.httpclient.methods.PostMethod",
    *methods("okhttp3.Request.Builder", "url"),
    *static("org.jsoup.Jsoup", "connect"),
    *methods("org.springframework.web.reactive.function.client.WebClient", "uri"),
    *static("org.springframework.web.reactive.function.client.WebClient", "create"),
    *static("org.apache.http.client.fluent.Request", "Get Post Put Delete"),
    *methods("javax.ws.rs.client.Client", "target"),
    *static("javax.imageio.ImageIO", "read"),
    *static("kong.unirest.Unirest com.mashape.unirest.http.Unirest", "get post put delete"),
    *static("org.apache.commons.io.IOUtils", "toURI"),
)

_SESSIONS = (
    *methods("javax.servlet.http.HttpSession", "setAttribute putValue"),
    *methods("javax.servlet.http.HttpServletRequest().getSession", "setAttribute putValue"),
)

SINKS = (
    Sink(XSS, _PAGES, (ANY,)),
    Sink(PATH, tuple(_OPENED.split()), (0, 1), deep=False),
    Sink(PATH, _PATHS, (ANY,)),
    Sink(PATH, methods("org.springframework.web.multipart.MultipartFile", "transferTo")),
    Sink(REDIRECT, _REDIRECTS),
    Sink(REDIRECT, _HEADERS, (1,), when=(Condition((0,), consts=("Location",)),)),
    Sink(SSRF, methods("java.net.URL", "openConnection openStream getContent"), (OBJECT,)),
    Sink(SSRF, _REQUESTS),
    Sink(TRUST, _SESSIONS, (0, 1)),
)
