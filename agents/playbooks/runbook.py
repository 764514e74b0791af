"""What to do when something happens."""

from agents.case import Case
from agents.playbooks.document_quote import age_of_page, nothing_found, quoted
from agents.playbooks.page_outline import about, outline
from agents.playbooks.playbook import Draft, Script, attempt, playbook, use
from tools.documents import DocumentPage, Passages, read_document, search_documents
from tools.toolbox import Cited


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
    """The page in short: what it is about, and its sections with their steps, in its own words."""
    parts = [f"**{page.result.name}** [{page.id}]{age_of_page(page)}"]
    if said := about(page.result.text):
        parts.append(f"> {said}")
    parts.append(outline(page.result.text, page.id))
    return "\n\n".join(parts).rstrip()


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
