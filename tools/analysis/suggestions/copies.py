"""A copy of a file for each patch, and what looks at them apart from this process."""

import ast
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tools.analysis.analysers.unused import left_unused
from tools.analysis.change import Analyser, Change, SourceFile, Unread
from tools.analysis.suggestions.patches import applied
from tools.analysis.verdicts import FLOW
from tools.findings import Finding, Patch

if TYPE_CHECKING:
    from ast_grep_py import SgNode

# Those that say the same about a file wherever it stands, and whatever else changes.
OF_ONE_FILE = frozenset(
    {"patterns", "bandit", "ruff", "sqlfluff", "secrets", "shellcheck", "hadolint", "zizmor", "dead code"}
)


@dataclass(frozen=True, slots=True)
class Copy:
    """A file after a patch. `file` has a path of its own; `before` is the file as the change has it."""

    finding: Finding
    patch: Patch
    before: SourceFile
    file: SourceFile

    @property
    def shift(self) -> int:
        """How many lines the patch adds."""
        return len(self.file.lines) - len(self.before.lines)

    def moved(self, line: int) -> int:
        """Where a line outside of the patch stands after it."""
        return line if line < self.patch.line else line + self.shift


def copy_of(finding: Finding, change: Change, number: int) -> Copy | None:
    """The copy for a finding's patch, or None where it can't be applied."""
    before, patch = change.file(finding.path), finding.patch
    text = applied(before.text, patch) if before is not None and patch is not None else None
    if before is None or patch is None or text is None:
        return None
    shift = len(text.split("\n")) - len(before.text.split("\n"))
    moved = {
        line if line < patch.line else line + shift for line in before.changed if not _is_in(line, patch)
    }
    changed = moved | set(range(patch.line, patch.end_line + shift + 1))
    file = replace(before, path=f"{number}/{before.path}", text=text, changed=frozenset(changed))
    return Copy(finding, patch, before, file)


def _is_in(line: int, patch: Patch) -> bool:
    return patch.line <= line <= patch.end_line


def checkers(copies: Sequence[Copy], change: Change, analysers: Sequence[Analyser]) -> tuple[Analyser, ...]:
    """What looks at the copies: the same analysers as before, and whether they still parse.

    The flow analysis follows data through the whole change: it runs once for each copy, in the place of its
    file.
    """
    flow = next((item for item in analysers if item.name == FLOW), None)
    flows = [Following(flow, copy, change) for copy in copies] if flow is not None else []
    before = {copy.file.path: copy.before.text for copy in copies}
    parsing, leaving = Parsing(before), Leaving(before)
    return (parsing, leaving, *flows, *(item for item in analysers if item.name in OF_ONE_FILE))


class Parsing:
    """Names the copies that do not parse as well as what they were made of."""

    name = "parsing"

    def __init__(self, before: Mapping[str, str]) -> None:
        self.before = before

    def analyse(self, change: Change) -> Iterator[Unread]:
        """The copies with more errors in their tree than before."""
        for file in change.files:
            before = self.before[file.path]
            if not parses(file, before):
                yield Unread("it does not parse after the patch", file.path)


class Leaving:
    """Names the copies in which nothing uses an import any more, or another name of the file's own."""

    name = "left unused"

    def __init__(self, before: Mapping[str, str]) -> None:
        self.before = before

    def analyse(self, change: Change) -> Iterator[Unread]:
        """Those copies, each with its names."""
        for file in change.files:
            names = left_unused(file.language or "", self.before[file.path], file.text)
            if names:
                yield Unread(f"it leaves {', '.join(names)} without use", file.path)


class Following:
    """The flow analysis of a patched file: within the whole change, if it was flows that found something."""

    def __init__(self, analyser: Analyser, copy: Copy, change: Change) -> None:
        self.name = f"{FLOW} {copy.file.path}"
        self.analyser = analyser
        self.copy = copy
        self.change = change

    def analyse(self, change: Change) -> Iterator[Finding | Unread]:
        """What it finds in that file, and whether it could be followed."""
        path = self.copy.before.path
        around: dict[str, str] = {}
        if FLOW in self.copy.finding.analyser.split(", "):
            around = {file.path: file.text for file in self.change.files if file.path != path}
            around |= self.change.context
        patched = (replace(self.copy.file, path=path),)
        tree = replace(self.change, files=patched, context=around, seconds=change.seconds)
        for item in self.analyser.analyse(tree):
            if isinstance(item, Unread):
                yield replace(item, path=self.copy.file.path) if item.path == path else item
            elif item.path == path:
                yield item.model_copy(update={"path": self.copy.file.path})


def parses(file: SourceFile, before: str) -> bool:
    """Whether a file parses as well as with its text from before."""
    if file.language == "python":
        return _is_python(file.text) or not _is_python(before)
    if file.path.endswith((".yml", ".yaml")):
        return _is_yaml(file.text) or not _is_yaml(before)
    if file.language is None:
        return True
    from ast_grep_py import SgRoot

    old, new = (_errors(SgRoot(text, file.language).root()) for text in (before, file.text))
    return new <= old


def _errors(root: "SgNode") -> int:
    """How many nodes are errors, or missing: the parser made these up, and they have no text."""
    count, waiting = 0, [root]
    while waiting:
        node = waiting.pop()
        children = node.children()
        span = node.range()
        count += node.kind() == "ERROR" or (not children and span.start.index == span.end.index)
        waiting.extend(children)
    return count


def _is_python(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "file.py", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _is_yaml(text: str) -> bool:
    import yaml

    try:
        for _ in yaml.parse(text, Loader=yaml.SafeLoader):
            continue
    except (yaml.YAMLError, RecursionError):
        return False
    return True
