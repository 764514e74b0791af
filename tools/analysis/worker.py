"""Runs analysers, each in a process of its own that can be ended: `python -m tools.analysis.worker`.

It reads pickled `Job`s, one after the other, each preceded by its length, and writes a line of JSON for each
finding, for each analyser that ended, and for each job that is done. Analysers run in processes that are
forked from this one, which has loaded what they need: starting one takes some milliseconds, and what a
hostile file does to it (a crash, a loop, all memory) ends there.
"""

import json
import logging
import os
import pickle
import resource
import select
import signal
import sys
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import IO, Any

from tools.analysis.change import Analyser, Change, Unread
from tools.tool import ToolError

MEMORY = 3 << 30  # bytes that one analyser may take
CHUNK = 1 << 16
LENGTH = 8  # bytes that say how long a job is
DONE = {"done": True}


@dataclass(frozen=True, slots=True)
class Job:
    """What to run on what, how many side by side, and until when."""

    analysers: tuple[Analyser, ...]
    change: Change
    at_once: int
    seconds: float


@dataclass(slots=True)
class _Running:
    """A process that runs an analyser; `source` is where its lines come from."""

    name: str
    pid: int
    source: int
    began: float
    ends: float
    rest: bytes = b""
    problem: str | None = None


@dataclass(slots=True)
class _Supervisor:
    job: Job
    out: IO[bytes]
    life: int
    deadline: float = field(init=False)
    running: dict[int, _Running] = field(default_factory=dict)

    def run(self) -> None:
        """Start them one after the other, as many side by side as are wanted, until all have ended."""
        self.deadline = time.monotonic() + self.job.seconds
        waiting = list(self.job.analysers)
        while waiting or self.running:
            while waiting and len(self.running) < self.job.at_once and time.monotonic() < self.deadline:
                self._start(waiting.pop(0))
            if not self.running:
                break
            self._listen()
        for analyser in waiting:
            self._end(analyser.name, 0.0, "there was no time left for it; give it more, or less to look at")

    def _start(self, analyser: Analyser) -> None:
        now = time.monotonic()
        ends = min(now + self.job.change.seconds, self.deadline)
        source, sink = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(source)
            # What it has found it hands out in time only where it knows how long it really has.
            _child(analyser, replace(self.job.change, seconds=ends - now), sink)
        os.close(sink)
        self.running[source] = _Running(analyser.name, pid, source, now, ends)

    def _listen(self) -> None:
        """Pass on what they say, and end those whose time is over."""
        soonest = min(item.ends for item in self.running.values())
        patience = max(soonest - time.monotonic(), 0.0)
        ready, _, _ = select.select([self.life, *self.running], [], [], patience)
        if self.life in ready:  # whoever asked is gone
            self.stop()
            sys.exit(1)
        for source in ready:
            self._read(self.running[source])
        now = time.monotonic()
        for item in list(self.running.values()):
            if item.ends <= now and item.problem is None:
                item.problem = f"it was ended after {now - item.began:.0f} s: too much to look at, or stuck"
                _kill(item.pid)
                item.ends = now + 5

    def _read(self, item: _Running) -> None:
        data = os.read(item.source, CHUNK)
        *lines, item.rest = (item.rest + data).split(b"\n")
        for line in lines:
            self.out.write(line + b"\n")
        if data:
            return
        del self.running[item.source]
        os.close(item.source)
        _, status = os.waitpid(item.pid, 0)
        problem = item.problem or _problem(os.waitstatus_to_exitcode(status))
        self._end(item.name, time.monotonic() - item.began, problem)

    def _end(self, name: str, seconds: float, problem: str | None) -> None:
        line = {"ended": name, "seconds": round(seconds, 3), "problem": problem}
        self.out.write(json.dumps(line).encode() + b"\n")
        self.out.flush()

    def stop(self) -> None:
        """End all that runs."""
        for item in self.running.values():
            _kill(item.pid)


def main() -> None:
    """Run the jobs that come in, until whoever gives them is gone."""
    out = sys.stdout.buffer
    while head := sys.stdin.buffer.read(LENGTH):
        job: Job = pickle.loads(sys.stdin.buffer.read(int.from_bytes(head, "big")))  # noqa: S301 - our own
        supervisor = _Supervisor(job, out, sys.stdin.fileno())
        signal.signal(signal.SIGTERM, partial(_end, supervisor))
        supervisor.run()
        out.write(json.dumps(DONE).encode() + b"\n")
        out.flush()


def _end(supervisor: _Supervisor, *_: object) -> None:
    supervisor.stop()
    os._exit(1)


def _child(analyser: Analyser, change: Change, sink: int) -> None:
    """Never returns: what it finds goes to the sink, and the exit code says how it went."""
    code = 1
    try:
        os.setpgid(0, 0)
        _quiet()
        # Not the address space: some programs reserve a terabyte of it and use none.
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with os.fdopen(sink, "wb", buffering=0) as out:  # what was found before a crash counts
            for line in _lines(analyser, change):
                out.write(json.dumps(line).encode() + b"\n")
        code = 0
    finally:
        os._exit(code)


def _quiet() -> None:
    """What analysers and their programs print, log or warn of is nobody's; and they have no input."""
    logging.disable()
    warnings.simplefilter("ignore")
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)


def _lines(analyser: Analyser, change: Change) -> Iterator[dict[str, Any]]:
    name = analyser.name
    try:
        for found in analyser.analyse(change):
            if isinstance(found, Unread):
                yield {"by": name, "unread": {"path": found.path, "why": found.why}}
            else:
                yield {"by": name, "finding": found.model_dump(mode="json", exclude_defaults=True)}
    except ToolError as error:
        yield {"by": name, "unread": {"path": None, "why": str(error)}}
    except MemoryError:
        yield {"by": name, "unread": {"path": None, "why": "it took too much memory"}}
    except Exception as error:
        # Whatever a strange file does to one analyser, the others still have something to say.
        why = f"it failed ({type(error).__name__}); please report it"
        yield {"by": name, "unread": {"path": None, "why": why}}


def _problem(code: int) -> str | None:
    if code == 0:
        return None
    if code < 0:
        return f"it crashed ({signal.Signals(-code).name}) at a file that it can't take"
    return "it crashed; it may have taken too much memory"


def _kill(pid: int) -> None:
    """The process and the programs that it runs; before it has a group of its own there are none."""
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


if __name__ == "__main__":
    main()
