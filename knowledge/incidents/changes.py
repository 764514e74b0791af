"""Kinds of change that set a failure off, and the words by which texts speak of them."""

import re
from enum import StrEnum


class Change(StrEnum):
    """A kind of change."""

    DEPLOY = "a deploy"
    CONFIGURATION = "a change of configuration"
    MIGRATION = "a database migration"
    DEPENDENCY = "a dependency update"
    FLAG = "a feature flag"
    EXPIRY = "something that expired"
    LOAD = "more load than usual"
    BATCH = "a batch job"
    BY_HAND = "something done by hand"
    VENDOR = "trouble at a vendor"
    NETWORK = "a change of the network"


_DATED = r"(?:cert\w*|token|password|licen[cs]e|domain|key|credential)s?"
_WORDS: dict[Change, tuple[str, ...]] = {
    Change.DEPLOY: (
        r"deploy(?:ed|s|ment|ing)?", r"releas(?:e|ed|es|ing)(?! note)", r"roll(?:ed)? ?out", r"shipped",
        r"new version", r"(?:version|v) ?\d+(?:\.\d+)+", r"went to production", r"went live",
    ),
    Change.CONFIGURATION: (
        r"config(?:uration|map)?", r"settings?", r"time-?outs? (?:raised|lowered|set|from)", r"helm values?",
        r"limits? (?:was |were )?(?:raised|lowered|reduced|cut)", r"environment variables?",
    ),
    Change.MIGRATION: (
        r"(?:schema|database|db) change", r"migrations?", r"alter table",
        r"(?:add(?:ed|ing|s)?|drop(?:ped|s)?|new|missing) (?:an? )?(?:index|column)",
    ),
    Change.DEPENDENCY: (
        r"upgrad(?:e|ed|ing)", r"dependency", r"dependencies", r"library update", r"client update",
        r"base image", r"bump(?:ed)?",
    ),
    Change.FLAG: (
        r"(?:feature[ -]?)flags?", r"flag (?:was )?(?:turned|switched|enabled)", r"toggles?",
        r"experiment (?:was )?(?:started|turned)",
    ),
    Change.EXPIRY: (rf"{_DATED}\b[^.\n]{{0,40}}\b(?:expir\w+|ran out|runs out)", rf"expired {_DATED}"),
    Change.LOAD: (
        r"newsletter", r"traffic (?:peak|spike|surge)", r"peak", r"black friday", r"campaign", r"flash sale",
        r"load test", r"crawlers?", r"scrapers?", r"more traffic",
        r"(?:twice|(?:three|ten) times) the (?:usual )?(?:traffic|load)",
    ),
    Change.BATCH: (
        r"nightly", r"batch (?:job|run)s?", r"month-end", r"cron\w*", r"import(?:s|ed)?", r"backfill",
        r"export job", r"reindex\w*", r"scheduled job", r"backup",
    ),
    Change.BY_HAND: (
        r"by hand", r"manual(?:ly)?", r"by mistake", r"ran (?:a |the )?(?:script|command|query)",
        r"deleted the wrong", r"put(?:ting)? back",
    ),
    Change.VENDOR: (
        r"vendor", r"third[ -]party", r"upstream", r"status page",
        r"(?:provider|gateway)(?:'s)? (?:outage|trouble|is|was|has|had|lost|became|does|throttle[sd])",
    ),
    Change.NETWORK: (
        r"dns", r"firewall", r"security group", r"routing", r"route table", r"network polic(?:y|ies)", r"vpn",
        r"load balancer", r"mtu",
    ),
}  # fmt: skip
_CHANGES = {kind: re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE) for kind, words in _WORDS.items()}
_DENIED = re.compile(
    r"\b(?:no|not|without|nothing (?:was )?|wasn't|never)\b(?: \w+){0,3}? "
    r"(?:\w*deploy\w*|releas\w+|roll\w*out|change[ds]?|config\w*|migrat\w+)\b",
    re.IGNORECASE,
)


def changes_in(text: str) -> frozenset[Change]:
    """The kinds of change that a text speaks of. "No deploy today" speaks of none."""
    return _kinds(_DENIED.sub(" ", text))


def denied_changes(text: str) -> frozenset[Change]:
    """The kinds of change that a text says there were none of."""
    return _kinds("\n".join(match.group() for match in _DENIED.finditer(text)))


def _kinds(text: str) -> frozenset[Change]:
    return frozenset(kind for kind, pattern in _CHANGES.items() if pattern.search(text))
