"""Write the company's histories as bare git repositories, through `git fast-import`."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sandbox.company import people
from sandbox.company.repositories.handbook import handbook_plan
from sandbox.company.repositories.history import Commit, History, Plan, Planned, plan
from sandbox.company.repositories.planted import planted_secrets
from sandbox.company.repositories.story import parse
from sandbox.company.services import REPOSITORIES
from sandbox.company.timeline import Timeline

STORIES = Path(__file__).parent

# The settings of whoever starts the sandbox must not change the hashes.
GIT_ENVIRONMENT = {
    "PATH": os.environ.get("PATH", os.defpath),
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "LC_ALL": "C.UTF-8",
}


def write_repositories(folder: Path, timeline: Timeline) -> dict[str, History]:
    """Write every repository of the company anew and return the histories by name.

    Args:
        folder: where the bare repositories `<name>.git` go; older ones of the same name are replaced.
        timeline: decides the moments, and so the hashes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(4) as pool:
        histories = pool.map(lambda name: _write(name, folder / f"{name}.git", timeline), REPOSITORIES)
        return dict(zip(REPOSITORIES, histories, strict=True))


def _write(name: str, repository: Path, timeline: Timeline) -> History:
    planned = handbook_plan(timeline) if name == "handbook" else plan(parse(_story(name, timeline)), timeline)
    shutil.rmtree(repository, ignore_errors=True)
    _git("init", "--quiet", "--bare", "--initial-branch=main", "--template=", str(repository))
    marks = repository / "marks"
    stream = b"".join(_stream(planned))
    _git("-C", str(repository), "fast-import", "--quiet", f"--export-marks={marks}", stdin=stream)
    lines = (line.split() for line in marks.read_text().splitlines())
    hashes = {int(mark[1:]): sha for mark, sha in lines}
    commits = tuple(
        Commit(hashes[one.mark], one.at, one.author, one.subject, one.branch, one.tag)
        for one in planned.commits
    )
    return History(commits, planned.pulls)


def _story(name: str, timeline: Timeline) -> str:
    text = "".join(part.read_text("utf-8") for part in sorted((STORIES / name).glob("*.story")))
    for key, value in planted_secrets(timeline).items():
        text = text.replace(f"<<{key}>>", value)
    return text


def _stream(planned: Plan) -> Iterator[bytes]:
    tips: dict[str, int] = {}
    numbers = {branch: number for number, branch in planned.pulls.items()}
    for commit in planned.commits:
        number = numbers.get(commit.branch)
        yield from _commit(commit, f"refs/pull/{number}/head" if number else f"refs/heads/{commit.branch}")
        tips[commit.branch] = commit.mark
        if commit.tag:
            yield _tag(commit)
    for branch in sorted(set(numbers) - planned.merged):
        yield f"reset refs/heads/{branch}\nfrom :{tips[branch]}\n\n".encode()


def _commit(commit: Planned, ref: str) -> Iterator[bytes]:
    stamp = _stamp(commit)
    yield f"commit {ref}\nmark :{commit.mark}\nauthor {stamp}\ncommitter {stamp}\n".encode()
    yield _data(commit.message)
    for link, parent in zip(("from", "merge"), commit.parents, strict=False):
        yield f"{link} :{parent}\n".encode()
    for path, text in sorted(commit.files.items()):
        if text is None:
            yield f"D {path}\n".encode()
        else:
            mode = "100755" if text.startswith("#!") else "100644"
            yield f"M {mode} inline {path}\n".encode() + _data(text)
    yield b"\n"


def _tag(commit: Planned) -> bytes:
    head = f"tag {commit.tag}\nfrom :{commit.mark}\ntagger {_stamp(commit)}\n"
    return head.encode() + _data(f"{commit.tag}\n")


def _stamp(commit: Planned) -> str:
    author = people.member(commit.author)
    return f"{author.name} <{author.email}> {int(commit.at.timestamp())} +0000"


def _data(text: str) -> bytes:
    content = text.encode()
    return b"data %d\n%s\n" % (len(content), content)


def _git(*arguments: str, stdin: bytes | None = None) -> None:
    subprocess.run(  # noqa: S603 - a fixed program, no shell
        ["git", *arguments],  # noqa: S607 - git is where the person has it
        input=stdin, check=True, capture_output=True, timeout=30, env=GIT_ENVIRONMENT,
    )  # fmt: skip
