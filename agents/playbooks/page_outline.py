"""A runbook in short: its sections with their steps and commands, in the page's own words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

LONGEST_STEP = 220
MOST_STEPS = 5  # of one section
MOST_COMMANDS = 3  # of one step
LONGEST_COMMAND = 200
LONGEST = 2_000  # what people read in a thread; the whole page is behind the details
SHELLS = ("", "sh", "bash", "shell", "console")
SECTION = re.compile(r"^## +(?P<heading>.+)$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\([^)\s]*\)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(slots=True)
class Step:
    """A paragraph or an item of a list, and the commands that stand below it."""

    text: str
    mark: str
    commands: list[str] = field(default_factory=list)

    def line(self) -> str:
        """The step as a line of Markdown."""
        short = [one for one in self.commands if len(one) <= LONGEST_COMMAND][:MOST_COMMANDS]
        shown = [f"`{one.replace('`', chr(39))}`" for one in short]
        more = ["…"] if len(short) < len(self.commands) else []
        return self.mark + " ".join(part for part in (self.text, *shown, *more) if part)


def about(text: str) -> str:
    """What the page says before its first section, up to a few sentences."""
    head = SECTION.split(text)[0]
    body = re.sub(r"^# .*$", "", head, flags=re.MULTILINE)
    return next((step.text for step in _steps(body)), "")


def outline(text: str, evidence: str) -> str:
    """The sections with their steps, as many as fit; the headings of the others.

    Args:
        text: The page.
        evidence: What it is cited as.
    """
    parts: list[str] = []
    left: list[str] = []
    room = LONGEST
    for heading, body in _sections(text).items():
        lines = [f"**{heading}** [{evidence}]"]
        for step in _steps(body):
            line = step.line()
            if len(lines) > MOST_STEPS or len(line) > room:
                break
            lines.append(line)
            room -= len(line)
        if len(lines) > 1:
            parts.append("\n".join(lines))
        else:
            left.append(heading)
    if left:
        parts.append(f"Further on that page [{evidence}]: {', '.join(left)}.")
    return "\n\n".join(parts)


def _sections(text: str) -> dict[str, str]:
    """Each section by its heading: a long one comes in several pieces."""
    _, *parts = SECTION.split(text)
    bodies: dict[str, str] = {}
    for heading, body in zip(parts[::2], parts[1::2], strict=True):
        bodies[heading.strip()] = f"{bodies.get(heading.strip(), '')}\n\n{body}"
    return bodies


def _steps(body: str) -> Iterator[Step]:
    last: Step | None = None
    mark, in_table = "", False
    for token in MarkdownIt("commonmark").enable("table").parse(body):
        if token.type in ("table_open", "table_close"):
            in_table = token.type == "table_open"
        elif token.type == "list_item_open":
            mark = f"{token.info}. " if token.info else "- "
        elif token.type == "list_item_close":
            mark = ""
        elif token.type == "inline" and not in_table:
            if last is not None:
                yield last
            last, mark = Step(_words(token), mark or "- "), mark and "  "
        elif token.type in ("fence", "code_block"):
            last = last or Step("", mark or "- ")
            last.commands += _commands(token)
    if last is not None:
        yield last


def _commands(token: Token) -> list[str]:
    """The commands of a block of code: of a shell one a line, of anything else it is one."""
    if token.info.strip() in SHELLS:
        lines = re.sub(r"[ \t]*(?:\\?\n\s*(?=\|)|\\\n\s*)", " ", token.content).splitlines()
    else:
        lines = [" ".join(token.content.split())]
    return [line.strip() for line in lines if line.strip()]


def _words(token: Token) -> str:
    """The first sentences, without links: those inside of a page lead nowhere from here."""
    text = _LINK.sub(r"\1", " ".join(token.content.split()))
    first, *further = _SENTENCE.split(text)
    for sentence in further:
        if len(first) + len(sentence) >= LONGEST_STEP:
            break
        first = f"{first} {sentence}"
    return first if len(first) <= 2 * LONGEST_STEP else f"{first[: 2 * LONGEST_STEP].rpartition(' ')[0]} …"
