"""Finds secrets in text and takes them out, before anything is kept, logged or posted.

Formats with a shape of their own are found anywhere; other values only where their name says that they are
secret. So git hashes, ids and numbers stay as they are. The formats are ours and those of detect-secrets.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
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
    """How a kind of secret looks. Group `secret`, where there is one, is what must not be seen.

    `starts` are the literals that it can begin with, by which it is found fast; without them the whole text
    is searched, where it holds one of the `hints`.
    """

    kind: str
    regex: re.Pattern[str]
    starts: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """Where it stands in a text."""
        if not self.starts:
            if not self.hints or any(hint in text for hint in self.hints):
                yield from self.regex.finditer(text)
            return
        for literal in self.starts:
            at = text.find(literal)
            while at >= 0:
                match = self.regex.match(text, at)
                if match is not None:
                    yield match
                at = text.find(literal, match.end() if match is not None else at + 1)


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

# Tokens that say by their beginning whose they are, and are long enough not to be a word.
SERVICES = {
    "Slack token": r"xox[abceoprs]-[A-Za-z0-9-]{10,300}|xapp-\d-[A-Za-z0-9-]{10,300}",
    "Slack webhook": r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9_/]{10,200}",
    "GitHub token": r"gh[pousr]_[A-Za-z0-9]{30,255}\b|github_pat_[A-Za-z0-9_]{22,255}\b",
    "GitLab token": r"gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent)-[A-Za-z0-9_-]{20,100}",
    "Stripe key": r"(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,250}\b|whsec_[A-Za-z0-9]{24,250}\b",
    "AWS access key": r"(?:AKIA|ASIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA)[A-Z0-9]{16}\b",
    "model provider key": r"sk-(?=[A-Za-z0-9_-]{0,249}\d)(?:ant-|proj-|svcacct-)?[A-Za-z0-9_-]{20,250}",
    "Google key": r"AIza[A-Za-z0-9_-]{35}\b|ya29\.[A-Za-z0-9_-]{20,500}|GOCSPX-[A-Za-z0-9_-]{20,60}",
    "PyPI token": r"pypi-AgE[A-Za-z0-9_-]{50,300}",
    "npm token": r"npm_[A-Za-z0-9]{36}\b",
    "Grafana token": r"glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}\b|glc_[A-Za-z0-9+/]{32,400}={0,2}",
    "Vault token": r"hv[sbr]\.[A-Za-z0-9_-]{24,300}",
    "Docker token": r"dckr_[po]at_[A-Za-z0-9_-]{20,100}",
    "DigitalOcean token": r"do[opr]_v1_[0-9a-f]{64}\b",
    "Hugging Face token": r"hf_[A-Za-z]{34}\b",
    "Atlassian token": r"ATATT3[A-Za-z0-9_=-]{50,300}",
    "age key": r"AGE-SECRET-KEY-1[0-9A-Z]{58}\b",
    "JWT": r"eyJ[A-Za-z0-9_-]{10,4000}\.eyJ[A-Za-z0-9_-]{10,8000}(?:\.[A-Za-z0-9_-]{0,2000})?",
}
STARTS = {
    "Slack token": ("xox", "xapp-"),
    "Slack webhook": ("hooks.slack.com/",),
    "GitHub token": ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
    "GitLab token": ("glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glsoat-", "glagent-"),
    "Stripe key": ("sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_"),
    "AWS access key": ("AKIA", "ASIA", "AGPA", "AIDA", "AROA", "AIPA", "ANPA", "ANVA"),
    "model provider key": ("sk-",),
    "Google key": ("AIza", "ya29.", "GOCSPX-"),
    "PyPI token": ("pypi-AgE",),
    "npm token": ("npm_",),
    "Grafana token": ("glsa_", "glc_"),
    "Vault token": ("hvs.", "hvb.", "hvr."),
    "Docker token": ("dckr_",),
    "DigitalOcean token": ("dop_v1_", "doo_v1_", "dor_v1_"),
    "Hugging Face token": ("hf_",),
    "Atlassian token": ("ATATT3",),
    "age key": ("AGE-SECRET-KEY-1",),
    "JWT": ("eyJ",),
}

PATTERNS = (
    Pattern(
        "private key",
        re.compile(
            r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?-----"
            r"[A-Za-z0-9+/=\s\\:,.>|]{0,12000}+(?:-----END [A-Z0-9 ]{1,40}-----)?"
        ),
        ("-----BEGIN ",),
    ),
    *(Pattern(kind, re.compile(rf"\b(?:{shape})"), STARTS[kind]) for kind, shape in SERVICES.items()),
    Pattern(
        "password in a URL",
        re.compile(r"(?<=[A-Za-z0-9])://[^\s/:@\"'<>]{0,100}:(?P<secret>(?![${<‹])[^\s/@\"'<>]{1,200})@"),
        ("://",),
    ),
    Pattern(
        "bearer token",
        re.compile(
            r"\b(?i:(?:bearer|basic)[ \t]{1,4})(?P<secret>(?=[^\s\"']{0,80}\d)[A-Za-z0-9._~+/=-]{16,4000})"
        ),
        ("Bearer", "bearer", "BEARER", "Basic", "basic", "BASIC"),
    ),
    Pattern(
        "secret value",
        re.compile(
            rf"(?i:(?:{NAMES}){NOT_ABOUT})[\w-]{{0,20}}[\"'`]?[ \t]{{0,4}}(?::=|=>|[:=])[ \t]{{0,4}}"
            rf"(?:{QUOTED}|{BARE})"
        ),
    ),
)
# The last pattern is slow, and most lines have none of these words in them.
NAMED = PATTERNS[-1]
WORDS = ("pass", "pwd", "secr", "key", "toke", "cred")

SECRET_NAMES = re.compile(
    rf"(?i:(?:\w{{1,40}}[_-])?(?:{NAMES}|token|authorization|cookie|set[_-]cookie)(?:[_-]?id)?)"
)


@cache
def _borrowed() -> tuple[Pattern, ...]:
    """Formats of detect-secrets that are distinct enough to be taken out wherever they stand."""
    from detect_secrets.plugins.discord import DiscordBotTokenDetector
    from detect_secrets.plugins.mailchimp import MailchimpDetector
    from detect_secrets.plugins.sendgrid import SendGridDetector
    from detect_secrets.plugins.square_oauth import SquareOAuthDetector
    from detect_secrets.plugins.twilio import TwilioKeyDetector

    detectors = (
        DiscordBotTokenDetector,
        MailchimpDetector,
        SendGridDetector,
        SquareOAuthDetector,
        TwilioKeyDetector,
    )
    hints = {
        DiscordBotTokenDetector: (".",),
        MailchimpDetector: ("-us",),
        SendGridDetector: ("SG.",),
        SquareOAuthDetector: ("sq0csp-",),
        TwilioKeyDetector: ("AC", "SK"),
    }
    return tuple(
        Pattern(
            detector.secret_type,
            re.compile(rf"(?<![A-Za-z0-9])(?:{regex.pattern})(?![A-Za-z0-9])"),
            hints=hints[detector],
        )
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
        for match in _named(text) if pattern is NAMED else pattern.find(text):
            groups = match.groupdict()
            group = next((name for name in ("secret", "bare") if groups.get(name)), 0)
            if group and _is_placeholder(match[group]):
                continue
            start, end = match.span(group)
            yield start, end, rank


def _named(text: str) -> Iterator[re.Match[str]]:
    """Values whose name says that they are secret, looked for only in lines that have such a name."""
    for start, end in _hinted_lines(text):
        yield from NAMED.regex.finditer(text, start, end)


def _hinted_lines(text: str) -> Iterator[tuple[int, int]]:
    lowered = text.lower()
    if len(lowered) != len(text):  # some letters grow, and then the places no longer agree
        yield 0, len(text)
        return
    places = {word: lowered.find(word) for word in WORDS}
    done = 0
    while places := {word: at for word, at in places.items() if at >= 0}:
        first = min(places.values())
        start = text.rfind("\n", done, first) + 1 or done
        end = text.find("\n", first)
        done = end if end >= 0 else len(text)
        yield start, done
        places = {word: at if at >= done else lowered.find(word, done) for word, at in places.items()}


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
    """The text with each secret replaced by `‹redacted kind›`, and so each credential told to `keep_out`.

    What is taken out may bring together what stood around it: such lines are looked at until they are clean.
    """
    if _OWN.regex is not None:
        text = _OWN.regex.sub("‹redacted credential of this installation›", text)
    parts, position = [], 0
    for start, end, found in _lines_with(text, secrets_in(text)):
        line = _without(text[start:end], start, found)
        while again := secrets_in(line):
            line = _without(line, 0, again)
        parts += [text[position:start], line]
        position = end
    return "".join([*parts, text[position:]])


def _lines_with(text: str, secrets: list[Secret]) -> list[tuple[int, int, list[Secret]]]:
    """The stretches of whole lines in which secrets stand."""
    stretches: list[tuple[int, int, list[Secret]]] = []
    for secret in secrets:
        if stretches and secret.start < stretches[-1][1]:
            start, end, found = stretches.pop()
        else:
            start, end, found = text.rfind("\n", 0, secret.start) + 1, -1, []
        if secret.end > end:
            line_end = text.find("\n", secret.end)
            end = line_end if line_end >= 0 else len(text)
        found.append(secret)
        stretches.append((start, end, found))
    return stretches


def _without(text: str, offset: int, found: list[Secret]) -> str:
    parts, position = [], 0
    for secret in found:
        parts += [text[position : secret.start - offset], f"‹redacted {secret.kind}›"]
        position = secret.end - offset
    return "".join([*parts, text[position:]])


@dataclass(slots=True)
class _Own:
    """The credentials that this installation uses itself, as one pattern."""

    values: set[str]
    regex: re.Pattern[str] | None = None


_OWN = _Own(set())
SHORTEST_OWN = 8  # a shorter one is a word that stands everywhere


def keep_out(values: Iterable[str]) -> None:
    """Take these values out wherever they stand and whatever they look like: Jenkins' look like hashes."""
    _OWN.values.update(value for value in values if len(value) >= SHORTEST_OWN)
    longest_first = sorted(_OWN.values, key=len, reverse=True)
    _OWN.regex = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None


def redact_data(data: T) -> T:
    """JSON-like data with the secrets taken out of its texts, and of the values whose key says secret.

    NUL characters go too: PostgreSQL's text and JSON can't hold them.
    """
    # One look at all texts is faster than one at each, and mostly there is nothing to be found. No pattern
    # tells the end of a line from the end of a text, so that what stands in one of them is found here too.
    together = "\n".join(_texts(data)).replace("\0", "")
    return cast("T", _redact_value(data, _unchanged if _is_clean(together) else redact))


def _is_clean(text: str) -> bool:
    return (_OWN.regex is None or _OWN.regex.search(text) is None) and not secrets_in(text)


def _unchanged(text: str) -> str:
    return text


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _texts(value)


def _redact_value(data: Any, cleaned: Callable[[str], str]) -> Any:
    if isinstance(data, str):
        return cleaned(data.replace("\0", ""))
    if isinstance(data, dict):
        return {key: _redact_named(str(key), value, cleaned) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_redact_value(item, cleaned) for item in data]
    return data


def _redact_named(key: str, value: Any, cleaned: Callable[[str], str]) -> Any:
    if isinstance(value, str) and value and _says_secret(key):
        return value if value.startswith("‹redacted ") else f"‹redacted {key}›"
    return _redact_value(value, cleaned)


@lru_cache(maxsize=2_000)  # most keys are the names of fields
def _says_secret(key: str) -> bool:
    return SECRET_NAMES.fullmatch(key) is not None
