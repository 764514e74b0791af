"""A repository's own settings for its reviews: `.quarterdeck.toml`, as the base of a change has it.

A change can't alter how it is reviewed itself: its own version of the file counts from the next change on.
A file that can't be understood alters nothing, and is named in the review.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tools.analysis.change import Change, shown
from tools.findings import Finding, Severity

SETTINGS_FILE = ".quarterdeck.toml"
LARGEST = 64_000  # bytes
MOST_BRACKETS = 2_000  # so many arrays or tables can't be meant

Glob = Annotated[str, Field(min_length=1, max_length=300)]
Name = Annotated[str, Field(min_length=1, max_length=100)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ReviewTable(_Table):
    """`[review]`."""

    enabled: bool = True
    automatic: bool = True
    ignore: list[Glob] = Field(default=[], max_length=200)
    least_severity: Annotated[Severity, Field(strict=False)] = Severity.LOW
    least_confidence: float = Field(default=0.5, ge=0, le=1)
    most_comments: int = Field(default=20, ge=1, le=100)
    most_per_file: int = Field(default=5, ge=1, le=50)


class OffTable(_Table):
    """`[analysers]` and `[rules]`: which are not wanted."""

    off: list[Name] = Field(default=[], max_length=200)


class LicencesTable(_Table):
    """`[licences]`: those (SPDX names) that added packages may have; left out, any that binds nobody."""

    allowed: list[Name] = Field(default=[], max_length=200)


class ReviewSettings(_Table):
    """What a repository wants of its reviews; see docs/review.md.

    `problem` says why the file of the repository was not used.
    """

    review: ReviewTable = ReviewTable()
    analysers: OffTable = OffTable()
    rules: OffTable = OffTable()
    licences: LicencesTable = LicencesTable()
    problem: str | None = Field(default=None, exclude=True)

    @property
    def most_comments(self) -> int:
        """How many findings a review shows."""
        return self.review.most_comments

    @property
    def most_per_file(self) -> int:
        """How many findings a review shows of one file."""
        return self.review.most_per_file

    def without_limits(self, most: int) -> "ReviewSettings":
        """These settings, with as many findings as there are."""
        review = self.review.model_copy(update={"most_comments": most, "most_per_file": most})
        return self.model_copy(update={"review": review})

    def is_off(self, analyser: str) -> bool:
        """Whether an analyser is not wanted."""
        return analyser in self.analysers.off

    def wants(self, finding: Finding) -> bool:
        """Whether a finding is bad and sure enough, and its rule is wanted."""
        review = self.review
        return (
            finding.severity.rank <= review.least_severity.rank
            and finding.confidence >= review.least_confidence
            and finding.rule not in self.rules.off
        )

    def ignores(self, path: str) -> bool:
        """Whether a path is not looked at. What decides on reviews always is."""
        return path != SETTINGS_FILE and any(_matches(glob, path) for glob in self.review.ignore)

    def within(self, change: Change) -> Change:
        """The change without what is not looked at, and with the reasons."""
        ignored = {file.path for file in change.files if self.ignores(file.path)}
        skipped = dict(change.skipped) | dict.fromkeys(sorted(ignored), f"ignored by {SETTINGS_FILE}")
        if self.problem:
            skipped[SETTINGS_FILE] = self.problem
        kept = tuple(file for file in change.files if file.path not in ignored)
        return replace(change, files=kept, skipped=skipped)


def read_settings(data: bytes | None) -> ReviewSettings:
    """The settings in a file's content; None where the repository has no such file."""
    if data is None:
        return ReviewSettings()
    try:
        return _parsed(data)
    except ValueError as error:
        return ReviewSettings(problem=f"{error}; the default settings hold")


def _parsed(data: bytes) -> ReviewSettings:
    if len(data) > LARGEST:
        raise ValueError(f"it is larger than {LARGEST // 1000} kB")
    if data.count(b"[") + data.count(b"{") > MOST_BRACKETS:
        raise ValueError("it is nested too deep")
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").removeprefix("\ufeff")
    try:
        tables = tomllib.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"it is not TOML: {shown(str(error))[:200]}") from None
    if "problem" in tables:
        raise ValueError(f"line {_line_of(text, ('problem',))}: there is no setting called problem")
    try:
        return ReviewSettings.model_validate(tables)
    except ValidationError as error:
        raise ValueError(_explained(error, text)) from None


def _explained(error: ValidationError, text: str) -> str:
    """The first thing that is wrong, with the line that it most likely stands at."""
    first: Any = error.errors(include_url=False, include_input=False)[0]
    path = tuple(str(part) for part in first["loc"])
    name = shown(".".join(path))[:100]
    line = _line_of(text, path)
    said = "there is no such setting" if first["type"] == "extra_forbidden" else str(first["msg"]).lower()
    return f"{f'line {line}: ' if line else ''}{name}: {said}"


def _line_of(text: str, path: Sequence[str]) -> int | None:
    for name in reversed([part for part in path if not part.isdigit()]):
        for number, line in enumerate(text.split("\n"), 1):
            before = line.partition("=")[0].strip(" \t[]\"'")
            if before == name or before.endswith(f".{name}") or before.startswith(f"{name}."):
                return number
    return None


def _matches(glob: str, path: str) -> bool:
    """Whether a path is meant: `**` is any number of folders, `*` anything in one name, `x/` all in x.

    Takes time in proportion to the product of the two lengths, whatever the glob is.
    """
    whole = glob.removeprefix("/")
    if whole.endswith("/"):
        whole += "**"
    if "/" not in whole:
        whole = f"**/{whole}"
    return _parts_match(tuple(whole.split("/")), tuple(path.split("/")))


def _parts_match(globs: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    # reached[n]: whether the globs so far can stand for the first n parts.
    reached = [True] + [False] * len(parts)
    for glob in globs:
        after = [False] * (len(parts) + 1)
        for count in range(len(parts) + 1):
            if glob == "**":
                after[count] = reached[count] or (count > 0 and after[count - 1])
            elif count:
                after[count] = reached[count - 1] and _name_matches(glob, parts[count - 1])
        reached = after
    return reached[-1]


@lru_cache(maxsize=4096)
def _name_matches(glob: str, name: str) -> bool:
    """`*` is anything and `?` one character; going back to the last star alone is enough, as there is no
    other choice that could still help."""
    at = place = 0
    star, kept = -1, 0
    while place < len(name):
        if at < len(glob) and glob[at] == "*":
            star, kept, at = at, place, at + 1
        elif at < len(glob) and glob[at] in ("?", name[place]):
            at, place = at + 1, place + 1
        elif star >= 0:
            kept += 1
            at, place = star + 1, kept
        else:
            return False
    return all(sign == "*" for sign in glob[at:])
