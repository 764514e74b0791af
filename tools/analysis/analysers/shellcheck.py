"""ShellCheck on the shell scripts of a change."""

import re
from collections.abc import Iterator
from typing import Any

from tools.analysis.analysers.program import copied, copies, run_on
from tools.analysis.change import Change, SourceFile, Unread
from tools.findings import Finding, Patch, Severity

# Unused names, and files that it can't follow: it does not see the rest of the tree.
LEFT_OUT = {1090, 1091, 2034, 2154, 2155}
OPTIONS = ("--norc", "--format=json1", "--severity=warning", "--")
LEVELS = {"error": (Severity.MEDIUM, 0.85), "warning": (Severity.LOW, 0.65)}
# What deletes or runs something else than was meant weighs more than its level says.
DANGEROUS = {2115: Severity.HIGH, 2114: Severity.HIGH, 2029: Severity.LOW}
CWES = {2115: "CWE-22", 2114: "CWE-22"}
SHEBANG = re.compile(r"#!\s*/\S*?(?:env\s+(?:-S\s+)?)?(?:/|\b)(?:ba|da|k)?sh\b")


class ShellCheckAnalyser:
    """Runs the `shellcheck` program, without the repository's `.shellcheckrc`."""

    name = "shellcheck"

    def analyse(self, change: Change) -> Iterator[Finding | Unread]:
        """Errors and warnings; hints of style are left out."""
        files = [file for file in change.files if is_script(file)]
        if not files:
            return
        with copies(files) as (folder, placed):
            answers = list(run_on("shellcheck", OPTIONS, folder, placed, change.seconds, good=(0, 1)))
        for answer in answers:
            if isinstance(answer, Unread):
                yield answer
                continue
            for item in answer.get("comments", []):
                file = copied(item["file"], folder, placed)
                if file is not None and item["code"] not in LEFT_OUT and item["level"] in LEVELS:
                    yield _finding(item, file)


def is_script(file: SourceFile) -> bool:
    """Whether it is a script for sh, bash, dash or ksh, by its ending or its first line."""
    if re.search(r"\.(sh|bash|ksh|bats)$", file.path):
        return True
    has_ending = "." in file.path.rpartition("/")[2]
    return not has_ending and SHEBANG.match(file.line(1)[:200]) is not None


def _finding(item: dict[str, Any], file: SourceFile) -> Finding:
    code = int(item["code"])
    severity, confidence = LEVELS[item["level"]]
    return Finding(
        title=str(item["message"]).split("\n")[0].rstrip("."),
        severity=DANGEROUS.get(code, severity),
        confidence=confidence,
        rule=f"SC{code}",
        path=file.path,
        line=item["line"],
        end_line=item["endLine"],
        why=f"ShellCheck's rule SC{code}.",
        analyser=ShellCheckAnalyser.name,
        cwe=CWES.get(code),
        url=f"https://www.shellcheck.net/wiki/SC{code}",
        patch=_patch(item.get("fix"), file),
    )


def _patch(fix: dict[str, Any] | None, file: SourceFile) -> Patch | None:
    """ShellCheck's own fix, where it is within one line."""
    edits = (fix or {}).get("replacements", [])
    lines = {number for edit in edits for number in (edit["line"], edit["endLine"])}
    if len(lines) != 1:
        return None
    number = lines.pop()
    text = file.line(number)
    # From the end, so that the places of the others stay true.
    for edit in sorted(edits, key=lambda one: (one["column"], one["precedence"]), reverse=True):
        text = f"{text[: edit['column'] - 1]}{edit['replacement']}{text[edit['endColumn'] - 1 :]}"
    return Patch(path=file.path, line=number, end_line=number, text=text)
