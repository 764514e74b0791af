"""How each language's frameworks hand in what a client sent."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_JVM = (
    r"\.getParameter(?:Values|Map)?\(|\.getHeader\(|\.getQueryString\(|\.getPathInfo\(|\bcall\.(?:parameters|receive)"
    r"|\bcall\.request\.(?:queryParameters|headers|cookies)"
    r"|get(?:String|Parcelable|Serializable)Extra\(|\bintent\??\.(?:data|extras)|getQueryParameter\(|\bctx\.(?:queryParam|pathParam|formParam|body)\("
)
_SCRIPT = (
    r"\b(?:req|request|ctx|context\.req|event)(?:\.request)?\.(?:query|params|body|headers|cookies|queryStringParameters"
    r"|pathParameters)\b|\blocation\.(?:search|hash)\b|\bdocument\.(?:URL|referrer)\b|\bsearchParams\.get\("
)
_SOURCES = {
    "python": r"\brequest\.(?:args|form|values|json|data|files|cookies|headers|GET|POST|FILES|query_params"
    r"|path_params|get_json|query|match_info|body)\b",
    "javascript": _SCRIPT,
    "typescript": _SCRIPT,
    "tsx": _SCRIPT,
    "go": r"\b(?:r|req|request)\.(?:URL\.(?:Query\(|Path\b|RawQuery)|FormValue\(|PostFormValue\(|Form\b"
    r"|PostForm\b|Header\.Get\(|PathValue\(|Body\b|Cookie\()|\bmux\.Vars\(|\bchi\.URLParam\(|\bc(?:tx)?\.(?:Query|Param|PostForm|QueryParam|FormValue"
    r"|GetHeader|DefaultQuery)\(|^(?:vars|query|q|params)\[\"",
    "java": _JVM,
    "kotlin": _JVM,
    "ruby": r"(?<![\w.@:])params\b(?!:)|(?<![\w.@])cookies\[|\brequest\.(?:params|headers"
    r"|query_string|query_parameters|body|GET|POST|env|referer|referrer|original_url|fullpath|user_agent)\b",
    "php": r"\$_(?:GET|POST|REQUEST|COOKIE|FILES)\b|\$_SERVER\[[\"'](?:HTTP_|QUERY_STRING|REQUEST_URI"
    r"|PATH_INFO|PHP_SELF)|\$(?:this->)?req(?:uest)?->(?:get|input|query|post|all|cookie|header|file|request|getQueryParams"
    r"|getParsedBody|getParam|route|string)\b|php://input|(?<![\w>:])request\(",
    "csharp": r"\bRequest\.(?:Query|Form|Headers|Cookies|QueryString|Params|RouteValues|Body)\b|\bRequest\[",
    "rust": r"\breq(?:uest)?\.(?:query_string|uri|headers|match_info|cookie|param)\(",
}
_COMPILED = {language: re.compile(source) for language, source in _SOURCES.items()}
_PARAMETER = re.compile(
    r"@(?:RequestParam|PathVariable|RequestBody|QueryParam|PathParam|FormParam|RequestHeader|CookieValue|HeaderParam)\b"
    r"|\[From(?:Query|Body|Route|Form|Header)\b|\b(?:Query|Path|Form|Json|RawQuery)\s*[(<]"
)
_HANDLER = {
    "csharp": re.compile(r"\[\s*(?:Http(?:Get|Post|Put|Delete|Patch)|Route)\b"),
    "python": re.compile(r"@[\w.]+\.(?:get|post|put|delete|patch|route|api_route)\("),
    "php": re.compile(r"#\[\s*Route\b"),
    "rust": re.compile(r"#\[\s*(?:get|post|put|delete|patch)\("),
}
_GIVEN_BY_US = re.compile(
    r"\b(?:Depends|Session|Request|Response|DbContext|CancellationToken|I[A-Z]\w+|State|Data|Extension)\b"
)


def reads_request(text: str, language: str) -> bool:
    """Whether an expression reads something that a client sent."""
    source = _COMPILED.get(language)
    return source is not None and source.search(text) is not None


def is_handed_in(parameter: "SgNode", function: "SgNode", language: str) -> bool:
    """Whether a framework fills a parameter with what a client sent."""
    text = parameter.text()
    if language in ("rust", "java", "kotlin", "csharp") and _PARAMETER.search(text):
        return True
    handler = _HANDLER.get(language)
    if handler is None or _GIVEN_BY_US.search(text):
        return False
    begin = function.text()[:400]
    above = function.parent()
    if language == "python" and above is not None and above.kind() == "decorated_definition":
        begin = above.text()[:400]
    if language == "rust":
        begin = "\n".join(node.text() for node in function.prev_all()[:3] if node.kind() == "attribute_item")
    return handler.search(begin) is not None
