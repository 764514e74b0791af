"""Python: a program gets its arguments as a list, and no shell reads them."""

import re

from tools.analysis.suggestions.commands import words
from tools.analysis.suggestions.fixers.fixer import PYTHON, Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source, replace, without_item
from tools.analysis.suggestions.strings import joined, plain_f_string
from tools.findings import Finding

_METHODS = r"subprocess\.(?:run|call|check_call|check_output|Popen)"


def _draft(finding: Finding, source: Source) -> Draft | None:
    edits: list[Edit] = []
    for call in source.calls(finding):
        if re.fullmatch(_METHODS, call.name) is None or not call.arguments or call.spreads:
            continue
        shell, text = call.keyword("shell"), call.arguments[0]
        built = plain_f_string(text) or joined(text, "string")
        if shell is None or not shell.text().endswith("True") or built is None:
            continue
        listed = words(built)
        if listed is None or call.keyword("executable") is not None:
            return None
        items = ", ".join(_word(word, built.quote) for word in listed)
        edits += [replace(text, f"[{items}]"), without_item(shell)]
    return Draft(tuple(edits)) if edits else None


def _word(pieces: tuple[str, ...], quote: str) -> str:
    if len(pieces) == 1:
        return f"{quote}{pieces[0]}{quote}"
    if len(pieces) == 3 and not pieces[0] and not pieces[2]:
        # The shell made a text of it; a list takes texts only.
        return pieces[1] if re.fullmatch(r"str\(.*\)", pieces[1]) else f"str({pieces[1]})"
    inside = "".join(f"{{{piece}}}" if at % 2 else piece for at, piece in enumerate(pieces))
    return f"f{quote}{inside}{quote}"


FIXER = Fixer("command-python", frozenset({"shell-from-input", "CWE-78"}), PYTHON, _draft)
