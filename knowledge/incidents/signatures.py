"""What identifies a failure beside its prose: alerts, codes, exceptions and lines of logs."""

import re

ALERT = re.compile(r"\b[A-Z][a-z0-9]+(?:[A-Z]+[a-z0-9]*)+\b")
# What programs, Kubernetes and databases call their failures.
EXCEPTION = re.compile(
    r"\b(?:[A-Za-z_]\w*\.)*"
    r"([A-Z]\w*(?:Error|Exception|Timeout|Refused|Killed|BackOff|Evicted|Violation))\b"
)
CODE = re.compile(
    r"\b(?:ORA-\d{3,6}|SQLSTATE[ :=]?\w{5}|E[A-Z]{4,}|SIG(?:KILL|SEGV|TERM|ABRT)|(?=[A-Z_]*(?:ERR|FAIL|"
    r"EXPIRED|DENIED|TIMEOUT|INVALID|REFUSED|EXHAUSTED|UNAVAILABLE|EXCEEDED|RESET|NOT_))[A-Z]{3,}(?:_[A-Z]{2,})+)\b"
)
EXIT = re.compile(r"\bexit(?:ed)?(?: with)?(?: code| status)? (\d{1,3})\b", re.IGNORECASE)
# A count ("412 sellers") is no code: only numbers that are met as codes, and without a noun after them.
STATUS = re.compile(
    r"(?<![\w.,:/#$€-])(40[013489]|413|422|429|499|50[0234]|52[0-6]|[45]xx)s?\b(?![.,:]\d|-)"
    r"(?! (?!errors|answers|responses|codes|status)[a-z]+s\b| (?:ms|s|EUR|USD|MB|GB|%))",
    re.IGNORECASE,
)
LOG_LINE = re.compile(r"`([^`\n]{12,200})`")
# What differs from one time to the next: numbers, ids, paths, and what stands between quotes.
VARIES = re.compile(
    r"0x[0-9a-f]+|\b[0-9a-f]{8,}(?:-[0-9a-f]{4,})*\b|/[\w./-]+|\d+|'[^']*'|\"[^\"]*\"", re.IGNORECASE
)
_CLAUSE = re.compile(r"(?<=[.;!?])\s|\n")
_FIRED = re.compile(r"\b(?:alert\w*|page[sd]?|paging|fire[sd]?|firing|warn\w*|silenced)\b", re.IGNORECASE)
_NO_ERRORS = re.compile(r"\b(?:no|without|hardly any|almost no)\b (?:server )?errors?\b", re.IGNORECASE)

# Failures with a name of their own, and how else they are written.
_SAID = {
    name: re.compile("|".join(rf"\b{words}\b" for words in said), re.IGNORECASE)
    for name, said in {
        "OOMKilled": (
            r"oom(?:[ -]?kill\w*)?", r"out of memory", r"exit(?:ed)?(?: with)?(?: code| status)? 137",
        ),
        "CrashLoopBackOff": (r"crash[ -]?loop(?:s|ing|backoff)?",),
        "5xx": (r"server errors?", r"internal server"),
        "NXDOMAIN": (r"nxdomain", r"no such host"),
        "ENOSPC": (r"enospc", r"no space left"),
        "deadlock": (r"deadlock\w*",),
        "certificate expired": (r"cert\w*\b[^.\n]{0,40}\bexpired", r"expired\b[^.\n]{0,20}\bcert\w*"),
        "connection pool exhausted": (
            r"pool\b[^.\n]{0,30}\bexhaust\w*", r"used? up the connection pool", r"out of connections",
            r"too many (?:connections|clients)",
        ),
    }.items()
}  # fmt: skip


def names_in_camel_case(text: str) -> frozenset[str]:
    """Names as alerts have them, except what is an exception's name."""
    return frozenset(ALERT.findall(text)) - errors_in(text)


def fired_in(text: str) -> frozenset[str]:
    """The alerts that a page says have fired: other names in CamelCase are of programs and things."""
    told = (line for line in _CLAUSE.split(text) if _FIRED.search(line))
    return frozenset(name for line in told for name in names_in_camel_case(line))


def errors_in(text: str) -> frozenset[str]:
    """Signatures of errors: exceptions, HTTP codes, exit codes, log lines with what varies taken out."""
    text = _NO_ERRORS.sub(" ", text)
    found = {match.group(1) for match in EXCEPTION.finditer(text)}
    found |= set(CODE.findall(text))
    found |= {code.lower() for code in STATUS.findall(text)}
    found |= {f"exit code {code}" for code in EXIT.findall(text)}
    found |= {line for quoted in LOG_LINE.findall(text) if (line := _line(quoted))}
    folded = {name.lower() for name in found}
    found |= {name for name, said in _SAID.items() if said.search(text) and name.lower() not in folded}
    return frozenset(found)


def same_names(ours: frozenset[str], theirs: frozenset[str]) -> list[str]:
    """The names that both have, however they are written."""
    folded = {name.lower() for name in ours}
    return sorted(name for name in theirs if name.lower() in folded)


def same_errors(ours: frozenset[str], theirs: frozenset[str]) -> list[str]:
    """The signatures that both have. 503 is a kind of 5xx, but no kind of 502."""
    same = {*same_names(ours, theirs)}
    for one, other in ((ours, theirs), (theirs, ours)):
        same |= {code for code in one if re.fullmatch(r"[45]\d\d", code) and f"{code[0]}xx" in other}
    return sorted(same)


def _line(text: str) -> str:
    """A line of a log without what differs from time to time; empty where hardly anything is left."""
    masked = " ".join(VARIES.sub("…", text).lower().split())
    return masked if sum(len(word) > 2 for word in re.findall(r"[a-z]+", masked)) >= 3 else ""
