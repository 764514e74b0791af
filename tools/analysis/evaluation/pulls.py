"""Labelled pull requests: the files before and after each, and what a reviewer should say about it."""

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import ascii_letters, digits
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tools.analysis.change import Change, SourceFile

FOLDER = Path(__file__).resolve().parents[3] / "evals" / "review"


class LabelsError(Exception):
    """A file of labelled pull requests can't be used; the message says where and why."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FileVersions(_Part):
    """A file's text before and after; `previous` is its path before, where it was renamed."""

    before: str
    after: str
    previous: str | None = None


class Expected(_Part):
    """A problem: `at` stands once in the file after the change, in the problem's (first) line."""

    path: str
    at: str
    kind: str = Field(alias="class")
    cwe: str | None = None


class LabelledPull(_Part):
    """A pull request and its problems; none for a clean one.

    Args:
        fill: Texts that are replaced by as many letters and digits, so that no token stands in the set.
        also_right: Kinds of problem of which a comment is neither asked for nor wrong.
    """

    id: str
    title: str
    files: dict[str, FileVersions] = Field(min_length=1)
    expected: list[Expected]
    fill: dict[str, int] = {}
    also_right: list[str] = []

    def change(self) -> Change:
        """The change that analysers get."""
        files = tuple(self._source(path, versions) for path, versions in self.files.items())
        return Change(files, tuple(self.files))

    def line_of(self, expected: Expected) -> int:
        """The line (from 1) at which a problem stands.

        Raises:
            LabelsError: its text is not in the file, or more than once.
        """
        after = self.files[expected.path].after if expected.path in self.files else ""
        if after.count(expected.at) != 1:
            raise LabelsError(f"{self.id}: {expected.at!r} must stand once in {expected.path}.")
        return after[: after.index(expected.at)].count("\n") + 1

    def _source(self, path: str, versions: FileVersions) -> SourceFile:
        before, after = self._filled(versions.before), self._filled(versions.after)
        return SourceFile(
            path,
            after,
            changed_lines(before, after),
            added=not before,
            before=before or None,
            previous_path=versions.previous,
        )

    def _filled(self, text: str) -> str:
        signs = ascii_letters + digits
        for mark, length in self.fill.items():
            text = text.replace(mark, "".join(signs[at * 37 % len(signs)] for at in range(1, length + 1)))
        return text


def changed_lines(before: str, after: str) -> frozenset[int]:
    """The numbers (from 1) of the lines of `after` that `before` has not."""
    matcher = difflib.SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False)
    return frozenset(
        number + 1
        for tag, _, _, first, last in matcher.get_opcodes()
        if tag in ("replace", "insert")
        for number in range(first, last)
    )


def read_pulls(folder: Path = FOLDER) -> list[LabelledPull]:
    """All labelled pull requests of a folder's YAML files.

    Raises:
        LabelsError: the folder has none, or one of them is not as it should be.
    """
    pulls = [pull for path in sorted(folder.glob("*.yml")) for pull in _read(path)]
    if not pulls:
        raise LabelsError(f"There are no labelled pull requests (*.yml) in {folder}.")
    repeated = {pull.id for pull in pulls if sum(other.id == pull.id for other in pulls) > 1}
    if repeated:
        raise LabelsError(f"More than one pull request is called {', '.join(sorted(repeated))}.")
    for pull in pulls:
        for expected in pull.expected:
            pull.line_of(expected)
    return pulls


def _read(path: Path) -> Sequence[LabelledPull]:
    try:
        listed: Any = yaml.safe_load(path.read_text("utf-8"))
        if not isinstance(listed, list) or not all(isinstance(item, Mapping) for item in listed):
            raise LabelsError(f"{path.name}: a list of pull requests was expected.")
        return [LabelledPull.model_validate(item) for item in listed]
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
        raise LabelsError(f"{path.name}: {error}") from error
