"""A repository's history: commits with their files, first as a plan, then with their real hashes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from sandbox.company.repositories.story import Step
from sandbox.company.timeline import Timeline

Files = dict[str, str | None]

_OFFSET = re.compile(r"(?P<moment>\w+)-(?P<minutes>\d+)m")
_AGO = re.compile(r"ago:(?P<hours>\d+)h(?P<minutes>\d+)m")
_WORKDAY = re.compile(r"(?P<back>\d+)d (?P<at>\d\d:\d\d)")


@dataclass(slots=True)
class Planned:
    """A commit before it has a hash; `files` holds what changes, None for a file that goes."""

    mark: int
    at: datetime
    author: str
    subject: str
    body: str
    branch: str
    parents: tuple[int, ...]
    files: Files
    tag: str | None = None

    @property
    def message(self) -> str:
        """Subject and body as git keeps them."""
        return f"{self.subject}\n\n{self.body}\n" if self.body else f"{self.subject}\n"


@dataclass(slots=True)
class Plan:
    """The commits of a repository in order, and the pull requests' branches."""

    commits: list[Planned] = field(default_factory=list)
    pulls: dict[int, str] = field(default_factory=dict)
    merged: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit as it stands in the repository; `author` is a handle, `branch` where it was made."""

    sha: str
    at: datetime
    author: str
    subject: str
    branch: str
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class History:
    """All commits of a repository, oldest first; `pulls` maps pull requests to their branches."""

    commits: tuple[Commit, ...]
    pulls: dict[int, str]

    def find(self, subject: str) -> Commit:
        """The newest commit with this subject; KeyError when there is none."""
        for commit in reversed(self.commits):
            if commit.subject == subject:
                return commit
        raise KeyError(subject)

    def tagged(self, tag: str) -> Commit:
        """The commit with this tag; KeyError when there is none."""
        for commit in self.commits:
            if commit.tag == tag:
                return commit
        raise KeyError(tag)

    def head(self, branch: str = "main", at: datetime | None = None) -> Commit:
        """The last commit made on a branch, or the last one at or before a moment.

        Raises:
            KeyError: nothing was on the branch at that time.
        """
        for commit in reversed(self.commits):
            if commit.branch == branch and (at is None or commit.at <= at):
                return commit
        raise KeyError(branch)


def moment(when: str, timeline: Timeline) -> datetime:
    """The moment of a step: `12d 10:20`, `ago:5h40m`, `bad_deploy_at` or `bad_deploy_at-20m`."""
    if match := _WORKDAY.fullmatch(when):
        return timeline.workday(int(match["back"]), match["at"])
    if match := _AGO.fullmatch(when):
        return timeline.ago(hours=int(match["hours"]), minutes=int(match["minutes"]))
    if match := _OFFSET.fullmatch(when):
        early: datetime = getattr(timeline, match["moment"])
        return early - timedelta(minutes=int(match["minutes"]))
    named: datetime = getattr(timeline, when)
    return named


class _Branch:
    """A branch while a story is told: its last commit, all its files, and what changed since it began."""

    def __init__(self, tip: int | None, files: dict[str, str]) -> None:
        self.tip = tip
        self.files = dict(files)
        self.changed: Files = {}

    def apply(self, files: Files) -> None:
        self.changed.update(files)
        for path, text in files.items():
            if text is None:
                self.files.pop(path, None)
            else:
                self.files[path] = text


def plan(steps: Iterable[Step], timeline: Timeline) -> Plan:
    """Turn the steps of a story into commits, in the order of their moments."""
    branches = {"main": _Branch(None, {})}
    planned, marks = Plan(), count(1)
    for step in sorted(steps, key=lambda step: moment(step.when, timeline)):
        main = branches["main"]
        branch = branches.setdefault(step.branch, _Branch(main.tip, main.files))
        files = _files(step, branch, branches)
        parents = tuple(tip for tip in (branch.tip, _merged_tip(step, branches)) if tip)
        branch.apply(files)
        branch.tip = next(marks)
        at = moment(step.when, timeline)
        commit = Planned(branch.tip, at, step.author, step.subject, step.body, step.branch, parents, files)
        commit.tag = step.tag
        planned.commits.append(commit)
        if step.merges:
            planned.merged.add(step.merges)
        if step.number:
            planned.pulls[step.number] = step.merges or step.branch
    return planned


def _files(step: Step, branch: _Branch, branches: dict[str, _Branch]) -> Files:
    files: Files = dict(branches[step.merges].changed) if step.merges else {}
    for change in step.changes:
        old = files[change.path] if change.path in files else branch.files.get(change.path)
        files[change.path] = change.apply(old)
    return files


def _merged_tip(step: Step, branches: dict[str, _Branch]) -> int | None:
    return branches[step.merges].tip if step.merges else None
