"""What to do when something happens."""

import re

from agents.case import Case
from agents.playbooks.document_quote import age_of_page, nothing_found, quoted
from agents.playbooks.playbook import Draft, Script, attempt, playbook, use
from agents.playbooks.wording import listed
from tools.documents import DocumentPage, Passages, read_document, search_documents
from tools.toolbox import Cited

STEP_CHARACTERS = 170
MOST_STEPS = 6
SECTION = re.compile(r"^## +(?P<heading>.+)$", re.MULTILINE)
MARKUP = re.compile(r"^(?:[-*]|\d+\.)\s+|^>\s?")


@playbook("incident-responder", "runbook")
def runbook(case: Case) -> Script:
    """Read the page of the alert, or find the passage that answers; quote it and link related pages."""
    if case.names.alert is not None:
        named = yield from attempt(read_document, path=case.names.alert)
        if isinstance(named, Cited):
            return Draft(_outline(named), details=_whole(named))
    found = yield from use(search_documents, query=case.text)
    if not found.result.passages:
        return Draft(nothing_found(found))
    page = yield from use(read_document, path=found.result.passages[0].path)
    return Draft(_quote(found, page), details=_whole(page))


def _outline(page: Cited[DocumentPage]) -> str:
    """The page in short: what it is about, and the beginning of each of its sections, in its own words."""
    head, *sections = SECTION.split(page.result.text)
    parts = [f"**{page.result.name}** [{page.id}]{age_of_page(page)}"]
    about = _first_words(head.partition("\n")[2])
    if about:
        parts.append(f"> {about}")
    pairs = list(zip(sections[::2], sections[1::2], strict=True))
    steps = [f"**{heading.strip()}**: {_first_words(body)}" for heading, body in _joined(pairs)]
    if steps:
        parts.append(f"What the page says to do [{page.id}]:\n{listed(steps, MOST_STEPS)}")
    return "\n\n".join(parts)


def _joined(sections: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Sections in their order, each heading once: a long section comes in several pieces."""
    bodies: dict[str, str] = {}
    for heading, body in sections:
        bodies.setdefault(heading, body)
    return [(heading, body) for heading, body in bodies.items() if _first_words(body)]


def _first_words(text: str) -> str:
    """The first sentence or step, without its markup."""
    for block in text.strip().split("\n\n"):
        line = " ".join(MARKUP.sub("", part.strip()) for part in block.splitlines())
        if line and not line.startswith(("```", "|", "#")):
            return line if len(line) <= STEP_CHARACTERS else f"{line[:STEP_CHARACTERS].rpartition(' ')[0]} …"
    return ""


def _quote(found: Cited[Passages], page: Cited[DocumentPage]) -> str:
    best = found.result.passages[0]
    lines = quoted(found)
    further = [item.heading for item in found.result.passages[1:] if item.path == best.path and item.heading]
    if further:
        lines.append(f"Read also on that page [{page.id}]: {', '.join(dict.fromkeys(further))}.")
    quoted_pages = {quote.page.path for quote in found.result.quotes}
    others = [item.title for item in found.result.passages if item.path not in {best.path, *quoted_pages}]
    if others:
        lines.append(f"Related pages [{found.id}]: {', '.join(list(dict.fromkeys(others))[:3])}.")
    return "\n\n".join(lines)


def _whole(page: Cited[DocumentPage]) -> str:
    return f"{page.content}\n\nThe whole page [{page.id}]."
