"""Dockerfiles: what hadolint says in so many words."""

import re
from collections.abc import Callable, Mapping

from tools.analysis.suggestions.fixers.fixer import Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source
from tools.findings import Finding


def _copied(line: str) -> str | None:
    # ADD unpacks archives and fetches addresses: only what it copies can be copied.
    if re.search(r"https?://|\.(?:tar|tgz|gz|bz2|xz|zip)\b|git@", line):
        return None
    return re.sub(r"^(\s*)ADD\b", r"\1COPY", line)


def _listed(line: str) -> str | None:
    found = re.fullmatch(r"(\s*(?:CMD|ENTRYPOINT)\s+)([\w./:=@-]+(?: +[\w./:=@-]+)*)\s*", line)
    if found is None or "=" in found[2].split()[0]:
        return None
    return found[1] + "[" + ", ".join(f'"{word}"' for word in found[2].split()) + "]"


def _answered(line: str) -> str | None:
    return re.sub(r"\bapt-get install\b", "apt-get install -y", line)


def _named(line: str) -> str | None:
    found = re.fullmatch(r"\s*MAINTAINER\s+([^\"\\\n]+?)\s*", line)
    return f'LABEL org.opencontainers.image.authors="{found[1]}"' if found else None


def _without_sudo(line: str) -> str | None:
    return re.sub(r"\bsudo (?=[a-z])", "", line)


def _apt_get(line: str) -> str | None:
    return re.sub(r"\bapt (?=install|update|upgrade|remove|autoremove|clean)", "apt-get ", line)


_LINES: Mapping[str, Callable[[str], str | None]] = {
    "DL3020": _copied,
    "DL3025": _listed,
    "DL3014": _answered,
    "DL4000": _named,
    "DL3004": _without_sudo,
    "DL3027": _apt_get,
}


def _draft(finding: Finding, source: Source) -> Draft | None:
    number = finding.line or 1
    line = source.file.line(number)
    above = "\n".join(source.file.lines[: number - 1])
    if finding.rule == "DL3004" and re.search(r"^\s*USER\s+(?!root|0)", above, re.MULTILINE):
        return None  # somebody who may not do it without
    better = _LINES[finding.rule](line)
    if better is None or better == line:
        return None
    start = source.starts[number - 1]
    return Draft((Edit(start, start + len(line), better),))


FIXER = Fixer("dockerfile", frozenset(_LINES), frozenset(), _draft)
