"""Talks about one finding of a review: why it matters, how data gets there, the code, and what mends it."""

import re
from collections.abc import Iterator, Sequence

from agents.case import Case
from agents.commands import BRING_UP, DISCUSS
from agents.playbooks.finding_text import (
    change,
    code_block,
    headline,
    how_sure,
    inline,
    plain,
    reason,
)
from agents.playbooks.playbook import (
    Draft,
    Script,
    Step,
    attempt,
    call,
    command,
    playbook,
    together,
    use,
)
from agents.playbooks.pull_request_text import diff_lines, words_of
from agents.playbooks.wording import ask_back, listed
from tools.repos import FileText, read_diff, read_file, search_code
from tools.reviews import FindingList, KeptFinding, list_findings
from tools.tool import ToolError
from tools.toolbox import Cited

AROUND = 5  # lines before and after the finding's own
WIDER = 18  # where somebody asks for the code
MOST_CALLERS = 6
MOST_NAMED = 10
MOST_FILES = 4  # that the way of the data is shown in
WHY, WAY, CODE, MEND, SURE = "why", "way", "code", "mend", "sure"
# What people want to know of a finding, by what they say.
ASPECTS = {
    WHY: r"\b(?:why|problem|matters?|risk\w*|danger\w*|harm|impact|bad|wrong|explain|mean|cwe|happens?)\b",
    WAY: r"\b(?:reach\w*|exploit\w*|attack\w*|inputs?|comes?|flow\w*|calls?|called|calling|callers?|used"
    r"|path|way|how (?:can|could|does|would) (?:it|this|that|data|somebody|someone))\b",
    CODE: r"\b(?:show|code|around|context|lines?|snippet|surround\w*|look)\b",
    MEND: r"\b(?:fix\w*|mend\w*|solve|suggest\w*|patch|instead|rewrit\w+|avoid|help|remed\w+|better"
    r"|how (?:do|should|can|would) (?:i|we|you|one|it))\b",
    SURE: r"\b(?:sure|false positive|certain|real|confiden\w+|analysers?|analyzers?|tools?|rules?|flag\w*"
    r"|found)\b",
}
_PLACE = re.compile(r"(?P<path>[\w./-]+\.\w{1,5})(?::(?P<line>\d{1,7}))?")
_DEFINED = re.compile(
    r"^\s*(?:[a-z]+\s+)*?(?:def|func|fun|function|fn)\s+(?:\([^)]*\)\s*)?(?P<name>[A-Za-z_]\w*)"
)
WHICH = "Which finding? Press *Discuss* at one, or name its place, such as `app/search.py:14`."


@playbook("code-reviewer", "discuss_finding")
@command(DISCUSS, BRING_UP)
def discuss(case: Case) -> Script:
    """Tell why a finding matters, how data gets to it, what the code there is and what would mend it."""
    wanted, names = case.command, case.names
    repository = wanted.repository if wanted else names.repository or names.service
    number = wanted.number if wanted else names.pull_request
    if repository is None or number is None:
        return ask_back("Which finding of which pull request? Ask for a review first: review payments#42.")
    found = yield from use(list_findings, repository=repository, number=number)
    listing: FindingList = found.result
    question = wanted.text if wanted else case.text
    finding = _meant(listing.findings, question, wanted.finding if wanted else None)
    if finding is None:
        return _which(found, question)
    return (yield from _talk(found, finding, question, _aspects(question)))


def _talk(found: Cited[FindingList], finding: KeptFinding, question: str, aspects: Sequence[str]) -> Script:
    listing = found.result
    around = WIDER if CODE in aspects and question else AROUND
    text = yield from attempt(
        read_file, repository=listing.repository, path=finding.path, ref=listing.head,
        first_line=max(finding.line - around, 1), last_line=finding.end_line + around,
    )  # fmt: skip
    parts = [headline(finding, found.id)]
    for aspect in aspects:
        if aspect == WHY:
            parts.append(reason(finding, found.id))
        elif aspect == SURE:
            parts.append(how_sure(finding, found.id))
        elif aspect == CODE:
            parts.append(_code(text, finding))
        elif aspect == MEND:
            parts.append(change(finding, found.id, text.result if isinstance(text, Cited) else None))
        elif finding.steps:
            parts.append((yield from _way(found, finding)))
        elif question:
            parts.append((yield from _callers(found, finding, text)))
    return Draft("\n\n".join(part for part in parts if part))


def _aspects(question: str) -> list[str]:
    """What is asked for; everything that makes a first picture where that can't be told."""
    asked = [name for name, words in ASPECTS.items() if re.search(words, question, re.IGNORECASE)]
    if asked == [WHY, CODE] or (asked == [WHY, WAY] and "reach" in question.lower()):
        # "why is this line a problem" wants no listing of the code.
        return asked[:1] if asked[1] == CODE else asked[1:]
    return asked or [WHY, CODE, WAY, MEND]


def _meant(findings: Sequence[KeptFinding], question: str, brought_up: str | None) -> KeptFinding | None:
    """The finding that is named in a question, or else the one that the thread talks about."""
    for place in _PLACE.finditer(question):
        at = [one for one in findings if one.path == place["path"] or one.path.endswith("/" + place["path"])]
        exact = [one for one in at if place["line"] and one.line <= int(place["line"]) <= one.end_line]
        if exact or len(at) == 1:
            return (exact or at)[0]
    if brought_up is not None:
        return next((one for one in findings if one.id == brought_up), None)
    words = words_of(question)
    fit = [
        (sum(word in f"{one.title} {one.rule} {one.cwe}".lower() for word in words), one)
        for one in findings
        if one.state != "beyond"
    ]
    best = max((hits for hits, _ in fit), default=0)
    alike = [one for hits, one in fit if hits == best]
    return alike[0] if len(alike) == 1 else None


def _which(found: Cited[FindingList], question: str) -> Draft:
    listing = found.result
    if not listing.findings:
        where = f"{listing.repository}#{listing.number}"
        return Draft(
            f"**No review of {where} has found anything so far** [{found.id}]. Ask for one: review {where}."
        )
    lines = [
        f"`{inline(one.place)}` {plain(one.title)} ({one.state}) [{found.id}]" for one in listing.findings
    ]
    return Draft(f"**{WHICH}**\n\n{listed(lines, MOST_NAMED)}")


def _code(text: Cited[FileText] | ToolError, finding: KeptFinding) -> str:
    if isinstance(text, ToolError):
        return f"The code there could not be read: {text}"
    marked = range(finding.line, finding.end_line + 1)
    return f"**The code** at `{inline(finding.place)}` [{text.id}]:\n\n" + code_block(text.result, marked)


def _way(found: Cited[FindingList], finding: KeptFinding) -> Step[str]:
    """The places through which the data goes, each with its line."""
    listing, cited = found.result, []
    lines: dict[tuple[str, int], str] = {}
    for path in list(dict.fromkeys(step.path for step in finding.steps))[:MOST_FILES]:
        numbers = [step.line for step in finding.steps if step.path == path]
        text = yield from attempt(
            read_file, repository=listing.repository, path=path, ref=listing.head,
            first_line=min(numbers), last_line=max(numbers),
        )  # fmt: skip
        if isinstance(text, ToolError):
            continue
        cited.append(f"[{text.id}]")
        lines |= {(path, number): line for number, line in _numbered(text.result)}
    told = []
    for nth, step in enumerate(finding.steps, 1):
        line = inline(lines.get((step.path, step.line), ""))
        told.append(f"{nth}. `{inline(f'{step.path}:{step.line}')}`" + (f" `{line}`" if line else ""))
    return (
        f"**Yes: data gets there from outside**, along these lines [{found.id}]{''.join(cited)}:\n"
        + "\n".join(told)
    )


def _numbered(text: FileText) -> Iterator[tuple[int, str]]:
    return iter(enumerate(text.text.split("\n"), text.first_line))


def _callers(found: Cited[FindingList], finding: KeptFinding, text: Cited[FileText] | ToolError) -> Step[str]:
    """Who calls the function around the finding: what can be said where no way of the data is known."""
    by = plain(finding.analyser) or "the analyser"
    lead = f"**No way of data to this line is known**: {by} judged the line by itself"
    if isinstance(text, ToolError):
        return f"{lead} [{found.id}]."
    name = _function(text.result, finding.line)
    if name is None:
        return f"{lead} [{found.id}]. It stands outside of a function, so it runs when its file is loaded."
    calls, diff = yield from together(
        call(search_code, repository=found.result.repository, text=f"{name}("),
        call(read_diff, repository=found.result.repository, number=found.result.number),
    )
    places: dict[str, str] = {}
    if isinstance(diff, Cited):
        new = [line for file in diff.result.files for line in diff_lines(file) if line.added]
        places |= {
            f"{one.path}:{one.number}": f"{inline(one.text)}` in this change [{diff.id}]"
            for one in new
            if f"{name}(" in one.text and not _DEFINED.match(one.text)
        }
    if isinstance(calls, Cited):
        places = {
            f"{one.path}:{one.line}" if one.line else one.path: (
                f"{inline(one.text)}` on the default branch [{calls.id}]"
            )
            for one in calls.result.matches
            if not _DEFINED.match(one.text)
        } | places
    if not places:
        looked = "".join(f"[{one.id}]" for one in (calls, diff) if isinstance(one, Cited))
        return f"{lead} [{found.id}]. I see no call of `{name}`, in this change or before it {looked}."
    lines = [f"`{inline(place)}` `{text}" for place, text in places.items()]
    return f"{lead} [{found.id}]. `{name}` is called here:\n{listed(lines, MOST_CALLERS)}"


def _function(text: FileText, line: int) -> str | None:
    """The function in which a line stands, as far as it can be seen in the text."""
    before = [words for number, words in _numbered(text) if number <= line]
    return next((match["name"] for words in reversed(before) if (match := _DEFINED.match(words))), None)
