"""What a change adds for nobody, and what has lost its last user with it.

A name counts as used wherever it stands once more: in code, a comment, a text, a test, a page or a setting.
vulture alone calls dead whatever it does not see used (60 % sure, by its own account): frameworks and public
interfaces are full of that.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from tools.analysis.analysers.definitions import Definition, definitions
from tools.analysis.change import Change, SourceFile, Unread, shown
from tools.analysis.names import SHORTEST, is_code, taken_out, words_of
from tools.findings import Finding, Severity

ADDED, LOST = 0.6, 0.75
# Files whose names others look for by a list that is not in them.
_SETTINGS = re.compile(r"(?i)(^|/)[^/]*(settings|config|conf|constants)[^/]*(/|\.\w+$)|\.d\.ts$|\.pyi$")
# Parts of names that a program puts together: f"visit_{kind}", "do_" + name, `${kind}Handler`.
_PIECE = re.compile(
    r"[\"'`](?P<first>\w{3,})(?:\$?\{|%[sd]|[\"'`]\s*\+)|(?:\}|%[sd]|\+\s*[\"'`])(?P<last>\w{3,})[\"'`]"
    r"|\bgetattr\([^,\n]+,\s*(?:f[\"'](?P<any>\w+)\{|[\"'](?P<plus>\w+)[\"']\s*\+)"
)
# A name that nobody can see is looked up in an object.
_LOOKED_UP = re.compile(r"\bgetattr\(\s*(?:self|cls)\s*,\s*[A-Za-z_]\w*\s*[,)]")


def unused_names(change: Change) -> Iterator[Finding | Unread]:
    """A finding for each thing that nobody uses, or each line of imports; and what nobody could look for."""
    if change.whole:
        return
    sight = _Sight(change)
    paths = frozenset(change.paths)
    for file in change.files:
        if file.path in paths:  # a copy on which a patch is tried is no part of the change
            yield from _of_file(file, sight)
    for path, text in change.context.items():
        if sight.lost.keys() & words_of(text).keys():
            yield from _of_file(SourceFile(path, text, frozenset(), before=text), sight)
    if sight.unsearched:
        yield Unread("nobody could look through the whole tree for what may have lost its last user")


def left_unused(language: str, before: str, after: str) -> list[str]:
    """The names known in one file alone that its old text uses and its new text does not."""
    defined = definitions(language, after)
    times, times_before = (
        Counter(one.name for one in some) for some in (defined, definitions(language, before))
    )
    words, words_before = words_of(after), words_of(before)
    own = {one.name for one in defined if one.scope == "file"}
    return sorted(
        name for name in own if words[name] <= times[name] and words_before[name] > times_before[name]
    )


@dataclass(slots=True)
class _Sight:
    """How often all words stand in sight, and what was taken out."""

    change: Change
    words: dict[str, Counter[str]] = field(init=False)
    lost: Counter[str] = field(init=False)
    everywhere: Counter[str] = field(init=False)
    defined: Counter[str] = field(init=False)
    pieces: frozenset[str] = field(init=False)
    whole: bool = field(init=False)
    unsearched: bool = False

    def __post_init__(self) -> None:
        self.words = {path: words_of(text) for path, text in self.change.texts().items()}
        self.lost = taken_out(self.change.files, self.change.gone)
        self.everywhere = Counter()
        for words in self.words.values():
            self.everywhere.update(words)
        self.defined = Counter()
        old = {file.path: file.before or "" for file in self.change.files} | dict(self.change.gone)
        for path, text in old.items():
            language = SourceFile(path, "", frozenset()).language or ""
            self.defined.update(one.name for one in definitions(language, text))
        found = [match for text in self.change.texts().values() for match in _PIECE.finditer(text)]
        self.pieces = frozenset(next(group for group in match.groups() if group) for match in found)
        self.whole = not any(is_code(path) for path in self.change.skipped)

    def used(self, one: Definition, own: str, times: int) -> bool:
        """Whether a name stands anywhere in its scope but where it is defined."""
        if one.scope == "file":
            return self.words[own][one.name] > times
        if one.scope == "folder":
            folder = own.rpartition("/")[0]
            beside = [words[one.name] for path, words in self.words.items() if _folder(path) == folder]
            return sum(beside) > times
        return self.everywhere[one.name] > times

    def is_pieced(self, name: str) -> bool:
        """Whether a program may put the name together."""
        return any(name.startswith(piece) or name.endswith(piece) for piece in self.pieces)

    def named_elsewhere(self, one: Definition, own: str) -> bool:
        """Whether any other file of the tree has the name, or may have: then nobody has looked for it."""
        if one.scope == "file":
            return False
        paths = self.change.named.get(one.name)
        if paths is None:
            self.unsearched |= not self.change.named and len(one.name) >= SHORTEST
            return True
        if one.scope == "folder":
            paths = frozenset(path for path in paths if _folder(path) == _folder(own))
        return not paths <= {own}


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _of_file(file: SourceFile, sight: _Sight) -> Iterator[Finding]:
    if file.language is None or file.is_test or _SETTINGS.search(file.path):
        return
    defined = definitions(file.language, file.text)
    if not defined:
        return
    times = Counter(one.name for one in defined)
    before = definitions(file.language, file.before or "")
    times_before = Counter(one.name for one in before)
    looked_up = _LOOKED_UP.search(file.text) is not None
    imports: defaultdict[tuple[int, bool], list[Definition]] = defaultdict(list)
    for one in defined:
        if sight.used(one, file.path, times[one.name]) or sight.is_pieced(one.name):
            continue
        if one.kind == "method" and looked_up:
            continue
        lost = _has_lost(one, file, sight, times_before[one.name])
        if not lost and not _is_added(one, file, sight):
            continue
        if one.kind != "import":
            yield _finding(one, file, lost)
        elif not file.path.endswith("__init__.py") and not _is_handed_on(one, file, sight):
            imports[one.line, lost].append(one)
    for (_, lost), some in imports.items():
        yield _import_finding(some, file, lost)


def _has_lost(one: Definition, file: SourceFile, sight: _Sight, defined_before: int) -> bool:
    """Whether it was used before the change, and is so nowhere any more."""
    if one.scope == "file":
        return words_of(file.before or "")[one.name] > defined_before
    uses = sight.lost[one.name] - sight.defined[one.name]
    return uses > 0 and not sight.named_elsewhere(one, file.path)


def _is_added(one: Definition, file: SourceFile, sight: _Sight) -> bool:
    """Whether it is new, so that only what else is new could use it; and nothing does."""
    new = one.line in file.changed and one.name not in words_of(file.before or "")
    known = one.scope == "file" or sight.whole
    return new and known and not one.hook and one.scope != "public" and not sight.lost[one.name]


def _is_handed_on(one: Definition, file: SourceFile, sight: _Sight) -> bool:
    """Whether another file imports an imported name from here."""
    stem = re.escape(file.path.rpartition("/")[2].partition(".")[0])
    pattern = re.compile(rf"\b{stem}\b[^\n]*\bimport\b[^)\n]*(?:\([^)]*)?\b{re.escape(one.name)}\b")
    texts = sight.change.texts().items()
    return any(path != file.path and pattern.search(text) for path, text in texts if one.name in text)


def _finding(one: Definition, file: SourceFile, lost: bool) -> Finding:
    if lost:
        title = f"Nobody uses the {one.kind} `{one.name}` any more"
        why = "This change took its last use away, and nothing else in sight names it."
    else:
        title = f"Nobody uses the new {one.kind} `{one.name}`"
        why = "It is for this code alone by its name, and nothing in the change names it again."
    return _made(title, why, "Delete it, or use it where it was meant to be used.", one, file, lost)


def _import_finding(some: list[Definition], file: SourceFile, lost: bool) -> Finding:
    names = " and ".join(f"`{one.name}`" for one in some[:3]) + (" and more" if len(some) > 3 else "")
    are = "are" if len(some) > 1 else "is"
    if lost:
        title, why = f"{names} {are} imported for nobody any more", "This change took the last use away."
    else:
        title, why = (
            f"{names} {are} imported for nobody",
            f"Nothing in {shown(file.path)} uses it.",
        )
    return _made(title, why, "Delete the import.", some[0], file, lost)


def _made(title: str, why: str, suggestion: str, one: Definition, file: SourceFile, lost: bool) -> Finding:
    return Finding(
        title=title,
        severity=Severity.LOW,
        confidence=LOST if lost else ADDED,
        rule="unused-code",
        path=file.path,
        line=one.line,
        why=why,
        suggestion=suggestion,
        analyser="dead code",
        cwe="CWE-561",
        elsewhere=one.line not in file.changed,
    )
