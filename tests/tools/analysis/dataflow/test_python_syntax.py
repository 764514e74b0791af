"""What Python may look like."""

import pytest

from tools.analysis.dataflow import find_flows

ROUTE = """from flask import Flask, request
app = Flask(__name__)
@app.route('/')
def index():
    x = request.args['x']
"""


def harmful_lines(text: str) -> list[int]:
    report = find_flows({"app.py": text})
    assert report.problems == ()
    return [flow.line for flow in report.flows if flow.rule == "code-injection"]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("    eval(f'a {', '.join([x])} b')\n", [6]),
        ("    eval(f'a {\"b\" + x}' 'c' f'{x!r:>10}')\n", [6]),
        ("    eval(f'a {', '.join(['b'])} b')\n    eval(x)\n", [7]),
        ("    y = (f'a {', '.join(['b'])} b'\n        'c')\n    eval(y + x)\n", [8]),
        ("    eval(f'{f'{f'{x}'}'}')\n", [6]),
        ("    eval(f'''a {\n    ', '.join([x])\n    }''')\n    eval(x)\n", [6, 9]),
    ],
)
def test_formatted_texts_of_newer_versions_are_read(body: str, lines: list[int]) -> None:
    assert harmful_lines(ROUTE + body) == lines


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("    if (y := x):\n        eval(y)\n", [7]),
        ("    y, *z = [1, x]\n    eval(z[0])\n    eval(y)\n", [7]),
        ("    eval(*[x])\n", [6]),
        ("    eval(**{'source': 'a'})\n", []),
        ("    with open('f') as f, open('g') as g:\n        eval(x)\n", [7]),
        ("    try:\n        pass\n    except* ValueError:\n        pass\n    eval(x)\n", [10]),
        ("    async def go():\n        eval(x)\n    return ''\n", [7]),
        ("    global shared\n    shared = x\n    eval(shared)\n", [8]),
        ("    eval({'a': x} | {'a': 'b'})\n", [6]),
        ("    y = x if x else 'a'\n    eval(y)\n", [7]),
        ("    y = 'a' or x\n    eval(y)\n    z = None or x\n    eval(z)\n", [9]),
        ("    return eval(x)\n    eval(x)\n", [6]),
    ],
)
def test_constructs(body: str, lines: list[int]) -> None:
    assert harmful_lines(ROUTE + body) == lines
