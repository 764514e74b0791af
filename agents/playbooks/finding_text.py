"""One finding in words: a part of the playbooks that talk about it. What others wrote stays mere text."""

import re
from collections.abc import Container
from difflib import unified_diff

from tools.findings import Patch, Severity
from tools.repos import FileText
from tools.reviews import KeptFinding

LONGEST_LINE = 160
# Between letters an underscore is none.
_MARKUP = re.compile(r"[*\[\]<>~|\\]|(?<!\w)_|_(?!\w)")
STATES = {
    "dropped": "It was dropped: it will not be posted.",
    "published": "It stands at the pull request.",
    "resolved": "It is no longer in the code.",
    "dismissed": "People at the pull request did not want to hear of it.",
}
NO_CHANGE = "I have no ready-made change for it: I offer only what was applied to a copy and checked."


def headline(finding: KeptFinding, evidence: str) -> str:
    """What it is and where."""
    cwe = f", {plain(finding.cwe)}" if finding.cwe else ""
    mark = Severity(finding.severity).mark
    state = STATES.get(finding.state, "")
    where = f"at `{inline(finding.place)}` ({finding.severity}{cwe}) [{evidence}]."
    return f"{mark} **{plain(finding.title)}** {where} {state}".rstrip()


def reason(finding: KeptFinding, evidence: str) -> str:
    """Why it matters."""
    why = plain(finding.why) if finding.why else f"The rule {plain(finding.rule)} says no more of it."
    return f"**Why it matters:** {why} [{evidence}]"


def how_sure(finding: KeptFinding, evidence: str) -> str:
    """Who found it, and how much that says."""
    by = finding.analyser or "a person"
    agree = " They agree." if ", " in by else ""
    way = " The way of the data to it was followed." if finding.steps else ""
    return (
        f"**{finding.confidence:.0%} sure** [{evidence}]: found by {plain(by)}, rule "
        f"`{inline(finding.rule)}`.{agree}{way}"
    )


def change(finding: KeptFinding, evidence: str, text: FileText | None) -> str:
    """What would mend it: as a diff, where a change was checked."""
    said = f"**What mends it:** {plain(finding.suggestion)} [{evidence}]" if finding.suggestion else ""
    if finding.patch is None:
        return f"{said} {NO_CHANGE}" if said else f"**What mends it:** {NO_CHANGE} [{evidence}]"
    checked = (
        f"This change was applied to a copy and checked: it parses, and the finding is gone [{evidence}]:"
    )
    parts = [said, checked, diff(finding.patch, text)]
    return "\n\n".join(part for part in parts if part)


def diff(patch: Patch, text: FileText | None) -> str:
    """A patch as a diff of the lines that are in sight; what it brings in, where none are."""
    new = patch.text.split("\n") if patch.text else []
    inside = text is not None and text.path == patch.path
    if text is None or not inside or not text.first_line <= patch.line <= patch.end_line <= text.last_line:
        return fenced("\n".join(f"+{line}" for line in new), "diff")
    lines = text.text.split("\n")
    before, after = patch.line - text.first_line, patch.end_line - text.first_line + 1
    changed = [*lines[:before], *new, *lines[after:]]
    # The first two lines name files, and those that begin with @@ count lines: neither helps a reader here.
    shown = [
        line for line in list(unified_diff(lines, changed, lineterm="", n=2))[2:] if not line.startswith("@@")
    ]
    return fenced("\n".join(shown), "diff")


def code_block(text: FileText, marked: Container[int]) -> str:
    """Lines with their numbers; an arrow at those that are meant."""
    width = len(str(text.last_line))
    lines = [
        f"{'→' if number in marked else ' '} {number:>{width}}  {line[:LONGEST_LINE]}"
        for number, line in enumerate(text.text.split("\n"), text.first_line)
    ]
    return fenced("\n".join(lines))


def fenced(text: str, language: str = "") -> str:
    """A code block that its text can't end."""
    return f"```{language}\n{text.replace('```', chr(39) * 3)}\n```"


def inline(text: str) -> str:
    """Text for between two backticks: one line, and none of its own."""
    return " ".join(text.split()).replace("`", "'")[:LONGEST_LINE]


def plain(text: str) -> str:
    """What others wrote, on one line, without what Markdown would make of it."""
    return _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))
