"""Programs of our own: harmful lines (marked `# bad: rule, …`) among harmless ones that look alike."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.analysis.dataflow import find_flows

PROGRAMS = Path(__file__).parent / "python"
SINGLE = sorted(PROGRAMS.glob("*.py.txt"))


def marked(path: str, text: str) -> Iterator[tuple[str, int, str]]:
    """The findings that a program says it has."""
    for number, line in enumerate(text.splitlines(), 1):
        found = re.search(r"# bad: (.+)$", line)
        for rule in found[1].split(", ") if found else ():
            yield path, number, rule


def read(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)).removesuffix(".txt"): path.read_text()
        for path in folder.rglob("*.py.txt")
    }


def check(files: dict[str, str]) -> None:
    report = find_flows(files)
    found = {(flow.path, flow.line, flow.rule) for flow in report.flows}
    assert found == {each for path, text in files.items() for each in marked(path, text)}
    assert report.problems == ()


@pytest.mark.parametrize("path", SINGLE, ids=lambda path: path.name.removesuffix(".py.txt"))
def test_exactly_the_marked_lines_are_found(path: Path) -> None:
    check({path.name.removesuffix(".txt"): path.read_text()})


def test_data_is_followed_from_file_to_file() -> None:
    check(read(PROGRAMS / "tree"))


def test_the_programs_have_every_class_of_weakness() -> None:
    rules = {rule for path in SINGLE for _, _, rule in marked("", path.read_text())}

    assert len(rules) >= 16
