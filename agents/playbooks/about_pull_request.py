"""Questions about a pull request: what it changes, where it speaks of something, what stands at a line."""

from collections.abc import Sequence

from agents.case import Case
from agents.commands import ASK, DESCRIBE, EXPLAIN
from agents.playbooks.at_pull_request import commanded
from agents.playbooks.playbook import Draft, Script, attempt, call, command, together, use
from agents.playbooks.pull_request_text import DiffLine, diagram, diff_lines, walkthrough, words_of
from agents.playbooks.wording import plural
from tools.repos import ChangedFile, DiffResult, get_pull_request, read_diff, read_file, search_code
from tools.reviews import KeptFinding, list_findings
from tools.tool import ToolError
from tools.toolbox import Cited

MOST_FILES = 40
MOST_COMMITS = 10
MOST_PLACES = 6
MOST_WORDS = 3
AROUND = 6  # lines before and after the one that is explained
OFFLINE = "I have no model here: this is what stands there, not what I make of it."


@command(DESCRIBE)
def describe(case: Case) -> Script:
    """Tell what a pull request does, in its own words and file by file; draw how its files use each other."""
    wanted = commanded(case)
    pull, diff = yield from together(
        call(get_pull_request, repository=wanted.repository, number=wanted.number),
        call(read_diff, repository=wanted.repository, number=wanted.number),
    )
    if isinstance(pull, ToolError):
        raise pull
    if isinstance(diff, ToolError):
        raise diff
    one, files = pull.result.pull_request, diff.result.files
    size = f"{plural(len(files), 'file')}, +{one.additions} −{one.deletions}"
    parts = [f"### {one.title}", f"By {one.author}, into `{one.base}`: {size} [{pull.id}]."]
    if one.body.strip():
        parts.append("\n".join(f"> {line}" for line in one.body.strip().splitlines()[:12]))
    commits = [f"- {commit.message.partition(chr(10))[0]}" for commit in one.commits[:MOST_COMMITS]]
    if len(one.commits) > 1:
        parts.append(f"**Its commits say** [{pull.id}]:\n" + "\n".join(commits))
    parts.append(f"**File by file** [{diff.id}]:\n\n" + _table(files))
    parts.append(diagram(files))
    return Draft("\n\n".join(part for part in parts if part))


def _table(files: Sequence[ChangedFile]) -> str:
    rows = ["| file | lines | what |", "|---|---|---|"]
    for file in files[:MOST_FILES]:
        before = f" (was `{file.previous}`)" if file.previous else ""
        rows.append(f"| `{file.path}`{before} | +{file.additions} −{file.deletions} | {walkthrough(file)} |")
    if len(files) > MOST_FILES:
        rows.append(f"| … {plural(len(files), 'file')} in all | | |")
    return "\n".join(rows)


@command(ASK)
def ask(case: Case) -> Script:
    """Find where the change, its findings and the code speak of what is asked, and quote those places."""
    wanted = commanded(case)
    words = words_of(wanted.text)
    if not words:
        return Draft("**What do you want to know?** Write it behind the command: `/ask does this time out?`")
    diff, found = yield from together(
        call(read_diff, repository=wanted.repository, number=wanted.number),
        call(list_findings, repository=wanted.repository, number=wanted.number),
    )
    if isinstance(diff, ToolError):
        raise diff
    parts = [_spoken_of(diff, words)]
    if isinstance(found, Cited):
        parts.append(_found(found.result.findings, words, found.id))
    if not any(parts):
        for word in sorted(words, key=len, reverse=True)[:MOST_WORDS]:
            code = yield from attempt(search_code, repository=wanted.repository, text=word)
            if isinstance(code, Cited) and code.result.matches:
                places = [f"- `{one.path}:{one.line}`" for one in code.result.matches[:MOST_PLACES]]
                parts.append(
                    f"“{word}” stands in the code, outside of this change [{code.id}]:\n" + "\n".join(places)
                )
                break
    told = "\n\n".join(part for part in parts if part)
    if not told:
        asked = ", ".join(f"“{word}”" for word in sorted(words))
        return Draft(f"**Neither this change nor the code speaks of {asked}** [{diff.id}]. {OFFLINE}")
    return Draft(f"{told}\n\n{OFFLINE}")


def _spoken_of(diff: Cited[DiffResult], words: set[str]) -> str:
    """The changed lines that hold most of the words."""
    ranked: list[tuple[int, DiffLine]] = []
    for file in diff.result.files:
        for line in diff_lines(file):
            hits = sum(word in f"{line.text} {line.within} {line.path}".lower() for word in words)
            if hits and any(word in line.text.lower() for word in words):
                ranked.append((hits, line))
    best = [line for _, line in sorted(ranked, key=lambda pair: -pair[0])[:MOST_PLACES]]
    if not best:
        return ""
    shown = [
        f"- `{line.path}:{line.number}` {'+' if line.added else '−'} `{_code(line.text)}`" for line in best
    ]
    return f"**The change speaks of it here** [{diff.id}]:\n" + "\n".join(shown)


def _found(findings: Sequence[KeptFinding], words: set[str], evidence: str) -> str:
    about = [
        one
        for one in findings
        if any(word in f"{one.title} {one.why} {one.path} {one.rule}".lower() for word in words)
        and one.state in ("open", "published")
    ]
    if not about:
        return ""
    lines = [f"- `{one.place}` **{one.title}** {one.why}" for one in about[:MOST_PLACES]]
    return f"**I have found in it** [{evidence}]:\n" + "\n".join(lines)


@command(EXPLAIN)
def explain(case: Case) -> Script:
    """Say what stands at the lines of a thread, and why it was named, if it was."""
    wanted = commanded(case)
    if wanted.path is None:
        return Draft("**What shall I explain?** Say `/explain` in a thread at lines of the diff.")
    found, diff = yield from together(
        call(list_findings, repository=wanted.repository, number=wanted.number),
        call(read_diff, repository=wanted.repository, number=wanted.number),
    )
    parts = []
    if isinstance(found, Cited):
        mine = [one for one in found.result.findings if wanted.thread and one.comment == wanted.thread]
        parts += [_explained(one, found.id) for one in mine]
    if isinstance(diff, ToolError):
        raise diff
    line = wanted.line or next((one.number for file in diff.result.files if file.path == wanted.path
                                for one in diff_lines(file) if one.added), 1)  # fmt: skip
    text = yield from use(
        read_file, repository=wanted.repository, path=wanted.path, ref=diff.result.head_sha,
        first_line=max(line - AROUND, 1), last_line=line + AROUND,
    )  # fmt: skip
    parts.append(f"**The code there** [{text.id}]:\n\n```\n{_within(text.content)}\n```")
    return Draft("\n\n".join([*parts, "" if parts[:-1] else OFFLINE]).strip())


def _explained(finding: KeptFinding, evidence: str) -> str:
    cwe = f" ({finding.cwe})" if finding.cwe else ""
    lines = [f"**{finding.title}**{cwe}, {finding.severity}, at `{finding.place}` [{evidence}].", finding.why]
    if finding.suggestion:
        lines.append(f"What mends it: {finding.suggestion}")
    if finding.patch is not None:
        lines.append(f"This change was applied to a copy and checked:\n\n```\n{finding.patch.text}\n```")
    return "\n\n".join(line for line in lines if line)


def _within(content: str) -> str:
    return content.replace("```", "'''")


def _code(text: str) -> str:
    return text.strip().replace("`", "'")[:160]
