"""How numbers, moments and numbered names are written. Every pattern takes linear time."""

import re

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_UNIT = (
    r"(?:%|ms|milliseconds?|secs?|seconds?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w|months?"
    r"|[kKMGT]i?B|bytes|B|x|k|K|M|USD|EUR)(?![\w%])"
)
_DIGITS = r"(?:\d{1,3}(?:,\d{3})++(?:\.\d++)?|\d++(?:\.\d++)?)"

# 2026-11-22T10:21:13Z, 2026-11-22 10:21, 2026-11-22, 2026-11
MOMENT = re.compile(
    r"(?<![\w.-])(?P<date>\d{4}-\d\d(?:-\d\d)?)"
    r"(?:[T ](?P<clock>\d\d:\d\d)(?::\d\d(?:\.\d{1,9})?)?(?P<zone>Z|[+-]\d\d:?\d\d)?)?(?![\w-])"
)
# 22 November, Nov 22, 22nd of November 2026
DAY = re.compile(
    rf"(?<!\w)(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})"
    rf"|(?P<month2>{_MONTH})\.? (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)(?!\w)"
)
CLOCK = re.compile(r"(?<![\w:.])\d{1,2}:\d\d(?::\d\d)?(?![\w:])")

# What must stand in the evidence letter for letter: #42, 1.7.3, INC-17, CVE-2018-18074, a commit.
NAME = re.compile(
    r"(?<![\w.-])(?:GHSA(?:-[0-9a-z]{4}){3}|(?!UTF-|SHA-|ISO-|AES-|HTTP-)[A-Z]{2,12}(?:-\d{1,9}){1,3}"
    r"|v?\d{1,9}(?:\.\d{1,9}){2,4}(?:[-+.]?[a-z][\w.-]{0,30})?|(?=[a-f]{0,39}\d)(?=\d{0,39}[a-f])[0-9a-f]{7,40})(?![\w-])"
    r"|#\d{1,9}(?!\w)"
)
# Numbers that count the parts of the answer itself and state nothing: "1. Do this", "Hypothesis 2".
COUNTING = re.compile(
    r"^[ \t]{0,20}(?:[-*#>]{1,6} )?\**\d{1,3}[.)](?=\s)"
    r"|\b(?i:hypothesis|option|step|cause|question|scenario|phase|reason|top) \d{1,2}\b",
    re.MULTILINE,
)
# In what is said: a number with its unit, but not inside a name such as p95, k8s or checkout-94.
STATED = re.compile(
    rf"(?<![\w.,#])(?<![A-Za-z_][-/:.@])(?P<number>{_DIGITS})"
    rf"(?:(?:st|nd|rd|th)(?!\w)|[ -]?(?P<unit>{_UNIT})|(?![\w-]|[.,:]\d)|(?=[-:]\d)|(?=-(?:\W|$)))"
)
# In evidence every number counts, however it is attached: #318, pull/42, timeout=30s, p95, 95th.
HELD = re.compile(rf"(?:(?<=\bp)|(?<![\w.])(?<![A-Z]{{2}}-)){_DIGITS}(?={_UNIT}|(?:st|nd|rd|th)\b|(?!\w))")
