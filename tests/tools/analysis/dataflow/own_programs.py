"""Programs of our own, each with a weakness, or with what only looks like it.

A text file holds several: `=== CWE-89 bad what it is about` begins one, and `--- path` a file of it.
"""

import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent / "programs"
DEFAULT = {"javascript": "app.js", "java": "App.java"}


@dataclass(frozen=True)
class Program:
    """One program: its files by path."""

    cwe: str
    bad: bool
    about: str
    files: dict[str, str]


def programs(language: str) -> list[Program]:
    """All programs of a language."""
    found = []
    for source in sorted((HERE / language).glob("*.txt")):
        for part in re.split(r"^=== ", source.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            head, _, body = part.partition("\n")
            cwe, kind, about = head.split(" ", 2)
            suffix = ".ts" if ": string" in body or "import type" in body else ".js"
            files = _files(body, DEFAULT[language].replace(".js", suffix))
            found.append(Program(cwe, kind == "bad", about, files))
    return found


def _files(body: str, default: str) -> dict[str, str]:
    files: dict[str, list[str]] = {}
    path = default
    for line in body.splitlines():
        if line.startswith("--- "):
            path = line.removeprefix("--- ").strip()
        else:
            files.setdefault(path, []).append(line)
    return {path: "\n".join(lines) + "\n" for path, lines in files.items()}
