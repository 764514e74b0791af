"""What goes to the browser, to files and to other hosts: pages, redirects, paths, requests."""

from tools.analysis.dataflow.rules.javascript.names import CONTEXTS, REPLIES, REQUESTS, RESPONSES, each
from tools.analysis.dataflow.rules.model import OBJECT, Condition, Sink, Store, Tagging
from tools.analysis.dataflow.rules.weaknesses import PATH, REDIRECT, SSRF, TRUST, XSS

PLAIN = "plain"  # a response that says that it isn't a page
_RESPONSES = tuple(f"{response}{chained}" for response in RESPONSES for chained in ("", ".*()"))
_REPLIES = tuple(f"{reply}{chained}" for reply in REPLIES for chained in ("", ".*()"))

_PAGES = (
    *each(" ".join(_RESPONSES), "send write end"),
    *each("document", "write writeln"),
    "react.dangerouslySetInnerHTML",
    "*.insertAdjacentHTML",
    *each("jQuery() $()", "html append prepend after before replaceWith"),
    "jQuery.parseHTML",
    "*.createContextualFragment",
    "*.bypassSecurityTrustHtml",
)
_TYPED = Condition((0,), contains=("json", "plain", "text/csv", "application/pdf"))

_FILES = (
    "readFile readFileSync writeFile writeFileSync appendFile appendFileSync createReadStream "
    "createWriteStream "
    "unlink unlinkSync readdir readdirSync rename renameSync rm rmSync rmdir mkdir mkdirSync open "
    "openSync stat "
    "copyFile copyFileSync access exists existsSync lstat statSync truncate readlink chmod outputFile remove "
    "readJson writeJson readJSON"
)
_PATHS = each("fs fs/promises fs.promises fs-extra graceful-fs", _FILES)
_SENT = (*each(" ".join((*_RESPONSES, *_REPLIES)), "sendFile download sendfile"), "koa-send")

_REDIRECTS = each(" ".join((*_RESPONSES, *_REPLIES, *CONTEXTS)), "redirect location")
_HEADERS = each(" ".join((*_RESPONSES, *CONTEXTS)), "setHeader set header append")

_REQUESTS = (
    *each("axios axios.create()", "get post put patch delete head options request"),
    *each(
        "got superagent needle request request-promise http https undici phin", "get post put request stream"
    ),
    *each("undici node-fetch", "fetch default"),
    "axios",
    "axios.create()",
    "fetch",
    "node-fetch",
    "cross-fetch",
    "isomorphic-fetch",
    "got",
    "request",
    "request-promise",
    "request-promise-native",
    "superagent",
    "needle",
    "open-graph-scraper",
)

SINKS = (
    Sink(XSS, _PAGES, (0, 1), unless=(Condition((OBJECT,), tag=PLAIN),), deep=False),
    Sink(PATH, _PATHS, (0, 1), deep=False),
    Sink(PATH, _SENT, unless=(Condition(("1.root",), given=True),), deep=False),
    Sink(REDIRECT, _REDIRECTS, (0, 1), deep=False),
    Sink(REDIRECT, _HEADERS, (1,), when=(Condition((0,), consts=("Location",)),)),
    Sink(REDIRECT, each(" ".join(_RESPONSES), "writeHead"), ("1.Location", "1.location")),
    Sink(REDIRECT, each("window.location location document.location", "assign replace")),
    Sink(REDIRECT, ("window.open",)),
    Sink(SSRF, _REQUESTS, (0, "0.url", "0.uri", "0.host", "0.hostname", "0.baseURL"), deep=False),
    Sink(PATH, ("*.mv",), deep=False),
)

TAGGINGS = (
    Tagging(each(" ".join(_RESPONSES), "type contentType"), PLAIN, (_TYPED,), on="result"),
    Tagging(
        each(" ".join(_RESPONSES), "set header setHeader"),
        PLAIN,
        (Condition((0,), consts=("Content-Type",)), Condition((1,), contains=("json", "plain", "csv"))),
        on="result",
    ),
)

STORES = (
    Store(XSS, ("*",), keys=False, fields=("innerHTML", "outerHTML", "srcdoc")),
    Store(XSS, CONTEXTS, keys=False, fields=("body",)),
    Store(XSS, tuple(f"{context}.response" for context in CONTEXTS), keys=False, fields=("body",)),
    Store(REDIRECT, ("window", "document", "self", "top", "parent"), keys=False, fields=("location",)),
    Store(REDIRECT, ("location", "window.location", "document.location"), keys=False, fields=("href",)),
    Store(TRUST, tuple(f"{request}.session" for request in (*REQUESTS, *CONTEXTS)), fields=("*",)),
)
