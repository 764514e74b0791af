"""A weak hash that is new in this change becomes SHA-256; nothing can have been kept with it yet."""

import re

from tools.analysis.suggestions.fixers.fixer import SCRIPT, Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source, rename, replace
from tools.findings import Finding

_WEAK = re.compile(r"[\"'`](md5|sha-?1)[\"'`]", re.IGNORECASE)
_NAMES = re.compile(r"md5|sha-?1\b", re.IGNORECASE)
# Whom others tell which hash to use, and what a fast hash is wrong for.
_AGREED = re.compile(
    r"gravatar|content-?md5|etag|passw|pwd|\bgit\b|webhook|hmac|signature|verif", re.IGNORECASE
)


def _draft(finding: Finding, source: Source) -> Draft | None:
    before = source.file.before
    if source.file.language is None or _AGREED.search(source.file.text):
        return None
    if not source.file.added and (before is None or _NAMES.search(before)):
        return None
    edits: list[Edit] = []
    for call in source.calls(finding):
        if call.name in ("hashlib.md5", "hashlib.sha1"):
            edits.append(rename(call, "hashlib.sha256"))
        elif call.name in ("hashlib.new", "crypto.createHash", "createHash", "MessageDigest.getInstance"):
            name = call.arguments[0] if call.arguments else None
            if name is not None and _WEAK.fullmatch(name.text()):
                quote = name.text()[0]
                strong = "SHA-256" if call.name.startswith("MessageDigest") else "sha256"
                edits.append(replace(name, f"{quote}{strong}{quote}"))
    return Draft(tuple(edits)) if edits else None


FIXER = Fixer("weak-hash", frozenset({"weak-hash", "CWE-328"}), SCRIPT | {"python", "java"}, _draft)
