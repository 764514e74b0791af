"""JavaScript: a program gets its arguments as a list, and no shell reads them."""

import re

from tools.analysis.suggestions.commands import words
from tools.analysis.suggestions.fixers.fixer import SCRIPT, Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source, rename, replace
from tools.analysis.suggestions.strings import joined, template_string
from tools.findings import Finding

_METHODS = r"((?:child_process|childProcess|cp)\.)?exec(Sync)?"


def _draft(finding: Finding, source: Source) -> Draft | None:
    edits: list[Edit] = []
    names: list[tuple[str, str]] = []
    for call in source.calls(finding):
        name = re.fullmatch(_METHODS, call.name)
        if name is None or not call.arguments or call.spreads:
            continue
        text = call.arguments[0]
        built = template_string(text) or joined(text, "string")
        listed = words(built) if built is not None else None
        if built is None or listed is None or re.search(r"\bshell\b", call.node.text()):
            return None
        wanted = f"execFile{name[2] or ''}"
        if not name[1]:
            names.append((f"exec{name[2] or ''}", wanted))
        quote = '"' if built.quote == "`" else built.quote
        program, *rest = [_word(word, quote) for word in listed]
        edits += [rename(call, f"{name[1] or ''}{wanted}"), replace(text, f"{program}, [{', '.join(rest)}]")]
    for before, wanted in dict.fromkeys(names):
        imported = _imported(source, before, wanted)
        if imported is None:
            return None
        edits += imported
    return Draft(tuple(edits)) if edits else None


def _imported(source: Source, before: str, wanted: str) -> list[Edit] | None:
    """What imports the other function, in the place of the first where nobody else uses that."""
    text = source.file.text
    line = re.search(r"^.*\{([^{}]*)\}.*[\"'](?:node:)?child_process[\"'].*$", text, re.MULTILINE)
    if line is None:
        return None
    names = line[1]
    if re.search(rf"\b{wanted}\b", names):
        return []
    found = re.search(rf"\b{before}\b(?!\s*(?::|as\b))", names)
    if found is None:
        return None
    start, end = line.start(1) + found.start(), line.start(1) + found.end()
    alone = len(re.findall(rf"(?<![\w.]){before}\b", text)) == 2
    return [Edit(start, end, wanted if alone else f"{before}, {wanted}")]


def _word(pieces: tuple[str, ...], quote: str) -> str:
    if len(pieces) == 1:
        return f"{quote}{pieces[0]}{quote}"
    if len(pieces) == 3 and not pieces[0] and not pieces[2] and re.fullmatch(r"[\w.]+", pieces[1]):
        return f"String({pieces[1]})"
    return "`" + "".join(f"${{{piece}}}" if at % 2 else piece for at, piece in enumerate(pieces)) + "`"


FIXER = Fixer("command-script", frozenset({"shell-from-input", "CWE-78"}), SCRIPT, _draft)
