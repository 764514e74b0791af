"""GitHub workflows: what others write reaches a script as a variable, not as a part of it."""

import re

from tools.analysis.suggestions.fixers.fixer import Fixer
from tools.analysis.suggestions.source import NEAR_LINES, Draft, Edit, Source
from tools.findings import Finding

_INPUT = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")
_RUN = re.compile(r"(\s*)(- )?run:(.*)")

# They write variables in other ways.
_OTHER_SHELLS = r".*(?:pwsh|powershell|windows|shell:\s*(?:cmd|python|node))"


def _draft(finding: Finding, source: Source) -> Draft | None:
    if source.has(_OTHER_SHELLS):
        return None
    line = finding.line or 1
    run = next(
        (n for n in range(line, max(line - NEAR_LINES, 0), -1) if _RUN.match(source.file.line(n))), None
    )
    found = _RUN.match(source.file.line(run)) if run is not None else None
    if run is None or found is None:
        return None
    column = len(found[1]) + len(found[2] or "")
    last = _last_line(source, run, column)
    if _has_variables(source, run, column, last) or not run <= line <= last:
        return None
    body = range(run, last + 1)
    names: dict[str, str] = {}
    edits: list[Edit] = []
    for number in body:
        text = source.file.line(number)
        for match in _INPUT.finditer(text):
            if _in_single_quotes(text, match.start()):
                return None
            name = re.sub(r"\W", "_", match[1].rpartition(".")[2]).upper()
            if names.setdefault(name, match[1]) != match[1] or name in ("PATH", "HOME"):
                return None
            start = source.starts[number - 1] + match.start()
            quoted = text[: match.start()].count('"') % 2 == 1
            edits.append(Edit(start, start + len(match[0]), f"${{{name}}}" if quoted else f'"${{{name}}}"'))
    if not edits or (found[3].strip()[:1] in ('"', "'")):
        return None
    inside = " " * column
    lines = "".join(f"{inside}  {name}: ${{{{ {value} }}}}\n" for name, value in names.items())
    start = source.starts[run - 1] + column
    return Draft((Edit(start, start, f"env:\n{lines}{inside}"), *edits))


def _last_line(source: Source, run: int, column: int) -> int:
    last = run
    for number in range(run + 1, len(source.file.lines) + 1):
        text = source.file.line(number)
        if text.strip() and len(text) - len(text.lstrip(" ")) <= column:
            break
        if text.strip():
            last = number
    return last


def _has_variables(source: Source, run: int, column: int, last: int) -> bool:
    """Whether the step has an `env` already."""
    for numbers in (range(run - 1, 0, -1), range(last + 1, len(source.file.lines) + 1)):
        for number in numbers:
            text = source.file.line(number)
            depth = len(text) - len(text.lstrip(" -"))
            if text.strip() and depth < column:
                break
            if re.match(rf"[ -]{{{column}}}env:", text):
                return True
            if re.match(r"\s*- ", text) and depth == column:
                break
    return False


def _in_single_quotes(text: str, end: int) -> bool:
    return text[:end].count("'") % 2 == 1


FIXER = Fixer("workflow-input", frozenset({"zizmor/template-injection"}), frozenset(), _draft)
