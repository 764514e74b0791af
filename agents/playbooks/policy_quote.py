"""Quotes the policy that answers a question: a part of several playbooks."""

from collections.abc import Generator
from typing import Any

from agents.playbooks.document_quote import without_relative_links
from agents.playbooks.playbook import Call, Draft, Outcome, use
from tools.policies import find_policy


def quote_policy(question: str) -> Generator[list[Call[Any]], list[Outcome], Draft]:
    """Look the question up and quote the best lines."""
    found = yield from use(find_policy, question=question)
    passages = found.result.passages
    if not passages:
        return Draft(f"No policy says anything about this [{found.id}].")
    best = passages[0]
    quote = "\n".join(f"> {line}" for line in without_relative_links(best.text).splitlines())
    one = best.first_line == best.last_line
    lines = f"line {best.first_line}" if one else f"lines {best.first_line}–{best.last_line}"
    page = f"[{best.title}]({best.url})" if best.url else best.title
    return Draft(
        f"The policy **{page}** says ({lines}) [{found.id}]:\n{quote}",
        details=f"{found.content}\n\nFrom the policies [{found.id}].",
    )
