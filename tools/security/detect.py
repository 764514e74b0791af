"""Secrets in the lines of a file: our own formats and the detectors of detect-secrets. Blocking."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from tools.findings import Severity
from tools.redaction import secrets_in

LONGEST_LINE = 2000
SHORTEST_KEY = 100  # a private key's first line alone, as documents have it, is no key
# Detectors cost a tenth of a millisecond a line; without one of these there is nothing for them to find.
HINT = re.compile(r"(?i)key|pass|pwd|secr|token|auth|cred|db_|AKIA|ASIA|AKC|\bAP|eyJ|npm_|BEGIN|://")
TEST_PATH = re.compile(
    r"(^|/)(tests?|testdata|fixtures|examples?|spec|__tests__)(/|$)|(^|/)test_|[._]test\.|\.spec\."
)

# secret_name: and password_file= say where a secret is, not what it is.
SAYS_WHERE = re.compile(
    r"(?i)[_-](names?|path|file|url|uri|ref|arn|type|field|header|env)[\"'`]?\s*(?::=|=>|[:=])"
)
CRITICAL = {
    "private key",
    "AWS access key",
    "GitHub token",
    "GitLab token",
    "Slack token",
    "PyPI token",
    "npm token",
}


@dataclass(frozen=True, slots=True)
class SecretAt:
    """A secret at a line (from 1). Its value is not kept, only its length."""

    kind: str
    line: int
    length: int
    severity: Severity
    confidence: float


def secrets_of(path: str, text: str) -> list[SecretAt]:
    """The secrets of a file, one a place, in order."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    found: list[SecretAt] = []
    covered: dict[int, list[str]] = {}
    line = 0
    for secret in secrets_in(text):
        while line + 1 < len(starts) and starts[line + 1] <= secret.start:
            line += 1
        value = text[secret.start : secret.end]
        covered.setdefault(line + 1, []).append(value)
        if secret.kind == "private key" and len(value) < SHORTEST_KEY:
            continue
        if secret.kind == "secret value" and _is_a_name(value, text[starts[line] : secret.start]):
            continue
        severity, confidence = _weight(secret.kind, value, path)
        found.append(SecretAt(secret.kind, line + 1, len(value), severity, confidence))
    found += _from_detectors(path, text, covered)
    return sorted(found, key=lambda item: (item.line, item.severity.rank))


def _from_detectors(path: str, text: str, covered: dict[int, list[str]]) -> Iterator[SecretAt]:
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > LONGEST_LINE or HINT.search(line) is None:
            continue
        seen = covered.setdefault(number, [])
        for plugin in _plugins():
            for secret in plugin.analyze_line(path, line, number):
                value = secret.secret_value or ""
                if any(value in other or other in value for other in seen) or _is_harmless(value, line):
                    continue
                seen.append(value)
                severity, confidence = _weight(secret.type, value, path)
                yield SecretAt(secret.type, number, len(value), severity, min(confidence, 0.7))


@cache
def _plugins() -> tuple[Any, ...]:
    from detect_secrets.plugins.artifactory import ArtifactoryDetector
    from detect_secrets.plugins.aws import AWSKeyDetector
    from detect_secrets.plugins.basic_auth import BasicAuthDetector
    from detect_secrets.plugins.jwt import JwtTokenDetector
    from detect_secrets.plugins.keyword import KeywordDetector
    from detect_secrets.plugins.npm import NpmDetector

    return (
        AWSKeyDetector(),
        ArtifactoryDetector(),
        BasicAuthDetector(),
        JwtTokenDetector(),
        NpmDetector(),
        KeywordDetector(),
    )


def _is_a_name(value: str, before: str) -> bool:
    """Whether a value says what something is called: PASSWORD = "password", a number of a list, a file."""
    bare = re.sub(r"[\W_]", "", value).lower()
    return (
        bare in re.sub(r"[\W_]", "", before).lower()
        or re.fullmatch(r"[A-Z]{2,10}-\d{1,8}", value) is not None
        or re.fullmatch(r"[\w.-]+(/[\w.-]+)+\.[a-z]{2,5}", value) is not None
    )


def _is_harmless(value: str, line: str) -> bool:
    """Words, variables, templates and sequences that a keyword detector takes for a value."""
    from detect_secrets.filters import heuristic

    # A password that a person chose has a digit or a sign in it; a word after "token:" in prose has not.
    plain = re.fullmatch(r"[A-Za-z_.\- ]*|\d*", value) is not None
    return (
        len(value) < 6
        or plain
        or any(sign in value for sign in ("(", ")", "[", "]", "{", "}", "<", ">", "$", "‹", " "))
        or re.fullmatch(r"[A-Za-z_][\w.]*\.[A-Za-z_]\w*", value) is not None
        or SAYS_WHERE.search(line) is not None
        or _is_a_name(value, line.partition(value)[0])
        or heuristic.is_sequential_string(value)
        or heuristic.is_potential_uuid(value)
        or heuristic.is_templated_secret(value)
        or heuristic.is_indirect_reference(line)
    )


def _weight(kind: str, value: str, path: str) -> tuple[Severity, float]:
    if kind in CRITICAL or (kind == "Stripe key" and "_live_" in value):
        severity, confidence = Severity.CRITICAL, 0.95
    elif kind in ("secret value", "Secret Keyword"):
        severity, confidence = Severity.HIGH, 0.75
    elif "_test_" in value:
        severity, confidence = Severity.LOW, 0.9
    else:
        severity, confidence = Severity.HIGH, 0.9
    if TEST_PATH.search(path):
        levels = list(Severity)
        return levels[min(severity.rank + 2, 3)], round(confidence * 0.5, 2)
    return severity, confidence
