"""What a model wrote, if it is plain text that leads nowhere and speaks of nothing that is not there."""

import re

from tools.analysis.change import CONTROL, Change
from tools.analysis.hunks import hunks
from tools.redaction import redact

# Addresses, tags, pictures, links, mentions, blocks: nothing of it belongs into a finding.
_MARKUP = re.compile(
    r"[a-z][a-z0-9+.-]*://|\bwww\.|\bmailto:|<[A-Za-z/!@#?]|\]\s?\(|\]:|!\[|```|~~~|(?<![\w.])@\w"
    r"|\b[\w-]+\.(?:com|org|net|io|dev|app|example|xyz|info|biz|ru|cn|me|ly)(?:/|:\d)"
    r"|\b[\w-]+\.(?:com|org|example|xyz|info|biz)\b(?![.\w(])",
    re.IGNORECASE,
)
# What becomes of a change is for people to say.
_DECIDES = re.compile(
    r"(?i)\b(?:approv\w*|lgtm|looks good|safe to (?:merge|ship|deploy)|(?:can|should|may) be merged"
    r"|merge (?:it|this|now)|no (?:review|risk|findings|problems|issues)|nothing to (?:review|worry)"
    r"|ignore|instructions?)\b"
)
_NAMED = re.compile(
    r"`(?P<code>[^`]+)`|(?P<path>[\w.-]+(?:/[\w.-]+)+)|(?P<dotted>\b[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)"
    r"|(?P<call>\b\w+(?=\())|(?P<snake>\b\w*[a-z0-9]_\w+)|(?P<camel>\b[a-z]+[A-Z]\w*|\b[A-Z][a-z0-9]+[A-Z]\w*)"
    r"|(?P<number>\b\d{2,}\b)"
)
_WORD = re.compile(r"\w+")
# Written like names, and none of the change's.
_COMMON = {
    "github",
    "gitlab",
    "javascript",
    "typescript",
    "postgresql",
    "graphql",
    "oauth",
    "e.g",
    "i.e",
    "and/or",
}


def plain_words(text: str, longest: int) -> str | None:
    """A text in one line, without secrets and cut; None where it is empty or has markup or an address."""
    line = CONTROL.sub("", " ".join(text.split()))
    if not line or _MARKUP.search(line):
        return None
    said = redact(line)
    return said if len(said) <= longest else f"{said[: longest - 1].rstrip()}…"


def speaks_of_what_is_there(text: str, change: Change) -> bool:
    """Whether all files, functions and numbers that a text names are in a change, and it decides nothing."""
    if _DECIDES.search(text):
        return False
    shown, _ = hunks(change)
    there = {word for one in shown for word in _WORD.findall(one.text.lower())}
    paths = [path.lower() for path in change.paths or tuple(file.path for file in change.files)]
    there |= {word for path in paths for word in _WORD.findall(path)}
    return all(
        _is_there(match.lastgroup or "", match[match.lastgroup or 0].lower(), there, paths)
        for match in _NAMED.finditer(text)
    )


def _is_there(kind: str, name: str, there: set[str], paths: list[str]) -> bool:
    name = name.strip(".-")
    if name in _COMMON:
        return True
    if kind == "path":
        return any(path == name or path.endswith(f"/{name}") or path.startswith(f"{name}/") for path in paths)
    return all(word in there for word in _WORD.findall(name))
