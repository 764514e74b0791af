"""What to do when something happens.

Over evals/retrieval a second page within 0.02 of the first answers about as often as the first (9 and 11 of
43 questions). Further off the first answers six times as often (170 and 30 of 217): no other page is named.
"""

from agents.case import Case
from agents.playbooks.document_quote import age_of_page, nothing_found, quoted
from agents.playbooks.page_outline import about, outline
from agents.playbooks.playbook import Draft, Script, attempt, playbook, use
from tools.documents import DocumentPage, Passages, read_document, search_documents
from tools.toolbox import Cited

AS_GOOD = 0.02


@playbook("incident-responder", "runbook")
def runbook(case: Case) -> Script:
    """Read the page of the alert, or find the passage that answers; quote it; link a page that is as near."""
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
    quoted_places = {(quote.page.path, quote.page.heading) for quote in found.result.quotes}
    further = [
        f"[{item.heading}]({item.url})" if item.url else item.heading
        for item in found.result.passages[1:]
        if item.path == best.path and item.heading and (item.path, item.heading) not in quoted_places
    ]
    if further:
        lines.append(f"Read also on that page [{page.id}]: {', '.join(dict.fromkeys(further))}.")
    quoted_pages = {path for path, _ in quoted_places}
    other = next((item for item in found.result.passages if item.path != best.path), None)
    if other is not None and other.path not in quoted_pages and best.score - other.score <= AS_GOOD:
        lines.append(f"Or did you mean {other.link}? [{found.id}]")
    return "\n\n".join(lines)


def _whole(page: Cited[DocumentPage]) -> str:
    return f"{page.content}\n\nThe whole page [{page.id}]."
