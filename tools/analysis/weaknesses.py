"""Which weakness (CWE) a rule is about, and which CWEs are one and the same for a reader."""

import re

# ruff's S-rules have the numbers of bandit's tests. Where bandit's own CWE is the vague CWE-20, or that of
# another weakness (bandit/core/issue.py), the one that MITRE's list gives for what the rule finds is taken.
_NUMBERS = {
    89: "608 610 611",
    78: "602 603 604 605 606 607 609 404",
    94: "102 201 612 615",
    95: "307",
    22: "202",
    79: "308 701 702 703 704",
    295: "323 501 507",
    319: "312 321 401 402 415 508",
    326: "505",
    327: "304 305 413 502 503 504 509",
    328: "303 324",
    330: "311",
    377: "108 306",
    400: "113",
    502: "301 302 403 506 614",
    605: "104",
    611: "313 314 315 316 317 318 319 320 405 406 407 408 409 410 411",
    613: "613",
    617: "101",
    703: "110 112",
    732: "103",
    798: "105 106 107",
    918: "310",
    88: "601",
    284: "412",
}
_CWES = {number: f"CWE-{cwe}" for cwe, numbers in _NUMBERS.items() for number in numbers.split()}
_RULE = re.compile(r"(?:S|bandit/B)(\d{3})")

# CWEs that are a kind of another one, which stands for them.
_KINDS = {
    "CWE-95": "CWE-94",
    "CWE-96": "CWE-94",
    "CWE-1336": "CWE-94",
    "CWE-77": "CWE-78",
    "CWE-88": "CWE-78",
    "CWE-23": "CWE-22",
    "CWE-36": "CWE-22",
    "CWE-73": "CWE-22",
    "CWE-80": "CWE-79",
    "CWE-564": "CWE-89",
    "CWE-326": "CWE-327",
    "CWE-916": "CWE-328",
    "CWE-338": "CWE-330",
    "CWE-776": "CWE-611",
    "CWE-827": "CWE-611",
    "CWE-1004": "CWE-614",
    "CWE-259": "CWE-798",
    "CWE-321": "CWE-798",
}


def cwe_of(rule: str) -> str | None:
    """The CWE of a rule of ruff ("S608") or a test of bandit ("bandit/B608")."""
    match = _RULE.fullmatch(rule)
    return _CWES.get(match[1]) if match else None


def kind_of(cwe: str | None) -> str | None:
    """The CWE that stands for this one and its like: "CWE-94" for "CWE-95"."""
    return _KINDS.get(cwe, cwe) if cwe else None
