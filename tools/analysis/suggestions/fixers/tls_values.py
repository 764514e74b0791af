"""PHP, Ruby and Rust: certificates are verified again."""

import re

from tools.analysis.suggestions.fixers.fixer import Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source
from tools.findings import Finding

# What switches it off: what stands before, the value, and the value that switches it on.
_VALUES = (
    (re.compile(r"CURLOPT_SSL_VERIFYPEER\s*(?:,|=>)\s*(false|0)\b", re.IGNORECASE), "true"),
    (re.compile(r"CURLOPT_SSL_VERIFYHOST\s*(?:,|=>)\s*(false|0)\b", re.IGNORECASE), "2"),
    (re.compile(r"[\"'](?:verify|verify_peer|verify_peer_name)[\"']\s*=>\s*(false)\b"), "true"),
    (re.compile(r"\b(?:verify|verify_ssl|ssl_verify_peer|verify_peer)(?::|\s*=>)\s*(false)\b"), "true"),
    (re.compile(r"\.(?:danger_)?accept_invalid_(?:certs|hostnames)\((true)\)"), "false"),
)


def _draft(finding: Finding, source: Source) -> Draft | None:
    edits: set[Edit] = set()
    for line in range(finding.line or 1, (finding.end_line or finding.line or 1) + 1):
        start = source.starts[line - 1]
        for pattern, good in _VALUES:
            for found in pattern.finditer(source.file.line(line)):
                edits.add(Edit(start + found.start(1), start + found.end(1), good))
    return Draft(tuple(edits)) if edits else None


FIXER = Fixer(
    "tls-values", frozenset({"tls-not-verified", "CWE-295"}), frozenset({"php", "ruby", "rust"}), _draft
)
