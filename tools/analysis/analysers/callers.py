"""Who in sight still calls a function as it was, by calls that can hardly mean another one of its name."""

import re

from tools.analysis.analysers.given import given_at
from tools.analysis.analysers.imports import imports, means
from tools.analysis.analysers.signatures import Signature
from tools.analysis.change import LANGUAGES, Change, SourceFile
from tools.analysis.context import module_name

_DEFINES = (
    r"\b(?:def|func|function|class|fun)\s+(?:\([^)]*\)\s*)?{word}\b"
    r"|\b(?:public|protected)\b[^;]*\b{word}\s*\("
)
_COMMENT = re.compile(r"\s*(?:#|//|\*|/\*)")


def caller_of(
    change: Change, file: SourceFile, old: Signature, new: Signature | None
) -> tuple[str, int] | None:
    """A place that a change left alone and that calls a function; None if there is none.

    Args:
        change: With what is in sight.
        file: Where the function is or was.
        old: The function as it was.
        new: As it is now; None if it is gone.
    """
    word = re.escape(old.word)
    call = re.compile(
        rf"(?<![\w$.])(?P<of>[\w$]+(?:\([^()\n]*\))?(?:\.|\?\.))?{word}\s*\(|\.(?P<end>{word})\s*\("
    )
    defines = re.compile(_DEFINES.replace("{word}", word))
    changed = {one.path: one.changed for one in change.files}
    for path, text in change.texts().items():
        if old.word not in text or _language(path) != file.language:
            continue
        meaning = _Meaning(path, text, file, old)
        if not meaning.possible:
            continue
        for match in call.finditer(text):
            number = text.count("\n", 0, match.end()) + 1
            begin = text.rfind("\n", 0, match.end()) + 1
            line = text[begin : (text.find("\n", begin) + 1 or len(text) + 1) - 1]
            if number in changed.get(path, ()) or defines.search(line) or _COMMENT.match(line):
                continue
            if meaning.this(text[begin : max(match.start(), begin)], match) and _breaks(text, match, new):
                return path, number
    return None


def _breaks(text: str, match: re.Match[str], new: Signature | None) -> bool:
    """Whether a call gives too little or too much for what is there now."""
    if new is None:
        return True
    given = given_at(text, match.end())
    if given is None:
        return False
    lacks = any(at >= given.places and name not in given.names for at, name in enumerate(new.required))
    if lacks or new.optional is None:
        return lacks
    known = (*new.required, *new.optional)
    return given.places + len(given.names) > len(known) or not given.names <= set(known)


def importer_of(change: Change, file: SourceFile, old: Signature) -> tuple[str, int] | None:
    """A place that a change left alone and that imports a function by its name.

    Args:
        change: With what is in sight.
        file: Where the function was.
        old: The function.
    """
    changed = {one.path: one.changed for one in change.files}
    language = file.language or ""
    for path, text in change.texts().items():
        if path == file.path or old.name not in text or _language(path) != language:
            continue
        for one in imports(language, text):
            known = old.name in one.names and not one.guarded and one.line not in changed.get(path, ())
            if known and means(one.module, path, file.path, language):
                return path, one.line
    return None


def _language(path: str) -> str | None:
    dot = path.rfind(".")
    return LANGUAGES.get(path[dot:].lower()) if dot >= 0 else None


class _Meaning:
    """What a call in a file means."""

    def __init__(self, path: str, text: str, file: SourceFile, old: Signature) -> None:
        self._text = text
        self._old = old
        self._own = path == file.path
        folder = file.path.rpartition("/")[0]
        self._beside = path.rpartition("/")[0] == folder
        self._package = folder.rpartition("/")[2]
        self._go = file.language == "go"
        self._module = module_name(file.path)
        language = file.language or ""
        every = imports(language, text)
        self._imports = [one for one in every if means(one.module, path, file.path, language)]
        self._modules = {one.whole.rpartition(".")[2] for one in self._imports if one.whole}
        for one in every:
            for name, here in one.names.items():
                inner = f"{one.module}{'' if one.module.endswith('.') else '.'}{name}"
                if means(inner, path, file.path, language):
                    self._modules.add(here)
        owner = old.name.rpartition(".")[0]
        self._owner = owner or (self._module if file.language == "java" else "")
        self.possible = self._may_mean()

    def _may_mean(self) -> bool:
        """Whether the file names what it would have to name."""
        if self._own:
            return True
        if self._owner:
            another = re.search(rf"\b(?:class|struct|type)\s+{re.escape(self._owner)}\b", self._text)
            return another is None and self._has(self._owner)
        if self._go:
            return self._beside or self._has(self._package)
        return bool(self._imports or self._modules)

    def _has(self, word: str) -> bool:
        return bool(word) and re.search(rf"\b{re.escape(word)}\b", self._text) is not None

    def this(self, before: str, match: re.Match[str]) -> bool:
        """Whether a call, of which this stands before it in its line, is one of this function."""
        if match["end"]:
            receiver = re.search(r"([\w$]+)\s*(?:\([^()]*\))?$", before)
            return self._owner != "" and receiver is not None and self._is_one(receiver[1])
        receiver_text = (match["of"] or "").rstrip(".?")
        if not receiver_text:
            return not self._owner and (self._own or (self._go and self._beside) or self._is_imported())
        name = receiver_text.partition("(")[0]
        if self._owner:
            return self._is_one(name)
        return name == self._package if self._go else self._is_module(name)

    def _is_imported(self) -> bool:
        """Whether the name comes from the module."""
        return any(self._old.word in one.names for one in self._imports)

    def _is_module(self, name: str) -> bool:
        return name in self._modules

    def _is_one(self, name: str) -> bool:
        """Whether a name is that of the class, or of a variable that holds an object of it."""
        if name in ("self", "cls", "this"):
            return self._own
        owner = re.escape(self._owner)
        if name.replace("_", "").lower() in (self._owner.lower(), f"a{self._owner.lower()}"):
            return True
        variable = re.escape(name)
        made = rf"\b{variable}\s*(?::[^=\n]{{1,80}})?:?=\s*(?:await\s+|new\s+|&)?[\w.]*\b{owner}\b\s*[({{]"
        typed = rf"\b{variable}\s*:\s*[^,)=\n]{{0,80}}\b{owner}\b|\b{variable}[ \t]+\*?[\w.]*\b{owner}\b"
        declared = rf"\b{owner}\b(?:<[^>\n]{{0,80}}>)?[ \t]+{variable}\b"
        return re.search(f"{made}|{typed}|{declared}", self._text) is not None
