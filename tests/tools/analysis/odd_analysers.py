"""Analysers that behave as programs do at a file that they can't take. The worker loads them by name."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

from tools.analysis.change import Change, Unread
from tools.findings import Finding, Severity
from tools.tool import ToolError


def found(name: str, line: int = 1) -> Finding:
    return Finding(
        title=name, severity=Severity.HIGH, rule=f"rule-of-{name}", path="a.py", line=line, analyser=name
    )


class Good:
    name = "good"

    def analyse(self, change: Change) -> Iterator[Finding]:
        sys.stdout.write("whatever libraries print\n")
        yield found(self.name)


class Hanging:
    """Says something, starts a program that never ends, and waits for it."""

    name = "hanging"

    def __init__(self, pid_file: str) -> None:
        self.pid_file = pid_file

    def analyse(self, change: Change) -> Iterator[Finding]:
        yield found(self.name, 2)
        with subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"]) as program:
            with open(self.pid_file, "w") as file:  # noqa: PTH123
                file.write(f"{program.pid}\n{os.getpid()}\n")
            threading.Event().wait()


class Crashing:
    name = "crashing"

    def analyse(self, change: Change) -> Iterator[Finding]:
        yield found(self.name, 3)
        os.kill(os.getpid(), signal.SIGSEGV)


class Greedy:
    name = "greedy"

    def analyse(self, change: Change) -> Iterator[Finding]:
        yield from (found(str(len(bytearray(1 << 33)))) for _ in range(1))


class Failing:
    name = "failing"

    def analyse(self, change: Change) -> Iterator[Finding]:
        raise ZeroDivisionError


class Missing:
    name = "missing"

    def analyse(self, change: Change) -> Iterator[Finding]:
        raise ToolError("nothing-linter is not installed.", "Install it.")


class Partial:
    name = "partial"

    def analyse(self, change: Change) -> Iterator[Finding | Unread]:
        yield Unread("it is nested too deep", "a.py")
        yield found(self.name, 4)
