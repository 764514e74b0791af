"""A weak hash that is new in this change becomes SHA-256; nothing can have been kept with it yet."""

import re

from tools.analysis.suggestions.fixers.fixer import SCRIPT, Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source, rename, replace
from tools.findings import Finding

_WEAK = re.compile(r"[\"'`](md5|sha-?1)[\"'`]", re.IGNORECASE)
# Names of classes, and of Java's hashes as Kotlin gives them.
_CLASSES = {
    "ruby": (re.compile(r"\b(?:OpenSSL::)?Digest::(MD5|SHA1)\b"), "SHA256"),
    "csharp": (re.compile(r"\b(MD5|SHA1)(?=\.|\s+\w+\s*=)"), "SHA256"),
    "kotlin": (re.compile(r"\bMessageDigest\.getInstance\(\"(MD5|SHA-?1)\"", re.IGNORECASE), "SHA-256"),
}
_NAMES = re.compile(r"md5|sha-?1\b", re.IGNORECASE)
# Whom others tell which hash to use, and what a fast hash is wrong for.
_AGREED = re.compile(
    r"gravatar|digest/(?:md5|sha1)|content-?md5|etag|passw|pwd|\bgit\b|webhook|hmac|signature|verif",
    re.IGNORECASE,
)


def _draft(finding: Finding, source: Source) -> Draft | None:
    before = source.file.before
    if source.file.language is None or _AGREED.search(source.file.text):
        return None
    if not source.file.added and (before is None or _NAMES.search(before)):
        return None
    edits: list[Edit] = _of_classes(finding, source)
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


def _of_classes(finding: Finding, source: Source) -> list[Edit]:
    pattern, strong = _CLASSES.get(source.file.language or "", (None, ""))
    if pattern is None:
        return []
    return [
        Edit(source.starts[line - 1] + found.start(1), source.starts[line - 1] + found.end(1), strong)
        for line in range(finding.line or 1, (finding.end_line or finding.line or 1) + 1)
        for found in pattern.finditer(source.file.line(line))
    ]


FIXER = Fixer(
    "weak-hash",
    frozenset({"weak-hash", "CWE-328"}),
    SCRIPT | {"python", "java", "kotlin", "ruby", "csharp"},
    _draft,
)
