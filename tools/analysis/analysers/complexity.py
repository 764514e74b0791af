"""Functions that a change made hard to follow: cyclomatic complexity, counted by lizard."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tools.analysis.change import Change, SourceFile, Unread
from tools.findings import Finding, Severity

if TYPE_CHECKING:
    from lizard import FunctionInfo

# McCabe's own limit is 10; NIST 500-235 (2.5) lets teams with good reasons go to 15.
MOST = 15
FAR_TOO_MUCH = 25
LEAST_STEP = 2  # one more branch in what was bad before is not what this change is about


class ComplexityAnalyser:
    """Compares each function with what it was before; what was as bad before is not this change's."""

    name = "complexity"

    def analyse(self, change: Change) -> Iterator[Finding | Unread]:
        """One finding per function, and the files that could not be counted."""
        for file in change.files:
            if file.language is None or file.is_test:
                continue
            try:
                before = _complexities(file, file.before) if file.before else {}
                functions = _functions(file, file.text)
            except (IndexError, KeyError, ValueError, AttributeError, RecursionError) as error:
                # lizard cuts a text into tokens by itself, and some texts are beyond it.
                yield Unread(f"lizard can't read it ({type(error).__name__})", file.path)
                continue
            for function in functions:
                was = before.get(function.name, 0)
                lines = range(function.start_line, function.end_line + 1)
                changed = not file.changed.isdisjoint(lines)
                if changed and function.cyclomatic_complexity >= max(MOST + 1, was + LEAST_STEP):
                    yield _finding(file, function, was)


def _functions(file: SourceFile, text: str) -> "list[FunctionInfo]":
    import lizard

    return list(lizard.analyze_file.analyze_source_code(file.path, text).function_list)


def _complexities(file: SourceFile, text: str) -> Mapping[str, int]:
    return {function.name: function.cyclomatic_complexity for function in _functions(file, text)}


def _finding(file: SourceFile, function: "FunctionInfo", was: int) -> Finding:
    now = function.cyclomatic_complexity
    history = f"was {was} and is {now}" if was else f"is {now}"
    return Finding(
        title=f"{function.name} has {now} ways through it",
        severity=Severity.MEDIUM if now > FAR_TOO_MUCH else Severity.LOW,
        confidence=0.75,
        rule="complex-function",
        path=file.path,
        # Where it begins, if that is new; else the first line of it that is.
        line=min(number for number in file.changed if function.start_line <= number <= function.end_line),
        why=f"Its cyclomatic complexity {history}: each way wants a test, and the next change will miss one.",
        suggestion="Give the steps in it functions of their own, or let a table decide in place of branches.",
        analyser=ComplexityAnalyser.name,
        cwe="CWE-1121",
    )
