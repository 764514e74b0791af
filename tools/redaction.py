"""Finds secrets in text and takes them out, before anything is kept, logged or posted.

Formats with a shape of their own are found anywhere; other values only where their name says that they are
secret. So git hashes, ids and numbers stay as they are. The formats are ours and those of detect-secrets.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, cast

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret stands in a text. The value itself is not kept."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a kind of secret looks. Group `secret`, where there is one, is what must not be seen."""

    kind: str
    regex: re.Pattern[str]


# What comes before a secret by its name: password, api_key, AWS_SECRET_ACCESS_KEY, client-secret …
NAMES = (
    r"passw(?:or)?d|passphrase|pwd|secret(?:[_-]?(?:access)?[_-]?key)?|api[_-]?key|access[_-]?key|auth[_-]?key"
    r"|private[_-]?key|(?:auth|access|refresh|api|bot|session)[_-]?token|client[_-]?secret|credentials?"
)
# … but not secret_name, password_file, token-url: they say where it is, not what.
NOT_ABOUT = (
    r"(?!\w{0,12}[_-]?(?:names?|path|file|url|uri|ref|arn|type|length|policy|field|header|env|label|class)\b)"
)
# A quoted value, or a bare one that mixes letters and digits; never a call, a variable or a placeholder.
QUOTED = r"(?P<q>[\"'`])(?P<secret>(?!\$\{|\{\{|<|%\(|‹)[^\"'`\s]{6,500})(?P=q)"
BARE = (
    r"(?P<bare>(?=[^\s\"'`,;]{0,60}\d)(?=[^\s\"'`,;]{0,60}[A-Za-z])"
    r"[A-Za-z0-9+/_~!#%^&*=.\-]{8,500})(?![\w(\[@])"
)

PATTERNS = tuple(
    Pattern(kind, re.compile(regex))
    for kind, regex in (
        (
            "private key",
            r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?-----"
            r"[A-Za-z0-9+/=\s\\:,.>|]{0,12000}+(?:-----END [A-Z0-9 ]{1,40}-----)?",
        ),
        ("Slack token", r"\bxox[abceoprs]-[A-Za-z0-9-]{10,300}|\bxapp-\d-[A-Za-z0-9-]{10,300}"),
        ("Slack webhook", r"hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9_/]{10,200}"),
        ("GitHub token", r"\bgh[pousr]_[A-Za-z0-9]{30,255}\b|\bgithub_pat_[A-Za-z0-9_]{22,255}\b"),
        ("GitLab token", r"\bglpat-[A-Za-z0-9_-]{20,100}"),
        ("Stripe key", r"\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,250}\b|\bwhsec_[A-Za-z0-9]{24,250}\b"),
        ("AWS access key", r"\b(?:AKIA|ASIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA)[A-Z0-9]{16}\b"),
        ("model provider key", r"\bsk-(?:ant-|proj-|svcacct-)?[A-Za-z0-9_-]{20,250}"),
        ("Google key", r"\bAIza[A-Za-z0-9_-]{35}\b"),
        ("PyPI token", r"\bpypi-AgE[A-Za-z0-9_-]{50,300}"),
        ("npm token", r"\bnpm_[A-Za-z0-9]{36}\b"),
        ("JWT", r"\beyJ[A-Za-z0-9_-]{10,4000}\.eyJ[A-Za-z0-9_-]{10,8000}(?:\.[A-Za-z0-9_-]{0,2000})?"),
        (
            "password in a URL",
            r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@\"'<>]{0,100}:(?P<secret>(?![${<‹])[^\s/@\"'<>]{1,200})@",
        ),
        (
            "bearer token",
            r"(?i:\b(?:bearer|basic)[ \t]{1,4})(?P<secret>(?=[^\s\"']{0,80}\d)[A-Za-z0-9._~+/=-]{16,4000})",
        ),
        (
            "secret value",
            rf"(?i:(?:{NAMES}){NOT_ABOUT})[\w-]{{0,20}}[\"'`]?[ \t]{{0,4}}(?::=|=>|[:=])[ \t]{{0,4}}"
            rf"(?:{QUOTED}|{BARE})",
        ),
    )
)  # fmt: skip
# The last pattern is slow, and most lines have none of these words in them.
NAMED = PATTERNS[-1]
HINT = re.compile(
    r"[Pp][Aa][Ss][Ss]|[Pp][Ww][Dd]|[Ss][Ee][Cc][Rr]|[Kk][Ee][Yy]|[Tt][Oo][Kk][Ee]|[Cc][Rr][Ee][Dd]"
)

SECRET_NAMES = re.compile(
    rf"(?i:(?:\w{{1,40}}[_-])?(?:{NAMES}|token|authorization|cookie|set[_-]cookie)(?:[_-]?id)?)"
)


@cache
def _borrowed() -> tuple[Pattern, ...]:
    """Formats of detect-secrets that are distinct enough to be taken out wherever they stand."""
    from detect_secrets.plugins.azure_storage_key import AzureStorageKeyDetector
    from detect_secrets.plugins.discord import DiscordBotTokenDetector
    from detect_secrets.plugins.mailchimp import MailchimpDetector
    from detect_secrets.plugins.sendgrid import SendGridDetector
    from detect_secrets.plugins.square_oauth import SquareOAuthDetector
    from detect_secrets.plugins.twilio import TwilioKeyDetector

    detectors = (
        AzureStorageKeyDetector,
        DiscordBotTokenDetector,
        MailchimpDetector,
        SendGridDetector,
        SquareOAuthDetector,
        TwilioKeyDetector,
    )
    return tuple(
        Pattern(detector.secret_type, re.compile(rf"(?<![A-Za-z0-9])(?:{regex.pattern})(?![A-Za-z0-9])"))
        for detector in detectors
        for regex in detector.denylist
    )


def secrets_in(text: str) -> list[Secret]:
    """Where secrets stand in a text: in order and not overlapping; the most specific kind gives the name."""
    kept: list[tuple[int, int, int]] = []
    for start, end, rank in sorted(_matches(text)):
        if kept and start < kept[-1][1]:
            first, last, best = kept[-1]
            kept[-1] = (first, max(last, end), min(best, rank))
        else:
            kept.append((start, end, rank))
    patterns = (*PATTERNS, *_borrowed())
    return [Secret(patterns[rank].kind, start, end) for start, end, rank in kept]


def _matches(text: str) -> Iterator[tuple[int, int, int]]:
    """Start, end and the place of the pattern: PATTERNS are listed from the most specific to the least."""
    for rank, pattern in enumerate((*PATTERNS, *_borrowed())):
        for match in _named(text) if pattern is NAMED else pattern.regex.finditer(text):
            groups = match.groupdict()
            group = next((name for name in ("secret", "bare") if groups.get(name)), 0)
            if group and _is_placeholder(match[group]):
                continue
            start, end = match.span(group)
            yield start, end, rank


def _named(text: str) -> Iterator[re.Match[str]]:
    """Values whose name says that they are secret, looked for only in lines that have such a name."""
    done = 0
    for hint in HINT.finditer(text):
        if hint.start() < done:
            continue
        start = text.rfind("\n", done, hint.start()) + 1 or done
        end = text.find("\n", hint.end())
        done = end if end >= 0 else len(text)
        yield from NAMED.regex.finditer(text, start, done)


PLACEHOLDERS = (
    "example",
    "changeme",
    "change-me",
    "placeholder",
    "your-",
    "your_",
    "xxxx",
    "****",
    "redacted",
)
PLACEHOLDER_WORDS = frozenset(
    {"password", "passwd", "pass", "pwd", "secret", "token", "pw", "user", "username"}
)


def _is_placeholder(value: str) -> bool:
    lowered = value.lower()
    return (
        len(set(value)) < 4 or lowered in PLACEHOLDER_WORDS or any(word in lowered for word in PLACEHOLDERS)
    )


def redact(text: str) -> str:
    """The text with each secret replaced by `‹redacted kind›`."""
    parts, position = [], 0
    for secret in secrets_in(text):
        parts += [text[position : secret.start], f"‹redacted {secret.kind}›"]
        position = secret.end
    return "".join([*parts, text[position:]])


def redact_data(data: T) -> T:
    """JSON-like data with the secrets taken out of its texts, and of the values whose key says secret.

    NUL characters go too: PostgreSQL's text and JSON can't hold them.
    """
    return cast("T", _redact_value(data))


def _redact_value(data: Any) -> Any:
    if isinstance(data, str):
        return redact(data.replace("\0", ""))
    if isinstance(data, dict):
        return {key: _redact_named(str(key), value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_redact_value(item) for item in data]
    return data


def _redact_named(key: str, value: Any) -> Any:
    if isinstance(value, str) and value and SECRET_NAMES.fullmatch(key):
        return value if value.startswith("‹redacted ") else f"‹redacted {key}›"
    return _redact_value(value)
