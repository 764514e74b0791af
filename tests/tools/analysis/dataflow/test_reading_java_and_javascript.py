"""How the front ends of Java and JavaScript read what is odd: long, broken, deep, minified files."""

import pytest

from tools.analysis.dataflow import find_flows
from tools.analysis.dataflow.lowering import java, javascript
from tools.analysis.dataflow.lowering.java import literals
from tools.analysis.dataflow.lowering.javascript import packages
from tools.analysis.dataflow.syntax import Assign, Constant, Import, Operation, UnreadableError

HARM = "const app = require('express')();\napp.get('/', (req, res) => {\n  eval(req.query.x);\n});\n"


def test_what_stands_around_an_error_is_read_and_the_error_is_named() -> None:
    report = find_flows({"app.js": HARM + "const = = ;\n"})

    assert [flow.line for flow in report.flows] == [3]
    assert [(problem.path, problem.line) for problem in report.problems] == [("app.js", 5)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.js", "x = " + "(\n" * 20_000 + "1" + ")" * 20_000),
        ("a.js", "{\n" * 20_000 + "}" * 20_000),
        ("a.tsx", "x = " + "<a>\n" * 20_000 + "</a>" * 20_000),
        ("A.java", "class A { int x = " + "(\n" * 20_000 + "1" + ")" * 20_000 + "; }"),
        ("A.java", "class A { void f() {" + "{\n" * 20_000 + "}" * 20_000 + "} }"),
    ],
)
def test_what_is_nested_too_deep_is_named(path: str, text: str) -> None:
    report = find_flows({path: text})

    assert report.flows == ()
    assert [problem.path for problem in report.problems] == [path]


def test_a_minified_file_is_named_and_the_others_are_read() -> None:
    report = find_flows({"app.js": HARM, "lib.js": "var a=1;" * 10_000})

    assert [flow.path for flow in report.flows] == ["app.js"]
    assert [(problem.path, problem.reason) for problem in report.problems] == [("lib.js", "minified")]


@pytest.mark.parametrize(
    "text", ["", "\ufeffvar x = 1\r\n", "x = '\ud800'", "\x00", "#!/usr/bin/env node\nx()\n"]
)
def test_odd_characters_are_no_reason_to_stop(text: str) -> None:
    assert find_flows({"a.js": text, "b.js": HARM}).flows != ()


def test_a_row_of_texts_may_be_long() -> None:
    row = " +\n".join(['"a"'] * 5_000)
    module = javascript.lower("a.js", f"x = {row};")

    [statement] = module.body
    assert isinstance(statement, Assign)
    assert isinstance(statement.value, Operation)
    assert len(statement.value.operands) == 5_000


def test_java_names_itself_and_what_it_imports() -> None:
    module = java.lower(
        "A.java", "package a.b;\nimport c.D;\nimport static e.F.g;\nimport h.*;\nclass A {}\n"
    )

    assert module.names == ("a.b",)
    assert module.searched == ("a.b", "java.lang", "h")
    assert [(part.name, part.target) for part in module.body if isinstance(part, Import)] == [
        ("D", "c.D"),
        ("g", "e.F.g"),
    ]


def test_a_text_that_is_no_java_is_refused() -> None:
    with pytest.raises(UnreadableError):
        java.lower("A.java", "%%% ((( ]]] ###\n" * 10)


@pytest.mark.parametrize(
    ("written", "value"),
    [("1_000L", 1000), ("0x1F", 31), ("017", 15), ("0b101", 5), ("1.5f", 1.5), ("0", 0)],
)
def test_numbers_of_java(written: str, value: float) -> None:
    assert literals.number(written) == value


def test_texts_of_java() -> None:
    assert literals.text(r'"a\n\u0041\101\""') == 'a\nAA"'
    assert literals.text('"""\n    a\n      b\n    """') == "a\n  b\n"


def test_modules_are_known_by_their_paths() -> None:
    assert packages.names_of("src/db/index.js")[:2] == ("src.db.index", "src.db")
    assert packages.target_of("src/routes/a.js", "../db") == "src.db"
    assert packages.target_of("a.js", "./users.service") == "users.service"
    assert packages.target_of("src/a.js", "node:fs") == "fs"
    assert packages.target_of("src/a.ts", "@/db/users") == "db.users"


def test_constants_of_javascript() -> None:
    module = javascript.lower("a.js", r"x = 'a\n\x41\u{42}'; y = 0x1f; z = 10n;")

    values = [part.value for part in module.body if isinstance(part, Assign)]
    assert [value.value for value in values if isinstance(value, Constant)] == ["a\nAB", 31, 10]
