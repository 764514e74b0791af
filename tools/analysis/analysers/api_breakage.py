"""Public functions that a change removed, or that want more from their callers than before."""

import re
from collections.abc import Iterator

from tools.analysis.analysers.callers import caller_of, importer_of
from tools.analysis.analysers.gone_modules import Broken, broken_imports
from tools.analysis.analysers.signatures import Signature, signatures
from tools.analysis.change import Change, SourceFile, Unread, shown
from tools.findings import Finding, Severity

STILL_CALLED = 0.8
STILL_IMPORTED = 0.85
NOBODY_SEEN = 0.4  # whoever calls it is not in sight; below what is shown without asking for it

NOT_SEEN = "Callers outside of this repository will fail."


class ApiBreakageAnalyser:
    """Compares what is public before and after. Sure only where somebody in sight still calls the old way."""

    name = "api breakage"

    def analyse(self, change: Change) -> Iterator[Finding | Unread]:
        """One finding per function, and one per file that imports what is gone."""
        methods: set[str] = set()
        compared = []
        for file in change.files:
            if file.language is None or file.is_test:
                continue
            after = signatures(file.language, file.text)
            methods |= {one.word for one in (after or {}).values()}
            before = signatures(file.language, file.before) if file.before is not None else None
            if before is not None and after is not None:
                compared.append((file, before, after))
        for file, before, after in compared:
            for name, old in before.items():
                new = after.get(name)
                if new is None and _is_elsewhere(file, old, methods):
                    continue
                why = "it is gone" if new is None else _wants_more(old, new)
                if why is not None:
                    yield from _findings(change, file, old, new, why)
        for broken in broken_imports(change):
            yield broken if isinstance(broken, Unread) else _broken_import(change, broken)


def _is_elsewhere(file: SourceFile, old: Signature, known: set[str]) -> bool:
    """Whether callers still find what a file defines no more: it imports it, or a class inherits it."""
    owner, _, word = old.name.rpartition(".")
    if not owner and file.language not in ("go", "java"):
        return re.search(rf"(?<![\w.$]){re.escape(word)}\b", file.text) is not None
    heir = re.search(rf"\bclass\s+{re.escape(owner)}\b\s*\(\s*[^)\s]", file.text) if owner else None
    return word in known or heir is not None


def _wants_more(old: Signature, new: Signature) -> str | None:
    """What a call as before would lack or have too much."""
    if len(new.required) > len(old.required) and new.optional is not None:
        more = [name for name in new.required if name not in old.required] or new.required[
            len(old.required) :
        ]
        return f"each call has to give `{', '.join(more)}` now"
    if old.optional is None or new.optional is None:
        return None
    taken = len(new.required) + len(new.optional)
    if len(old.required) + len(old.optional) > taken:
        gone = [name for name in (*old.required, *old.optional) if name not in (*new.required, *new.optional)]
        return f"it takes no `{', '.join(gone)}` any more" if gone else "it takes fewer values"
    return None


def _findings(
    change: Change, file: SourceFile, old: Signature, new: Signature | None, why: str
) -> Iterator[Finding]:
    caller = caller_of(change, file, old, new) or (importer_of(change, file, old) if new is None else None)
    path, line = file.path, 0
    if file.changed:
        line = _nearest(file, new.line if new is not None else old.line)
    elif caller is not None:  # lines only went: the one that breaks is left
        path, line = caller
    else:
        return
    said = f"{shown(caller[0])}:{caller[1]} still uses it as it was." if caller else NOT_SEEN
    yield Finding(
        title=f"`{old.name}` changes for its callers: {why}",
        severity=Severity.HIGH if caller else Severity.LOW,
        confidence=STILL_CALLED if caller else NOBODY_SEEN,
        rule="api-breakage",
        path=path,
        line=line,
        why=said,
        suggestion="Keep the old way working beside the new one, or change the callers with it.",
        analyser=ApiBreakageAnalyser.name,
        elsewhere=not file.changed,
    )


def _broken_import(change: Change, broken: Broken) -> Finding:
    file = change.file(broken.path)
    gone, path = shown(broken.gone), shown(broken.path)
    return Finding(
        title=f"`{gone}` is gone, and {path} still imports it",
        severity=Severity.HIGH,
        confidence=STILL_IMPORTED,
        rule="api-breakage",
        path=broken.path,
        line=broken.line,
        why="This change deleted it or gave it another name, and nothing in its place can be meant.",
        suggestion="Change the import with it, or keep a file there that hands on what moved.",
        analyser=ApiBreakageAnalyser.name,
        elsewhere=file is None or broken.line not in file.changed,
    )


def _nearest(file: SourceFile, line: int) -> int:
    """The changed line that is nearest: a comment can stand only there."""
    return min(file.changed, key=lambda number: (abs(number - line), number))
