"""The times of a German ask in English words, so that they are read like those of any other."""

import re

_WORDS = {
    "gestern": "yesterday", "heute": "today", "morgen": "tomorrow", "seit": "since", "abend": "evening",
    "mittag": "noon", "nachmittag": "afternoon", "nacht": "night",
    "montag": "monday", "dienstag": "tuesday", "mittwoch": "wednesday", "donnerstag": "thursday",
    "freitag": "friday", "samstag": "saturday", "sonntag": "sunday", "wochenende": "weekend",
    "januar": "january", "februar": "february", "märz": "march", "mai": "may", "juni": "june", "juli": "july",
    "oktober": "october", "dezember": "december",
    "stunde": "hour", "stunden": "hours", "tage": "days", "tagen": "days", "woche": "week",
    "wochen": "weeks", "monat": "month", "monats": "month", "monate": "months", "monaten": "months",
    "jahr": "year", "jahres": "year",
}  # fmt: skip
_TIME = "|".join(sorted(_WORDS, key=len, reverse=True))
_WORD = re.compile(rf"\b(?:{_TIME})\b")
_AGO = re.compile(r"\bvor\s{1,3}(\d{1,4}\s{1,3}(?:hours?|days?|weeks?|months?|years?))\b")
_COUNTED = rf"(?:\d{{1,4}}\s{{1,3}})?(?:{_TIME})\b"
# What these words mean before a time; elsewhere they are left alone, because some are English words, too.
_BEFORE = (
    (re.compile(rf"\b(?:letzte|vorige|vergangene)[nmrs]?\s{{1,3}}(?={_COUNTED})"), "last "),
    (re.compile(rf"\b(?:diese|dieses|diesen|diesem|dieser)\s{{1,3}}(?=(?:{_TIME})\b)"), "this "),
    (re.compile(rf"\b(?:nächste|kommende)[nmrs]?\s{{1,3}}(?=(?:{_TIME})\b)"), "next "),
    (re.compile(rf"\bam\s{{1,3}}(?=(?:{_TIME})\b)"), "on "),
    (re.compile(rf"\bim\s{{1,3}}(?=(?:last\s|{_TIME})\b)"), "in "),
)  # fmt: skip


def english_times(words: str) -> str:
    """The words, in lower case, with what they say of times in English."""
    for pattern, english in _BEFORE:
        words = pattern.sub(english, words)
    words = _WORD.sub(lambda found: _WORDS[found[0]], words)
    return _AGO.sub(r"\1 ago", words)
