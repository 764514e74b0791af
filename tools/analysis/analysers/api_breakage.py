"""Public functions that a change removed, or that want more from their callers than before."""

import re
from collections.abc import Iterator

from tools.analysis.analysers.signatures import Signature, signatures
from tools.analysis.change import Change, SourceFile, lines_of, shown
from tools.findings import Finding, Severity

STILL_CALLED = 0.8
NOBODY_SEEN = 0.4  # whoever calls it is not in sight; below what is shown without asking for it


class ApiBreakageAnalyser:
    """Compares what is public before and after. Sure only where somebody in sight still calls the old way."""

    name = "api breakage"

    def analyse(self, change: Change) -> Iterator[Finding]:
        """A finding a function."""
        everywhere: set[str] = set()
        compared = []
        for file in change.files:
            if file.before is None or file.language is None or file.is_test or not file.changed:
                continue
            before, after = signatures(file.language, file.before), signatures(file.language, file.text)
            if before is None or after is None:
                continue
            everywhere |= set(after)
            compared.append((file, before, after))
        for file, before, after in compared:
            for name, old in before.items():
                new = after.get(name)
                if new is None and (name in everywhere or _names(file, old)):
                    continue  # it moved: to another file of this change, or to where this one has it from now
                why = "it is gone" if new is None else _wants_more(old, new)
                if why is not None:
                    yield _finding(change, file, old, new, why)


def _names(file: SourceFile, old: Signature) -> bool:
    """Whether a file still speaks of a name that it does not define any more: then it imports it."""
    return "." not in old.name and re.search(rf"(?<![\w.$]){re.escape(old.name)}\b", file.text) is not None


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


def _finding(change: Change, file: SourceFile, old: Signature, new: Signature | None, why: str) -> Finding:
    caller = _caller(change, file, old)
    said = f"{caller} still uses it as it was." if caller else "Callers outside of this repository will fail."
    return Finding(
        title=f"`{old.name}` changes for its callers: {why}",
        severity=Severity.HIGH if caller else Severity.LOW,
        confidence=STILL_CALLED if caller else NOBODY_SEEN,
        rule="api-breakage",
        path=file.path,
        line=_nearest(file, new.line if new is not None else old.line),
        why=said,
        suggestion="Keep the old way working beside the new one, or change the callers with it.",
        analyser=ApiBreakageAnalyser.name,
    )


def _caller(change: Change, file: SourceFile, old: Signature) -> str | None:
    """A place that this change left alone and that calls it, in a file that names where it is from."""
    word = re.escape(old.word)
    call = re.compile(rf"(?<![\w$]){word}\s*\(")
    declared = re.compile(
        rf"\b(def|func|function|class)\s+(\([^)]*\)\s*)?{word}\b|\b(public|protected)\b[^;]*\b{word}\s*\("
    )
    others = [(path, text, frozenset[int]()) for path, text in change.context.items()]
    others += [(one.path, one.text, one.changed) for one in change.files]
    for path, text, changed in others:
        if path != file.path and not _knows(path, text, file, old):
            continue
        for number, line in enumerate(lines_of(text), 1):
            if number not in changed and call.search(line) and not declared.search(line):
                return f"{shown(path)}:{number}"
    return None


def _knows(path: str, text: str, file: SourceFile, old: Signature) -> bool:
    """Whether a file may mean this very function: it names its module or class, or is of its Go package."""
    folder, _, name = file.path.rpartition("/")
    if file.language == "go":
        package = folder.rpartition("/")[2]
        return path.rpartition("/")[0] == folder or bool(
            package and re.search(rf"\b{re.escape(package)}\.", text)
        )
    owner = old.name.rpartition(".")[0] or name.partition(".")[0]
    return re.search(rf"\b{re.escape(owner)}\b", text) is not None


def _nearest(file: SourceFile, line: int) -> int:
    """The changed line that is nearest: a comment can stand only there."""
    return min(file.changed, key=lambda number: (abs(number - line), number))
