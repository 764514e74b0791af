"""What to do when something happens."""

from agents.case import Case
from agents.playbooks.playbook import Draft, Script, playbook, use
from tools.documents import Passages, read_document, search_documents
from tools.toolbox import Cited

QUOTED_CHARACTERS = 900
OLD_DAYS = 365


@playbook("incident-responder", "runbook")
def runbook(case: Case) -> Script:
    """Find the page by the alert's name or by meaning, quote the passage that answers, link the others."""
    found = yield from use(search_documents, query=case.names.alert or case.text)
    passages = found.result.passages
    if not passages:
        return Draft(
            f"I found no page about this [{found.id}]. If there is one, add its folder to KNOWLEDGE_FOLDERS."
        )
    page = yield from use(read_document, path=passages[0].path)
    return Draft(_text(found, page.id), details=f"{page.content}\n\nThe whole page [{page.id}].")


def _text(found: Cited[Passages], page: str) -> str:
    best = found.result.passages[0]
    same = [passage for passage in found.result.passages if passage.path == best.path]
    quote = "\n".join(f"> {line}" for line in _quotable(best.text).splitlines())
    lines = [f"**{best.title}** says, under “{best.heading or best.title}” [{found.id}]:", quote]
    further = [passage.heading for passage in same[1:] if passage.heading]
    if further:
        lines.append(f"Read also on that page [{page}]: {', '.join(dict.fromkeys(further))}.")
    others = list(dict.fromkeys(item.title for item in found.result.passages if item.path != best.path))
    if others:
        lines.append(f"Related pages [{found.id}]: {', '.join(others[:3])}.")
    if best.age_days is not None and best.age_days > OLD_DAYS:
        lines.append(f":warning: Last changed {best.date}: check that it still holds.")
    return "\n\n".join(lines)


def _quotable(text: str) -> str:
    """The passage up to a whole line, so that no sentence or code block is cut in its middle."""
    if len(text) <= QUOTED_CHARACTERS:
        return text
    cut = text[:QUOTED_CHARACTERS].rpartition("\n")[0] or text[:QUOTED_CHARACTERS]
    return f"{cut}\n```\n…" if cut.count("```") % 2 else f"{cut}\n…"
