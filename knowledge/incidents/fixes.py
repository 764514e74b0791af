"""What ended an incident, in the page's own words."""

import re
from collections.abc import Mapping

from knowledge.incidents.sections import Sections, rows, sentences

_MATTER = ("fix", "fixed_by", "resolution", "mitigation")
_HEADINGS = re.compile(
    r"resolution|mitigation|\bfix(?:ed|es)?\b|recovery|remediation|how (?:it|we) (?:was )?(?:ended|solved)",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"\b(?:roll(?:ing|ed)? ?back|revert(?:ed|ing)?|ended it|ended the|fixed (?:it|by|with)|resolved by|"
    r"mitigated by|stopped when|went away (?:after|when)|recovered (?:after|when|once))\b",
    re.IGNORECASE,
)
_DID = re.compile(
    r"\b(?:roll(?:ing|ed)? ?back|revert(?:ed|ing)?|restart(?:ed|s)?|switched (?:on|off|to)|turned (?:on|off)|"
    r"set (?:to|back)|paused|disabled|enabled|scaled|renewed|rotated|removed|deleted|drained|failed over|"
    r"restored|increased|lowered|cleared|purged|replaced|added|killed|cancelled|patched|blocked|moved)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\b(?:made it worse|(?:did|does) not help|no effect|without effect|in vain)\b", re.IGNORECASE
)
LONGEST = 300


def fix_of(details: Mapping[str, object], sections: Sections) -> str | None:
    """What fixed it, quoted: the page's field or section for it, else the sentence or the row that says it.

    Of a timeline the last action counts, because the ones before it did not end it.
    """
    for key in _MATTER:
        if isinstance(details.get(key), str) and str(details[key]).strip():
            return _cut(str(details[key]))
    own = sections.under(_HEADINGS)
    if own:
        return _cut(" ".join(sentences(own)[:2]))
    told = [line for line in sentences(sections.summary) if _ENDED.search(line) and not _ASIDE.search(line)]
    if told:
        return _cut(told[-1])
    timed = [line for line in rows(sections.timeline) if _DID.search(line) and not _ASIDE.search(line)]
    return _cut(timed[-1]) if timed else None


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rpartition(' ')[0]} …"
