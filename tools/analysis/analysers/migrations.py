"""Database migrations that lose data or stop what is running: SQL files, Alembic, Django, Rails."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tools.analysis.change import Change, SourceFile
from tools.analysis.sql import statements
from tools.findings import Finding, Severity

_PLACE = re.compile(
    r"(^|/)(migrations?|migrate|alembic|versions|flyway|liquibase|changelog)(/|_)|(^|/)[VR]\d[\w.]*__"
)
_BACKWARD = re.compile(r"(^|[._/-])(down|rollback|undo|revert)[._/-]|(^|/)U\d+__", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Hazard:
    rule: str
    title: str
    severity: Severity
    why: str
    suggestion: str


_LOST = _Hazard(
    "migration-drops-data",
    "The migration drops {what}",
    Severity.HIGH,
    "Its data is gone, and the version that still runs while this is rolled out asks for it.",
    "Stop using it in one release and drop it in a later one, after a copy was made.",
)
_RENAMED = _Hazard(
    "migration-renames",
    "The migration renames {what}",
    Severity.HIGH,
    "The version that still runs while this is rolled out knows only the old name.",
    "Add the new one, write both, move the readers, and drop the old one in a later release.",
)
_NOT_NULL = _Hazard(
    "migration-not-null",
    "The migration makes {what} required without a default",
    Severity.HIGH,
    "It fails where there are rows already, and so does each insert of the version that still runs.",
    "Add it as nullable or with a server default, fill it in batches, and require it afterwards.",
)
_LOCKS = _Hazard(
    "migration-locks-table",
    "The index on {what} is made while writers wait",
    Severity.MEDIUM,
    "Without CONCURRENTLY, Postgres locks the table against writes until the index is ready.",
    "CREATE INDEX CONCURRENTLY, outside of a transaction.",
)
_RETYPED = _Hazard(
    "migration-changes-type",
    "The migration changes the type of {what}",
    Severity.MEDIUM,
    "Most changes of a type write the whole table anew and lock it; some values may not fit.",
    "Add a column of the new type, fill it in batches, then change over.",
)

_FILLS = ("execute", "RunPython", "RunSQL", "bulk_update", "update")
_NAME = r"(?:if\s+(?:not\s+)?exists\s+)?(?:only\s+)?([\w.\"`\[\]]+)"


class MigrationAnalyser:
    """Looks at migrations forward; the way back is meant to undo."""

    name = "migrations"

    def analyse(self, change: Change) -> Iterator[Finding]:
        """One finding per hazard."""
        for file in change.files:
            if change.whole or not _PLACE.search(file.path) or _BACKWARD.search(file.path):
                continue
            if file.path.lower().endswith(".sql"):
                yield from _in_sql(file)
            elif file.language == "python":
                yield from _in_python(file)
            elif file.language == "ruby":
                yield from _in_ruby(file)


def _finding(file: SourceFile, hazard: _Hazard, what: str, line: int, end_line: int | None = None) -> Finding:
    return Finding(
        title=hazard.title.format(what=re.sub(r"[\"`\[\]]", "", what)[:80]),
        severity=hazard.severity,
        confidence=0.8,
        rule=hazard.rule,
        path=file.path,
        line=line,
        end_line=end_line,
        why=hazard.why,
        suggestion=hazard.suggestion,
        analyser=MigrationAnalyser.name,
    )


def _in_sql(file: SourceFile) -> Iterator[Finding]:
    made: set[str] = set()
    filled = False  # whether rows got values before the column became required
    marked = re.search(r"(?im)^\s*--\s*(\+goose\s+down|migrate:down|!?\s*down\b|@undo)", file.text)
    last = file.text.count("\n", 0, marked.start()) if marked else len(file.lines)
    for statement in statements(file.text):
        if statement.line > last:
            return
        if match := re.match(rf"(?i)create\s+(?:temp\w*\s+|unlogged\s+)?table\s+{_NAME}", statement.text):
            made.add(match[1].lower())
        filled |= statement.text.lower().startswith("update")
        for hazard, table, what in _hazards(statement.text):
            if table.lower() not in made and not (hazard is _NOT_NULL and filled):
                yield _finding(file, hazard, what, statement.line, statement.end_line)


def _hazards(text: str) -> Iterator[tuple[_Hazard, str, str]]:
    """Hazard, table and what it is about, of one statement."""
    if match := re.match(rf"(?i)drop\s+table\s+{_NAME}", text):
        yield _LOST, match[1], f"the table {match[1]}"
    if match := re.match(rf"(?i)create\s+(?:unique\s+)?index\s+(?!concurrently).*?\bon\s+{_NAME}", text):
        yield _LOCKS, match[1], match[1]
    table = re.match(rf"(?i)alter\s+table\s+{_NAME}", text)
    if table is None:
        return
    name, rest = table[1], text[table.end() :]
    for match in re.finditer(
        r"(?i)\bdrop\s+(?:column\s+)?(?!constraint|default|not|index|key|primary|foreign|expression"
        r"|identity|partition|check)(?:if\s+exists\s+)?([\w.\"`\[\]]+)",
        rest,
    ):
        yield _LOST, name, f"the column {name}.{match[1]}"
    for match in re.finditer(
        r"(?i)\brename\s+(?:column\s+)?(?!constraint|index)(?:([\w\"`]+)\s+)?to\b", rest
    ):
        yield _RENAMED, name, f"{name}.{match[1]}" if match[1] else name
    for part in re.split(r",(?![^(]*\))", rest):
        yield from ((hazard, name, what) for hazard, what in _of_column(name, part))


def _of_column(table: str, part: str) -> Iterator[tuple[_Hazard, str]]:
    added = re.search(
        r"(?i)\badd\s+(?:column\s+)?(?:if\s+not\s+exists\s+)?(?!constraint|primary|foreign|unique|check|index)"
        r"([\w\"`\[\]]+)\s",
        part,
    )
    if (
        added
        and re.search(r"(?i)\bnot\s+null\b", part)
        and not re.search(r"(?i)\b(default|generated|serial|identity)\b", part)
    ):
        yield _NOT_NULL, f"{table}.{added[1]}"
    if match := re.search(r"(?i)\balter\s+(?:column\s+)?([\w\"`]+)\s+set\s+not\s+null", part):
        yield _NOT_NULL, f"{table}.{match[1]}"
    if match := re.search(r"(?i)\balter\s+(?:column\s+)?([\w\"`]+)\s+(?:set\s+data\s+)?type\b", part):
        yield _RETYPED, f"{table}.{match[1]}"


def _in_python(file: SourceFile) -> Iterator[Finding]:
    try:
        tree = ast.parse(file.text)
    except (SyntaxError, ValueError, RecursionError):
        return
    calls = [node for node in _forward(tree) if isinstance(node, ast.Call)]
    made = {_text(call, 0, "name") for call in calls if _called(call) in ("create_table", "CreateModel")}
    filled = min((call.lineno for call in calls if _called(call) in _FILLS), default=len(file.lines) + 1)
    for call in calls:
        for hazard, table, what in _of_call(call):
            if hazard is _NOT_NULL and call.lineno > filled:
                continue
            if table.lower() not in {name.lower() for name in made}:
                yield _finding(file, hazard, what, call.lineno, call.end_lineno)


def _forward(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those of the way back."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef) and node.name == "downgrade":
            continue
        yield node
        yield from _forward(node)


def _of_call(call: ast.Call) -> Iterator[tuple[_Hazard, str, str]]:
    name = _called(call)
    table, column = _text(call, 0, "table_name", "model_name"), _text(call, 1, "column_name", "name")
    both = ".".join(part for part in (table, column) if part) or "a column"
    if name in ("drop_column", "RemoveField"):
        yield _LOST, table, f"the column {both}"
    elif name in ("drop_table", "DeleteModel"):
        yield _LOST, table or _text(call, 0, "name"), f"the table {table or _text(call, 0, 'name')}"
    elif name in ("rename_table", "RenameModel", "RenameField"):
        yield _RENAMED, table, table if name != "RenameField" else f"{table}.{_text(call, 1, 'old_name')}"
    elif name == "alter_column":
        yield from _of_alter(call, table, both)
    elif name == "add_column" and _is_required_column(call):
        inner = next((arg for arg in call.args if isinstance(arg, ast.Call)), call)
        yield _NOT_NULL, table, f"{table}.{_text(inner, 0, 'name')}"
    elif name == "AddField" and _is_required_field(call):
        yield _NOT_NULL, table, both


def _of_alter(call: ast.Call, table: str, both: str) -> Iterator[tuple[_Hazard, str, str]]:
    if _keyword(call, "new_column_name") is not None:
        yield _RENAMED, table, both
    if _is(call, "nullable", False) and _keyword(call, "server_default") is None:
        yield _NOT_NULL, table, both
    if _keyword(call, "type_") is not None:
        yield _RETYPED, table, both


def _is_required_column(call: ast.Call) -> bool:
    column = next((arg for arg in call.args if isinstance(arg, ast.Call) and _called(arg) == "Column"), None)
    return (
        column is not None and _is(column, "nullable", False) and _keyword(column, "server_default") is None
    )


def _is_required_field(call: ast.Call) -> bool:
    field = _keyword(call, "field") or (call.args[2] if len(call.args) > 2 else None)
    if not isinstance(field, ast.Call) or _called(field) == "ManyToManyField":
        return False
    return (
        not _is(field, "null", True)
        and _keyword(field, "default") is None
        and _keyword(field, "db_default") is None
    )


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((item.value for item in call.keywords if item.arg == name), None)


def _is(call: ast.Call, name: str, value: bool) -> bool:
    given = _keyword(call, name)
    return isinstance(given, ast.Constant) and given.value is value


def _text(call: ast.Call, at: int, *names: str) -> str:
    given = next((value for name in names if (value := _keyword(call, name)) is not None), None)
    if given is None and len(call.args) > at:
        given = call.args[at]
    return str(given.value) if isinstance(given, ast.Constant) else ""


def _in_ruby(file: SourceFile) -> Iterator[Finding]:
    back = next(
        (number for number, line in enumerate(file.lines, 1) if re.match(r"\s*def (self\.)?down\b", line)),
        None,
    )
    for number, line in enumerate(file.lines, 1):
        if back is not None and number >= back:
            return
        if match := re.match(
            r"\s*(remove_column|drop_table|rename_column|rename_table)\s*\(?\s*:?[\"']?(\w+)", line
        ):
            hazard = _RENAMED if match[1].startswith("rename") else _LOST
            yield _finding(file, hazard, match[2], number)
        elif re.match(r"\s*add_column\b.*null:\s*false", line) and "default:" not in line:
            column = re.findall(r":(\w+)", line)
            yield _finding(file, _NOT_NULL, ".".join(column[:2]), number)
