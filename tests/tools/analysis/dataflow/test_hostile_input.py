"""Whatever is in the files, there is an answer, in time, and what was left out is named."""

import pickle
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tools.analysis.dataflow import FlowReport, find_flows

ROUTE = "from flask import Flask, request\napp = Flask(__name__)\n@app.route('/')\ndef index():\n"
HARM = ROUTE + "    eval(request.args['x'])\n"


def rules(report: FlowReport) -> set[str]:
    return {flow.rule for flow in report.flows}


@pytest.mark.parametrize(
    "text",
    [
        "def (:\n",
        "x = '\0'\n",
        "\ud800",
        "(" * 5000,
        "x = " + "(" * 300 + "1" + ")" * 300,
        "x = " + "[" * 3000 + "]" * 3000,
        "x = " + "-" * 100_000 + "1",
        "x = " + "9" * 10_000,
        "match x:\n    case 1:\n",
        "\tx = 1\n        y = 2\n",
    ],
)
def test_files_that_no_parser_reads_are_named(text: str) -> None:
    report = find_flows({"broken.py": text, "app.py": HARM})

    assert rules(report) == {"code-injection"}
    assert {problem.path for problem in report.problems} <= {"broken.py"}


def test_a_file_that_is_too_large_is_named() -> None:
    report = find_flows({"big.py": "x = 1\n" * 200_000, "app.py": HARM})

    assert rules(report) == {"code-injection"}
    assert [problem.path for problem in report.problems] == ["big.py"]


def test_long_chains_are_followed() -> None:
    chain = ROUTE + "    text = request.args['x']" + " + 'a'" * 3000 + "\n    eval(text)\n"
    steps = (
        ROUTE
        + "    x0 = request.args['x']\n"
        + "".join(f"    x{n + 1} = x{n}\n" for n in range(2000))
        + "    eval(x2000)\n"
    )

    assert rules(find_flows({"chain.py": chain})) == {"code-injection"}
    assert rules(find_flows({"steps.py": steps})) == {"code-injection"}


def test_deep_nesting_is_followed_or_named() -> None:
    deep = ROUTE + "    x = request.args['x']\n"
    deep += (
        "".join("    " * (level + 1) + f"if x != 'a{level}':\n" for level in range(90))
        + "    " * 91
        + "eval(x)\n"
    )
    report = find_flows({"deep.py": deep, "app.py": HARM})

    assert {flow.path for flow in report.flows} == {"app.py", "deep.py"} or report.problems


def test_recursion_ends() -> None:
    text = ROUTE + "    return even(request.args['x'])\n"
    text += "def even(x):\n    return odd(x + 'a')\ndef odd(x):\n    eval(x)\n    return even([x, x])\n"
    text += "class Node:\n    def __init__(self, other):\n        self.next = Node(self)\n"
    text += "a = []\na.append(a)\nb = {}\nb['b'] = b\nNode(a)\n"

    assert "code-injection" in rules(find_flows({"app.py": text}))


def test_modules_that_import_each_other_are_read() -> None:
    one = "from two import go\ndef run(x):\n    eval(x)\n"
    two = "import one\n" + HARM.replace("eval(", "one.run(") + "def go():\n    pass\n"
    report = find_flows({"one.py": one, "two.py": two})

    assert [(flow.path, flow.line) for flow in report.flows] == [("one.py", 3)]


def test_time_that_is_up_is_said() -> None:
    functions = "".join(
        f"def f{n}(request):\n    eval(request.GET['x'] + f{(n * 7) % 400}(request))\n" for n in range(400)
    )
    started = time.monotonic()
    report = find_flows({f"views{n}.py": functions for n in range(20)}, seconds=0.5)

    assert any("time" in problem.reason for problem in report.problems)
    assert time.monotonic() - started < 30


def test_reports_go_from_process_to_process() -> None:
    report = find_flows({"app.py": HARM})

    assert pickle.loads(pickle.dumps(report)) == report  # noqa: S301


def test_only_what_is_asked_for_is_reported() -> None:
    assert not find_flows({"app.py": HARM}, only=frozenset({"other.py"})).flows


PIECES = st.sampled_from(
    [
        "from flask import request\n",
        "import os, configparser\n",
        "def f(a, *b, c=1, **d):\n    return a\n",
        "class A(B):\n    x = 1\n    def m(self):\n        self.y = request.args\n        return self\n",
        "x = request.args['x']\n",
        "y = [x, *y, {**z}]\n",
        "z = {'a': x, **{}}\n",
        "for i in y:\n    x += i\n    continue\nelse:\n    del x\n",
        "while x:\n    break\n",
        "try:\n    raise x\nexcept (A, B) as e:\n    pass\nfinally:\n    y = e\n",
        "match x:\n    case [1, *r] if r:\n        pass\n    case {'a': b, **c}:\n        y = b\n",
        "match x:\n    case 1 | 'a':\n        pass\n    case _:\n        pass\n",
        "with open(x) as f, g() as (h, i):\n    f.write(h)\n",
        "a, (b, *c) = x, y\n",
        "y[1:x:-1] = z[...]\n",
        "f(x)(y)[z].a.b(*y, **z)\n",
        "lambda q, /, *, r=x: (yield)\n",
        "x = y if z else (w := x)\n",
        "y = [i for i in x for j in i if j]\n",
        "eval(f'{x!r:>{y}}' + 'a' * 99 % z)\n",
        "A().m().y.append(A)\n",
        "y.pop(0); y.insert(x, 1); z.update(y); z.get(x, y)\n",
        "async def g():\n    async for i in x:\n        await i\n",
        "global x\n",
        "assert x not in (1, 2), y\n",
        "super().m()\n",
        "print(-x ** ~y // 0, 1 << 10**9, 'a' * 10**9)\n",
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(PIECES, max_size=12), st.booleans())
def test_no_program_is_too_odd(pieces: list[str], within: bool) -> None:
    text = "".join(pieces)
    if within:
        text = "def outer(request):\n" + "".join(f"    {line}\n" for line in text.splitlines())

    report = find_flows({"odd.py": text, "app.py": HARM})

    assert "app.py" in {flow.path for flow in report.flows}
    assert not [problem for problem in report.problems if "could not be followed" in problem.reason]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.sampled_from([".py", ".java", ".js", ".ts", ".properties"]))
def test_no_text_is_too_odd(text: str, ending: str) -> None:
    report = find_flows({f"odd{ending}": text})

    assert not [problem for problem in report.problems if "could not be followed" in problem.reason]
