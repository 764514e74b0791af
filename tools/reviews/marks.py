"""Hidden marks by which our own reviews and comments are found again at GitHub."""

import re
from collections.abc import Iterable
from uuid import UUID

REVIEW = "<!-- quarterdeck:review:{key} -->"
ANY_REVIEW = "<!-- quarterdeck:review:"
FINDING = "<!-- quarterdeck:finding:{fingerprint} -->"

_FINDING = re.compile(r"<!-- quarterdeck:finding:([0-9a-f]+) -->")


def of_review(review_id: UUID) -> str:
    """The mark of a review."""
    return REVIEW.format(key=review_id)


def of_finding(fingerprint: str) -> str:
    """The mark of a finding."""
    return FINDING.format(fingerprint=fingerprint)


def fingerprints_in(texts: Iterable[str]) -> set[str]:
    """The fingerprints of all findings that texts are marked with."""
    return {found for text in texts for found in _FINDING.findall(text)}


def fingerprint_in(text: str) -> str | None:
    """The fingerprint of the finding that a comment is about."""
    match = _FINDING.search(text)
    return match[1] if match else None
