"""Read the log of a job of GitHub Actions."""

import re
from collections.abc import Iterator

from tools.pipelines.base import Status, TestCase

_TIME = re.compile(r"^\ufeff?\d{4}-\d\d-\d\dT[\d:.]+Z ?", re.MULTILINE)
_COLOUR = re.compile(r"\x1b\[[\d;]*m")

# How the common test programs name a failed test.
_PYTEST = re.compile(r"^FAILED (?P<name>\S+::\S+)(?: - (?P<message>.+))?$")
_GO = re.compile(r"^\s*--- FAIL: (?P<name>\S+)")
_VITEST = re.compile(r"^\s*FAIL\s+(?P<name>\S+\.[cm]?[jt]sx?\s+>\s+.+?)\s*$")
_JEST = re.compile(r"^\s*● (?P<name>.+ › .+?)\s*$")


def plain(data: bytes) -> str:
    """The text of a log without the time before each line, and without colours."""
    return _COLOUR.sub("", _TIME.sub("", data.decode(errors="replace")))


def failed_tests(text: str) -> list[TestCase]:
    """The tests that pytest, go test, vitest or jest say failed, each once."""
    found: dict[str, TestCase] = {}
    for name, message in _failures(text.splitlines()):
        found.setdefault(name, TestCase(name=name, status=Status.FAILURE, message=message))
    return list(found.values())


def _failures(lines: list[str]) -> Iterator[tuple[str, str | None]]:
    for index, line in enumerate(lines):
        if match := _PYTEST.match(line):
            yield match["name"], match["message"]
        elif match := _GO.match(line) or _VITEST.match(line) or _JEST.match(line):
            name = re.sub(r"\s+>\s+", " > ", match["name"])
            yield name, next((one.strip() for one in lines[index + 1 : index + 4] if one.strip()), None)
