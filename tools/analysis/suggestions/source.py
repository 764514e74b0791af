"""A file with its syntax tree, as fixers look at it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tools.analysis.change import SourceFile
from tools.findings import Finding

if TYPE_CHECKING:
    from ast_grep_py import SgNode

CALLS = frozenset({"call", "call_expression", "method_invocation", "invocation_expression"})
NEAR_LINES = 12  # between the lines of a finding and what is put right for it


@dataclass(frozen=True, slots=True)
class Edit:
    """The characters from `start` up to `end` of a file become `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Edits that would mend a finding, and the import line that they want (such as "import secrets")."""

    edits: tuple[Edit, ...]
    wants: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call: `name` is all that stands before its arguments, without the types that it is given."""

    node: "SgNode"
    name: str
    arguments: tuple["SgNode", ...]
    brackets: "SgNode"

    @property
    def method(self) -> str:
        """The last part of its name: "execute" for `self.db.execute`."""
        return self.name.rpartition(".")[2]

    def keyword(self, name: str) -> "SgNode | None":
        """The whole of Python's `name=value` among the arguments."""
        return next((node for node in self.arguments if _key(node) == name), None)

    @property
    def spreads(self) -> bool:
        """Whether arguments come from a list or a dictionary that can't be seen here."""
        kinds = {node.kind() for node in self.arguments}
        return bool(kinds & {"dictionary_splat", "list_splat", "spread_element", "variadic_argument"})


class Source:
    """A file and its tree."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file

    @cached_property
    def root(self) -> "SgNode":
        """The top of its tree."""
        from ast_grep_py import SgRoot

        return SgRoot(self.file.text, self.file.language or "").root()

    @cached_property
    def starts(self) -> list[int]:
        """Where each line starts."""
        return [0, *(match.end() for match in re.finditer("\n", self.file.text))]

    def near(self, finding: Finding, *kinds: str) -> Iterator["SgNode"]:
        """The nodes of these kinds that have a part on the lines of a finding, the outer ones first."""
        first, last = (finding.line or 1) - 1, (finding.end_line or finding.line or 1) - 1
        yield from self.between(first, last, *kinds)

    def between(self, first: int, last: int, *kinds: str) -> Iterator["SgNode"]:
        """The nodes of these kinds that have a part on lines (from 0), the outer ones first."""
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            span = node.range()
            if span.start.line > last or span.end.line < first:
                continue
            if node.kind() in kinds:
                yield node
            waiting.extend(reversed(node.children()))

    def on_the_way(self, finding: Finding) -> Iterator[Call]:
        """The calls on the lines of a finding, and those shortly before that its data comes through."""
        yield from self.calls(finding)
        first = finding.line or 1
        passed = {step.line for step in finding.steps if step.path == self.file.path}
        for line in sorted(number for number in passed if first - NEAR_LINES < number < first):
            yield from self.calls_between(line - 1, line - 1)

    def calls(self, finding: Finding) -> Iterator[Call]:
        """The calls on the lines of a finding."""
        first, last = (finding.line or 1) - 1, (finding.end_line or finding.line or 1) - 1
        yield from self.calls_between(first, last)

    def calls_between(self, first: int, last: int) -> Iterator[Call]:
        """The calls that have a part on lines (from 0)."""
        for node in self.between(first, last, *CALLS):
            if (call := call_of(node)) is not None:
                yield call

    def has(self, pattern: str) -> bool:
        """Whether a regular expression matches at the beginning of one of its lines."""
        return re.search(pattern, self.file.text, re.MULTILINE) is not None

    def indent(self, line: int) -> str:
        """What a line (from 0) is indented by."""
        text = self.file.line(line + 1)
        return text[: len(text) - len(text.lstrip(" \t"))]


def call_of(node: "SgNode") -> Call | None:
    """A node as a call."""
    brackets = node.field("arguments")
    if brackets is None or node.kind() not in CALLS:
        return None
    start, text = node.range().start.index, node.text()
    name = text[: brackets.range().start.index - start].strip().removesuffix("?.")
    given = tuple(part for part in brackets.children() if part.is_named() and part.kind() != "comment")
    return Call(node, name, given, brackets)


def replace(node: "SgNode", text: str) -> Edit:
    """What puts a text in the place of a node."""
    span = node.range()
    return Edit(span.start.index, span.end.index, text)


def rename(call: Call, name: str) -> Edit:
    """What calls something else with the same arguments."""
    start = call.node.range().start.index
    return Edit(start, start + len(call.name), name)


def add_argument(call: Call, text: str, source: Source) -> Edit:
    """What gives a call one more argument, after those that it has, on a line of its own where they are."""
    if not call.arguments:
        start = call.brackets.range().start.index + 1
        return Edit(start, start, text)
    span = call.arguments[-1].range()
    indent = source.indent(span.start.line)
    own_line = span.start.line > call.brackets.range().start.line and span.start.column == len(indent)
    return Edit(span.end.index, span.end.index, f",\n{indent}{text}" if own_line else f", {text}")


def without_item(node: "SgNode") -> Edit:
    """What takes an item out of a list of arguments or fields, with the comma that belongs to it."""
    span = node.range()
    start, end = span.start.index, span.end.index
    after, before = node.next(), node.prev()
    if after is not None and after.text() == "," and (behind := after.next()) is not None:
        closes = behind.text() in (")", "}", "]")
        # The last one with a comma after it leaves the comma of the one before.
        if not closes or before is None or before.text() != ",":
            end = after.range().end.index if closes else behind.range().start.index
            return Edit(start, end, "")
        return Edit(before.range().start.index, span.end.index, "")
    if before is not None and before.text() == ",":
        start = before.range().start.index
    return Edit(start, end, "")


def in_block(node: "SgNode") -> bool:
    """Whether the statement around a node is one of several, so that another one may stand before it."""
    statements = ("expression_statement", "local_variable_declaration", "return_statement")
    statement = next((up for up in node.ancestors() if up.kind() in statements), None)
    around = statement.parent() if statement is not None else None
    return around is not None and around.kind() in ("block", "statement_block")


def _key(node: "SgNode") -> str | None:
    name = node.field("name") if node.kind() == "keyword_argument" else None
    return name.text() if name is not None else None
