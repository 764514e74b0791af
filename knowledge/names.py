"""The words of a text that are names rather than prose: alerts, paths, error codes, metrics."""

import re

MOST_OF_A_PASSAGE = 200

NAME = re.compile(
    r"""
    [A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+      # KubePodCrashLooping
    | [A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+  # queue_depth, RETRY_LATER
    | [A-Z]{2,10}-\d+                      # INC-17, CVE-2024
    | [\w.-]+/[\w./-]+                     # app/refunds.py
    | \w+\.(?:py|go|ts|js|md|ya?ml|sql|sh|txt)\b
    | (?:E|ERR|ORA|SQLSTATE)[-_ ]?\d{3,6}  # E1234
    """,
    re.VERBOSE,
)


def names_in(passage: str) -> list[str]:
    """The names in a passage, in lower case, without repeats."""
    return list(dict.fromkeys(name.lower() for name in _names(passage)))[:MOST_OF_A_PASSAGE]


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(match.strip("./-") for match in NAME.findall(text)))
