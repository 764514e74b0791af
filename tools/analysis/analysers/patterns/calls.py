"""Rules about single calls: shells, eval, hashes, time-outs, TLS, unsafe loading."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ast_grep_py import SgNode

Found = Iterator[tuple["SgNode", str | None]]

REQUESTS = re.compile(
    r"requests\.(get|post|put|patch|delete|head|options|request)|(urllib\.request\.)?urlopen"
)
SUBPROCESS = re.compile(r"subprocess\.(run|call|check_call|check_output|Popen|getoutput|getstatusoutput)")
SHELLS = re.compile(r"os\.(system|popen)|commands\.getoutput")
NODE_SHELLS = re.compile(r"(child_process\.|cp\.)?(exec|execSync)")
GO_SHELLS = re.compile(r"exec\.Command(Context)?")
HASHES = re.compile(r"hashlib\.(md5|sha1)|(md5|sha1)\.(Sum|New)")
LOADS = re.compile(r"(pickle|cPickle|dill|marshal)\.loads?|yaml\.(unsafe_load|full_load|load)(_all)?")
CALLS = {"python": "call"}
LITERALS = {"string", "interpreted_string_literal", "raw_string_literal"}


def _calls(root: "SgNode", language: str) -> Iterator[tuple["SgNode", str, list["SgNode"]]]:
    """Each call with the text of its function and its arguments."""
    for call in root.find_all(kind=CALLS.get(language, "call_expression")):
        function, arguments = call.field("function"), call.field("arguments")
        if function is not None and arguments is not None:
            given = [node for node in arguments.children() if node.is_named() and node.kind() != "comment"]
            yield call, function.text(), given


def _keyword(arguments: list["SgNode"], name: str) -> str | None:
    for argument in arguments:
        key = argument.field("name") if argument.kind() == "keyword_argument" else None
        value = argument.field("value") if key is not None else None
        if key is not None and value is not None and key.text() == name:
            return value.text()
    return None


def _is_built(node: "SgNode") -> bool:
    """Whether a text is put together from values: interpolation, joining or formatting."""
    kinds = {child.kind() for child in node.children()}
    if kinds & {"interpolation", "template_substitution"}:
        return True
    if node.kind() in ("binary_operator", "binary_expression"):
        return any(child.kind() not in LITERALS for child in node.children() if child.is_named())
    return (
        node.kind() in ("call", "call_expression")
        and re.search(r"\.format\(|Sprintf\(", node.text()) is not None
    )


def built_shell_command(root: "SgNode", language: str) -> Found:
    """A shell gets a text that is put together from values."""
    for call, name, arguments in _calls(root, language):
        if not arguments:
            continue
        if language == "python":
            in_shell = SHELLS.fullmatch(name) or "getoutput" in name or _keyword(arguments, "shell") == "True"
            known = SHELLS.fullmatch(name) or SUBPROCESS.fullmatch(name)
            # A variable with shell=True counts as well: where it comes from can't be seen here.
            if known and in_shell and (_is_built(arguments[0]) or arguments[0].kind() == "identifier"):
                yield call, None
        elif language == "go":
            words = [argument.text().strip('"`') for argument in arguments]
            shell = any(word in ("sh", "bash", "/bin/sh", "/bin/bash") for word in words)
            if GO_SHELLS.fullmatch(name) and shell and "-c" in words and arguments[-1].kind() not in LITERALS:
                yield call, None
        elif NODE_SHELLS.fullmatch(name) and _is_built(arguments[0]):
            yield call, None


def evaluated_text(root: "SgNode", language: str) -> Found:
    """eval, exec and new Function with something else than a literal."""
    for call, name, arguments in _calls(root, language):
        names = ("eval", "exec") if language == "python" else ("eval",)
        if name in names and arguments and (arguments[0].kind() not in LITERALS or _is_built(arguments[0])):
            yield call, None
    if language != "python":
        for node in root.find_all(pattern="new Function($$$ARGUMENTS)"):
            yield node, None


def weak_hash(root: "SgNode", language: str) -> Found:
    """MD5 and SHA-1, unless Python is told that it is not for security."""
    for call, name, arguments in _calls(root, language):
        first = arguments[0].text().strip("\"'`").lower() if arguments else ""
        by_name = name in ("hashlib.new", "crypto.createHash", "createHash") and first in ("md5", "sha1")
        if (HASHES.fullmatch(name) or by_name) and _keyword(arguments, "usedforsecurity") != "False":
            yield call, None


def no_timeout(root: "SgNode", language: str) -> Found:
    """Requests that wait for ever; httpx and aiohttp have a time-out of their own."""
    for call, name, arguments in _calls(root, language):
        if language == "python" and REQUESTS.fullmatch(name):
            given = _keyword(arguments, "timeout")
            spread = any(argument.kind() == "dictionary_splat" for argument in arguments)
            if (given is None and not spread) or given == "None":
                yield call, None
        elif language == "go" and name in ("http.Get", "http.Post", "http.PostForm", "http.Head"):
            yield call, "Go's default client has no time-out."
    if language == "go":
        for node in root.find_all(pattern="http.Client{$$$FIELDS}"):
            if "Timeout" not in node.text():
                yield node, None


def tls_not_verified(root: "SgNode", language: str) -> Found:
    """verify=False, InsecureSkipVerify, rejectUnauthorized: false, and Python's unverified context."""
    if language == "python":
        for call, name, arguments in _calls(root, language):
            if _keyword(arguments, "verify") == "False" or name.endswith("_create_unverified_context"):
                yield call, None
        return
    kind, words = ("keyed_element", r"InsecureSkipVerify:\s*true")
    if language != "go":
        kind, words = ("pair", r"[\"']?rejectUnauthorized[\"']?:\s*false")
    for node in root.find_all(kind=kind):
        if re.fullmatch(words, node.text()):
            yield node, None


def unsafe_load(root: "SgNode", language: str) -> Found:
    """Pickle, and YAML without a safe loader."""
    for call, name, arguments in _calls(root, language):
        if LOADS.fullmatch(name) is None:
            continue
        loader = _keyword(arguments, "Loader") or (arguments[1].text() if len(arguments) > 1 else "")
        if not (name.startswith("yaml.load") and "Safe" in loader):
            yield call, None
