"""Programs in Java and JavaScript, each with a weakness or with what only looks like it."""

import pytest

from tests.tools.analysis.dataflow.own_programs import Program, programs
from tools.analysis.dataflow import find_flows

PROGRAMS = [*programs("java"), *programs("javascript")]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: f"{program.cwe} {program.about}")
def test_what_is_dangerous_is_found_and_nothing_else(program: Program) -> None:
    report = find_flows(program.files)

    found = {flow.cwe for flow in report.flows}
    assert report.problems == ()
    assert found == ({program.cwe} if program.bad else set())


def test_each_class_has_both_kinds_of_program() -> None:
    for language in ("java", "javascript"):
        bad = {program.cwe for program in programs(language) if program.bad}
        good = {program.cwe for program in programs(language) if not program.bad}
        assert bad == good


def test_a_finding_says_where_the_data_comes_from_and_goes() -> None:
    text = "const app = require('express')();\napp.get('/', (req, res) => {\n  eval(req.query.x);\n});\n"

    [flow] = find_flows({"app.js": text}).flows

    assert (flow.path, flow.line, flow.cwe, flow.language) == ("app.js", 3, "CWE-94", "javascript")
    assert flow.steps == (("app.js", 3),)
    assert "Request data from line 3" in flow.why
