"""Quotes documents, says how old they are and what speaks against them: a part of several playbooks."""

import re
from textwrap import dedent

from tools.documents import DocumentPage, Otherwise, Passage, Passages
from tools.documents.age import ago, is_old
from tools.toolbox import Cited

ASKED_CHARACTERS = 120
_RELATIVE = re.compile(r"\[([^\[\]]{1,200})\]\((?![a-zA-Z]+:)[^()\s]{1,300}\)")


def quoted(found: Cited[Passages]) -> list[str]:
    """Paragraphs: the sentences that decide, each under its place, and the warnings that belong to them."""
    paragraphs = []
    for quote in found.result.quotes:
        page = quote.page
        place = f", under “{page.heading}”" if page.heading else ""
        lead = f"**{page.link}** says{place}{_changed(page)} [{found.id}]:"
        paragraphs.append(f"{lead}\n{_marked(quote.text)}")
        if found.result.old(page):
            paragraphs.append(_warning(page.date))
        against = [one for one in found.result.newer if one.path == page.path]
        paragraphs += [_against(one, found.id) for one in against if one.said in quote.text]
    return paragraphs


def nothing_found(found: Cited[Passages]) -> str:
    """That the documents do not say it, and which pages come nearest."""
    asked = " ".join(found.result.query.split())
    about = asked if len(asked) <= ASKED_CHARACTERS else f"{asked[:ASKED_CHARACTERS].rpartition(' ')[0]} …"
    lines = [f"I found nothing about “{about}” in the documents [{found.id}]."]
    if found.result.nearest:
        pages = dict.fromkeys(page.link for page in found.result.nearest)
        lines.append(f"The nearest pages, which do not answer it [{found.id}]: {', '.join(pages)}.")
    return "\n\n".join(lines)


def without_relative_links(text: str) -> str:
    """The text with links that lead somewhere only from its own page as words."""
    return _RELATIVE.sub(r"\1", text)


def age_of_page(page: Cited[DocumentPage]) -> str:
    """When a page was changed, with a warning on a line of its own where that is long ago."""
    result = page.result
    if result.age_days is None:
        return ""
    when = f", changed {ago(result.age_days)}"
    return f"{when}\n{_warning(result.date)}" if is_old(result.age_days, result.old_days) else when


def _changed(page: Passage) -> str:
    return f" (changed {ago(page.age_days)})" if page.age_days is not None else ""


def _warning(date: str) -> str:
    return f":warning: Last changed {date}: check that it still holds."


def _against(one: Otherwise, evidence: str) -> str:
    place = f", under “{one.page.heading}”" if one.page.heading else ""
    lead = f":warning: A newer page says otherwise: {one.page.link}{place}{_changed(one.page)} [{evidence}]:"
    return f"{lead}\n{_marked(one.otherwise)}"


def _marked(text: str) -> str:
    # What stands in a list is indented there; here it would be shown as it is.
    return "\n".join(f"> {line}" for line in dedent(without_relative_links(text)).splitlines())
