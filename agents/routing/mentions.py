"""Finds what can be told by its form: pull requests, builds, versions, branches, commits, alerts."""

import re
from dataclasses import dataclass

_URL = re.compile(
    r"https?://[^\s/<>|]{1,200}/(?P<owner>[\w.-]{1,100})/(?P<name>[\w.-]{1,100})"
    r"(?:/(?P<kind>pull|pulls|merge_requests|commit|tree|issues)/(?P<rest>[^\s<>|?#]{1,200}))?"
)
_HASH = re.compile(r"(?<![\w/.-])(?P<name>(?:[\w.-]{1,100}/)?[A-Za-z][\w.-]{0,100})\s?#(?P<number>\d{1,7})\b")
_PATH = re.compile(r"(?<![\w/.-])(?P<name>[A-Za-z][\w.-]{0,100})/pulls?/(?P<number>\d{1,7})\b")
_PULL = re.compile(
    r"\b(?:prs?|mrs?|pulls?|pull[\s-]?req\w{0,6}|merge[\s-]?req\w{0,6})[\s/]{0,2}[#!]?(?P<number>\d{1,7})\b",
    re.IGNORECASE,
)
_BUILD = re.compile(
    r"\b(?:builds?|jobs?|runs?|ci|pipeline)\s{0,2}(?:#|no\.?\s?|number\s)?(?P<number>\d{1,7})\b",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?<![\w&])[#!](?P<number>\d{1,7})\b")
_NOT_A_REPOSITORY = re.compile(
    r"(?:builds?|jobs?|runs?|ci|pipeline|pr|prs|mr|pull|pulls|request|requests|number|no|deploy|on|of|in|at|for|and"
    r"|is|my|the|with|to|review|check|about|did|why|what|merge|approve|does|has|see|lgtm|look|issue|or)",
    re.IGNORECASE,
)
_JOB = re.compile(r".*[-_](?:build|deploy|ci|test|tests|nightly|release|job)", re.IGNORECASE)
_VERSION = re.compile(
    r"(?<![\w.:/-])(?:release/)?v?(?P<version>\d{1,4}\.\d{1,4}(?:\.\d{1,4})?(?:-(?:rc|alpha|beta)\.?\d{0,3})?)"
    r"(?![\d.]*\d|\s?(?:%|percent|ms|s|sec|seconds|minutes|min|hours|k|gb|mb|tb|x|usd|dollars|euros?)\b|%)",
    re.IGNORECASE,
)
_NAMED_VERSION = re.compile(
    r"\b(?:release|version|v)[\s/]{0,2}v?(?P<version>\d{1,4}(?:\.\d{1,4}){0,2}(?:-(?:rc|alpha|beta)\.?\d{0,3})?)\b",
    re.IGNORECASE,
)
_BRANCH = re.compile(
    r"(?<![\w/.-])(?P<path>(?:release|releases|feature|features|feat|fix|bugfix|hotfix|chore)/[\w./-]{1,100})"
    r"|\bbranch\s{1,3}(?:called\s|named\s)?(?P<named>[\w./-]{2,100})"
    r"|\b(?P<trunk>main|master|trunk|(?:(?<=on )|(?<=to )|(?<=of )|(?<=in ))develop)\b"
)
_NOT_A_BRANCH_WORDS = """
is was are and or of for in on at with has have that which the a not to red green
"""
_NOT_A_BRANCH = frozenset(_NOT_A_BRANCH_WORDS.split())
_COMMIT = re.compile(r"(?<![\w-])(?=[0-9a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40}(?![\w-])")
_CAMEL = re.compile(r"(?<![\w./#@-])[A-Z][a-z0-9]{1,40}(?:[A-Z]{1,5}[a-z0-9]{0,40}){1,8}(?![\w/(]|\.\w)")
_BRANDS_WORDS = """
GitHub GitLab JavaScript TypeScript PostgreSQL LinkedIn YouTube MySQL DevOps CloudWatch DynamoDB
PagerDuty BigQuery CircleCI OpenAI ChatGPT OpenSSL FastAPI PyPI MongoDB BitBucket TeamCity GraphQL
DataDog StackOverflow JetBrains IntelliJ PyCharm WordPress PayPal AirBnB CloudFront CloudFormation
OpenShift OpsGenie SonarQube NumPy
"""
_BRANDS = frozenset(_BRANDS_WORDS.split())
_INCIDENT = re.compile(r"\binc[-\s]?(?P<number>\d{1,5})\b", re.IGNORECASE)
_ADVISORY = re.compile(r"\b(?:CVE-\d{4}-\d{3,7}|GHSA(?:-[0-9a-z]{4}){3})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mentions:
    """What was found. `repository` is as written, with or without owner; `job` stood before a number."""

    repository: str | None = None
    pull_request: int | None = None
    build: int | None = None
    job: str | None = None
    release: str | None = None
    branch: str | None = None
    commit: str | None = None
    alert: str | None = None
    incident: str | None = None
    advisory: str | None = None


def find_mentions(text: str) -> Mentions:
    """The first of each kind, in time linear in the text's length."""
    repository, pull_request, commit, url_branch = _in_url(text)
    named, named_pull, job, named_build = _before_hash(text)
    build = _number(_BUILD, text) or named_build
    pull_request = pull_request or named_pull or _number(_PULL, text)
    if pull_request is None and build is None:
        pull_request = _number(_BARE, text)
    incident = _INCIDENT.search(text)
    advisory = _ADVISORY.search(text)
    return Mentions(
        repository=repository or named,
        pull_request=pull_request,
        build=build,
        job=job,
        release=_release(text),
        branch=url_branch or _branch(text),
        commit=commit or _first(_COMMIT, text),
        alert=next((match[0] for match in _CAMEL.finditer(text) if match[0] not in _BRANDS), None),
        incident=f"INC-{incident['number']}" if incident else None,
        advisory=advisory[0].upper()
        if advisory and advisory[0][0] in "cC"
        else (advisory[0] if advisory else None),
    )


def _in_url(text: str) -> tuple[str | None, int | None, str | None, str | None]:
    match = _URL.search(text)
    if match is None or (match["kind"] is None and "git" not in match[0]):
        return None, None, None, None
    kind, rest = match["kind"] or "", match["rest"] or ""
    number = re.match(r"\d{1,7}", rest)
    pull = int(number[0]) if number and kind in ("pull", "pulls", "merge_requests") else None
    return (
        f"{match['owner']}/{match['name'].removesuffix('.git')}",
        pull,
        rest.split("/")[0] if kind == "commit" else None,
        rest if kind == "tree" else None,
    )


def _before_hash(text: str) -> tuple[str | None, int | None, str | None, int | None]:
    """Tell "payments#42" (a pull request) from "payments-build #318" (a run)."""
    for match in [*_HASH.finditer(text), *_PATH.finditer(text)]:
        name, number = match["name"], int(match["number"])
        if _JOB.fullmatch(name):
            return None, None, name, number
        # Only a name that touches the mark is a repository: "fix #42" is not.
        if not _NOT_A_REPOSITORY.fullmatch(name) and " #" not in match[0]:
            return name, number, None, None
    return None, None, None, None


def _release(text: str) -> str | None:
    match = _NAMED_VERSION.search(text) or _VERSION.search(text)
    return match["version"].lower() if match else None


def _branch(text: str) -> str | None:
    for match in _BRANCH.finditer(text):
        name = match["path"] or match["named"] or match["trunk"]
        if name.lower() not in _NOT_A_BRANCH:
            return str(name).rstrip(".-/") or None
    return None


def _number(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return int(match["number"]) if match else None


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match[0] if match else None
