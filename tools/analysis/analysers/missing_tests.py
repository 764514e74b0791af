"""Behaviour that changed while no test did."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from tools.analysis.analysers.patterns.trees import find_kinds
from tools.analysis.change import Change, SourceFile
from tools.findings import Finding, Severity

# A function of fewer changed lines than this, and without a choice in them, hardly needs a test of its own.
LEAST_LINES = 4
MANY_LINES = 15  # so much of a function that was there before is as good as new
SURE, UNSURE = 0.6, 0.4
# Imports, comments, closing brackets, constants, entries of a table, annotations, log lines.
NOTHING = re.compile(
    r"^\s*(?:$|#|//|/?\*|--|<!--|\"\"\"|'''|@\w|import\b|from\s\S+\simport\b|use\s|using\s|package\b|require\b|include\b"
    r"|namespace\b|[\])}]+[,;)]*\s*$|end\s*$|else\b\W*$|[{(\[]\s*$|pass\s*$"
    r"|[\w.$\"']+\s*[:=]\s*(?:[\"'`][^\"'`]*[\"'`]|-?[\d._]+\w?|true|false|True|False|None|null|nil|\[\]|\{\})?[,;]?\s*$"
    r"|[\"'`][^\"'`]*[\"'`],?\s*$|(?:self\.)?_?(?:log|logger|console|logging)\.)"
)
CHOICE = re.compile(
    r"\b(?:if|for|while|switch|match|when|case|catch|except|rescue|unless|elif|elsif)\b|\?\?|&&|\|\|| \? "
)
FUNCTIONS = [
    "function_definition",
    "function_declaration",
    "method_declaration",
    "method_definition",
    "constructor_declaration",
    "method",
    "singleton_method",
    "function_item",
    "local_function_statement",
    "variable_declarator",
]
NO_TESTS_EXPECTED = re.compile(
    r"(?i)(^|/)(migrations?|docs?|scripts?|config|settings|examples?|benchmarks?|fixtures?|stories|db/migrate|seeds?|locales?)(/|\.|$)"
    r"|(^|/)(__init__|conftest|setup|manage)\.py$|\.config\.[cm]?[jt]s$|\.stories\.[jt]sx?$|\.d\.ts$|(^|/)(Program|Startup)\.cs$"
    r"|(^|/)(main\.(go|rs|kt)|Main\.java|mod\.rs|lib\.rs|build\.rs|build\.gradle\.kts|Rakefile|index\.php)$|_pb2|\.pb\."
)
RUST_TESTS = re.compile(r"#\[cfg\(test\)\]|#\[(?:tokio::)?test\]")
# What is put before or after a file's name by habit, in the file's name or in that of its test.
HABITS = re.compile(r"(?i)(?:tests?|specs?|it|controller|service|handler|repository|impl)$|^tests?")


@dataclass(frozen=True, slots=True)
class _Function:
    """A function in which behaviour changed."""

    file: SourceFile
    name: str
    line: int
    changed: int
    chooses: bool
    is_new: bool

    @property
    def weight(self) -> tuple[bool, bool, int]:
        """The most important one has the largest."""
        return self.is_new, self.chooses, self.changed


class MissingTests:
    """Asks once for a test where a function changed and no test that knows it did."""

    name = "tests"

    def analyse(self, change: Change) -> Iterator[Finding]:
        """One finding at most, about the most important function."""
        if change.whole:
            return
        tests = [file for file in change.files if file.is_test]
        untested = [one for file in change.files for one in _functions(file) if not _is_tested(one, tests)]
        if untested:
            first = max(untested, key=lambda one: one.weight)
            yield _finding(first, len(untested) - 1, bool(tests))


def _functions(file: SourceFile) -> Iterator[_Function]:
    """The functions of a file in which enough changed."""
    if file.language is None or file.is_test or NO_TESTS_EXPECTED.search(file.path):
        return
    if file.language == "rust" and RUST_TESTS.search(file.text):
        return
    lines = _behaviour(file)
    if not lines:
        return
    from ast_grep_py import SgRoot

    root = SgRoot(file.text, file.language).root()
    taken: set[int] = set()
    nodes = find_kinds(root, FUNCTIONS, file.language)
    for node in sorted(nodes, key=lambda one: one.range().end.index - one.range().start.index):
        name, span = node.field("name") or node.child(1), node.range()
        if name is None or (node.kind() == "variable_declarator" and not _holds_function(node.text())):
            continue
        inside = {line for line in lines if span.start.line + 1 <= line <= span.end.line + 1} - taken
        taken |= inside
        chooses = any(CHOICE.search(file.line(line)) for line in inside)
        if len(inside) >= LEAST_LINES or (chooses and len(inside) > 1):
            is_new = span.start.line + 1 in file.changed
            yield _Function(file, name.text(), span.start.line + 1, len(inside), chooses, is_new)


def _holds_function(text: str) -> bool:
    return re.match(r"[\w$]+(?:\s*:[^=]+)?\s*=\s*(?:async\s*)?(?:function\b|\(|\w+\s*=>)", text) is not None


def _behaviour(file: SourceFile) -> set[int]:
    """The changed lines that do something, without those in which only names changed."""
    removed: Counter[str] = Counter()
    if file.before is not None:
        now = Counter(file.lines)
        removed = Counter(_shape(line) for line in file.before.split("\n") if not now[line])
    found = set()
    for number in sorted(file.changed):
        line = file.line(number)
        if NOTHING.match(line):
            continue
        shape = _shape(line)
        if removed[shape] > 0:
            removed[shape] -= 1
        else:
            found.add(number)
    return found


def _shape(line: str) -> str:
    """A line without its names and texts: what is left when something is renamed."""
    return re.sub(r"\s+", "", re.sub(r"[A-Za-z_$]\w*|\"[^\"]*\"|'[^']*'", "x", line))


def _is_tested(function: _Function, tests: list[SourceFile]) -> bool:
    return any(_knows(test, function) for test in tests)


def _knows(test: SourceFile, function: _Function) -> bool:
    """Whether a test is about a function: by its file's name, by naming the file or the function in it."""
    path, own = PurePosixPath(test.path), PurePosixPath(function.file.path)
    stem = own.name.partition(".")[0]
    if stem in ("index", "mod", "main", "__init__") and own.parent.name:
        stem = own.parent.name
    if _plain(stem) and (_plain(stem) == _plain(path.name.partition(".")[0]) or stem in path.name):
        return True
    if test.path.endswith("_test.go"):  # Go's tests stand beside the file and belong to its package
        return path.parent == own.parent
    return any(re.search(rf"\b{re.escape(name)}\b", test.text) for name in (stem, function.name))


def _plain(name: str) -> str:
    return HABITS.sub("", name.replace("_", "").replace("-", "")).lower()


def _finding(function: _Function, others: int, has_tests: bool) -> Finding:
    name = PurePosixPath(function.file.path).name
    more = f" {others} more functions changed without one." if others > 1 else ""
    sure = not has_tests and (function.is_new or function.changed >= MANY_LINES)
    return Finding(
        title=f"No test for {function.name} in {name}",
        severity=Severity.LOW,
        confidence=SURE if sure else UNSURE,
        rule="missing-test",
        path=function.file.path,
        line=function.line,
        why=f"{function.changed} lines of it are new, and no test that names it changed with them.{more}",
        suggestion="Add a test that fails without this change.",
        analyser=MissingTests.name,
    )
