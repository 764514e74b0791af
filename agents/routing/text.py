"""Brings an ask into one plain form before it is compared: no Slack markup, no numbers, no abbreviations."""

import html
import re
from collections.abc import Iterator

LONGEST = 2_000
"""How many characters of an ask decide where it goes; the rest is material."""

_MENTION = re.compile(r"<[@!][^<>\s]{1,80}>")
_LINK = re.compile(r"<(https?://[^<>|\s]{1,500})(?:\|[^<>]{0,200})?>")
_PULL_URL = re.compile(r"https?://\S{1,300}/(?:pull|pulls|merge_requests)/\d+\S*")
_URL = re.compile(r"https?://\S{1,500}")
_CODE = re.compile(r"```.*?(?:```|$)", re.DOTALL)
_ADVISORY = re.compile(r"\b(?:cve-\d{4}-\d{3,7}|ghsa(?:-[0-9a-z]{4}){3})\b", re.IGNORECASE)
_BUILD_NUMBER = re.compile(r"\b((?:build|builds|job|run|ci|pipeline|deploy)\s{0,2})#\d{1,9}\b", re.IGNORECASE)
_PULL = re.compile(
    r"\b(?:prs?|mrs?|pulls?|pull requests?|merge requests?)\s{0,2}[#!]?\d{1,7}\b", re.IGNORECASE
)
_PULL_MARK = re.compile(r"#\d{1,7}\b|(?<=\w)!\d{1,7}\b")
_VERSION = re.compile(r"\bv?\d{1,4}\.\d{1,4}(?:\.\d{1,4})?(?:-?rc\.?\d{0,3})?\b", re.IGNORECASE)
_CAMEL = re.compile(r"\b[A-Z][a-z0-9]{1,30}(?:[A-Z][a-z0-9]{0,30}){1,8}\b")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[#?!]|\$+")

_ABBREVIATIONS = {
    "$": "dollars",
    "$$": "dollars",
    "$$$": "dollars",
    "pr": "pull request", "prs": "pull requests", "mr": "pull request", "mrs": "pull requests",
    "prod": "production", "stg": "staging", "repo": "repository", "repos": "repositories",
    "deps": "dependencies", "dep": "dependency", "creds": "credentials", "vuln": "vulnerability",
    "vulns": "vulnerabilities", "crits": "criticals", "sec": "security", "env": "environment",
    "k8s": "kubernetes", "db": "database", "dbs": "databases", "rn": "right now", "atm": "at the moment",
    "u": "you", "ur": "your", "r": "are", "y": "why", "pls": "please", "plz": "please", "pw": "password",
    "wtf": "what", "wat": "what", "whats": "what is", "what's": "what is", "wheres": "where is",
    "where's": "where is", "whos": "who is", "who's": "who is", "hows": "how is", "how's": "how is",
    "why's": "why is", "whys": "why is", "gonna": "going to", "gotta": "have to", "wanna": "want to",
    "gimme": "give me", "lemme": "let me", "cuz": "because", "bc": "because", "w": "with", "b4": "before",
    "2day": "today", "wk": "week", "wks": "weeks", "what'd": "what did", "who'd": "who did",
    "how'd": "how did", "thru": "through", "ppl": "people",
}  # fmt: skip


def plain(ask: str) -> str:
    """The ask in lower case, its markup and numbers replaced by the words that they stand for."""
    text = html.unescape(ask[:LONGEST])
    text = _MENTION.sub(" ", _LINK.sub(r" \1 ", text))
    text = _URL.sub(" link ", _PULL_URL.sub(" pull request ", _CODE.sub(" ", text)))
    text = _ADVISORY.sub(" cve vulnerability ", text)
    text = _PULL_MARK.sub(" pull request ", _PULL.sub(" pull request ", _BUILD_NUMBER.sub(r"\1", text)))
    text = _CAMEL.sub(_humps, _VERSION.sub(" version ", text))
    return " ".join(_words(text.lower().replace("’", "'")))


def _humps(match: re.Match[str]) -> str:
    words = _HUMP.split(match[0])
    return " ".join(("alert", *words) if len(words) > 2 else words)


def _words(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text):
        yield _ABBREVIATIONS.get(match[0], match[0])
