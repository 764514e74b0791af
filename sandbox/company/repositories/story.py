"""Read a `.story` file: the history of a repository, one step for each commit.

%% 12d 10:20 priya: Subject        a commit on the 12th working day before today
%% bad_deploy_at priya: Subject    or at a moment of the timeline, or `ago:5h40m`
% branch NAME [#NUMBER]            on this branch (made from main when new), which is pull request NUMBER
% merge NAME                       joins that branch
% tag v1.2.3
% body: a line of the message
=== PATH                           the whole text of a file, up to the next mark
@@@ PATH                           hunks: lines begin with ' ', '+' or '-'; `...` stands between hunks
--- PATH                           the file goes
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_STEP = re.compile(r"%% (?P<when>.+?) (?P<author>[a-z]+): (?P<subject>.+)")
_NUMBER = re.compile(r"#(\d+)")


@dataclass(slots=True)
class Change:
    """What happens to a file: `=` its whole text, `@` hunks, `-` it goes."""

    kind: str
    path: str
    lines: list[str] = field(default_factory=list)

    def apply(self, old: str | None) -> str | None:
        """The file's new text, or None when it is gone.

        Raises:
            ValueError: a hunk does not fit exactly one place.
        """
        if self.kind == "=":
            return "".join(f"{line}\n" for line in self.lines)
        if self.kind == "-":
            return None
        text = old or ""
        for hunk in _hunks(self.lines):
            before = "".join(f"{line[1:]}\n" for line in hunk if line[:1] != "+")
            after = "".join(f"{line[1:]}\n" for line in hunk if line[:1] != "-")
            if text.count(before) != 1:
                raise ValueError(f"{self.path}: this fits {text.count(before)} places:\n{before}")
            text = text.replace(before, after)
        return text


@dataclass(slots=True)
class Step:
    """A commit to be."""

    when: str
    author: str
    subject: str
    body: str = ""
    branch: str = "main"
    number: int | None = None
    merges: str | None = None
    tag: str | None = None
    changes: list[Change] = field(default_factory=list)


def parse(text: str) -> list[Step]:
    """The steps of a story, in the order in which they are told."""
    steps: list[Step] = []
    for line in text.splitlines():
        if match := _STEP.fullmatch(line):
            steps.append(Step(match["when"], match["author"], match["subject"]))
        elif line.startswith("% "):
            _note(steps[-1], line[2:])
        elif line[:4] in ("=== ", "@@@ ", "--- "):
            steps[-1].changes.append(Change(line[0], line[4:]))
        else:
            steps[-1].changes[-1].lines.append(line)
    return steps


def _note(step: Step, note: str) -> None:
    word, _, rest = note.partition(" ")
    if word == "branch":
        number = _NUMBER.search(rest)
        step.branch = rest.split()[0]
        step.number = int(number[1]) if number else None
    elif word == "merge":
        number = _NUMBER.search(step.subject)
        step.merges, step.number = rest, int(number[1]) if number else None
    elif word == "tag":
        step.tag = rest
    elif word == "body:":
        step.body = f"{step.body}\n{rest}".strip()
    else:
        raise ValueError(f"unknown note: {note}")


def _hunks(lines: list[str]) -> Iterator[list[str]]:
    hunk: list[str] = []
    for line in lines:
        if line == "...":
            yield hunk
            hunk = []
        else:
            hunk.append(line or " ")
    yield hunk
