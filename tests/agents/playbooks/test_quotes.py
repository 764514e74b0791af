"""How runbooks, policies and severities are quoted: short, linked, without pages that are further off."""

from datetime import UTC, datetime

import pytest

from agents.case import Case
from agents.playbooks.playbook import Draft, Playbook
from agents.playbooks.runbook import runbook
from agents.playbooks.security_policy import security_policy
from agents.playbooks.severity import severity
from agents.routing.names import Names
from tools.documents import DocumentPage, Passage, Passages, Quoted
from tools.policies import PolicyPassage, PolicyPassages, SeverityDefinitions
from tools.tool import ToolResult
from tools.toolbox import Cited


def said(playbook: Playbook, text: str, *results: ToolResult) -> Draft:
    """What a playbook says of results that its calls bring one after another."""
    script = playbook(Case(text, datetime(2026, 3, 20, tzinfo=UTC), Names()))
    try:
        next(script)
        for number, result in enumerate(results, 1):
            script.send([Cited(number, result, result.title(), result.content(), ())])
    except StopIteration as stop:
        draft: Draft = stop.value
        return draft
    raise AssertionError("it wants more results")


def passage(title: str, heading: str, score: float) -> Passage:
    path = f"{title.lower()}.md"
    return Passage(
        path=path,
        title=title,
        heading=heading,
        url=f"https://wiki.example/{path}#{heading.lower()}",
        date="",
        age_days=None,
        score=score,
        text="Look first.",
    )


def runbook_text(*passages: Passage, quote: str = "Look first.") -> str:
    found = Passages(
        query="q", passages=list(passages), quotes=[Quoted(page=passages[0], text=quote)], url=passages[0].url
    )
    page = DocumentPage(path="keys.md", name="Keys", date="", age_days=None, text="# Keys\n\nLook first.")
    return said(runbook, "what to do with a leaked key", found, page).text


def test_another_page_is_linked_where_it_is_as_near() -> None:
    first = passage("Keys", "Rotate", 0.9)
    assert "Or did you mean [Tokens](https://wiki.example/tokens.md#rotate)? [E1]" in runbook_text(
        first, passage("Tokens", "Rotate", 0.89)
    )
    assert "Severities" not in runbook_text(first, passage("Severities", "All", 0.85))


def test_further_sections_are_linked_and_none_is_named_twice() -> None:
    text = runbook_text(
        passage("Keys", "Rotate", 0.9), passage("Keys", "Rotate", 0.9), passage("Keys", "After", 0.88)
    )
    assert "Read also on that page [E2]: [After](https://wiki.example/keys.md#after)." in text


def test_what_stands_in_a_list_is_quoted_without_its_indentation() -> None:
    text = runbook_text(passage("Keys", "Rotate", 0.9), quote="   ```sh\n   rotate\n   ```")
    assert "> ```sh\n> rotate\n> ```" in text


def test_a_link_that_leads_nowhere_from_slack_is_quoted_as_words() -> None:
    text = runbook_text(
        passage("Keys", "Rotate", 0.9), quote="See [tokens](tokens.md) and [x](https://x.example)."
    )
    assert "> See tokens and [x](https://x.example)." in text


@pytest.mark.parametrize(("last", "place"), [(7, "(line 7)"), (9, "(lines 7–9)")])
def test_a_policy_is_linked_and_its_own_links_are_words(last: int, place: str) -> None:
    best = PolicyPassage(
        path="p.md",
        title="Deadlines",
        heading="Secrets",
        first_line=7,
        last_line=last,
        text="Within 4 hours. How: [rotate](../runbooks/rotate.md), see [more](https://x.example/more).",
        url="https://wiki.example/p.md",
        score=1.0,
    )
    text = said(security_policy, "q", PolicyPassages(question="q", passages=[best], problems=[])).text
    assert text.startswith(f"The policy **[Deadlines](https://wiki.example/p.md)** says {place} [E1]:\n")
    assert "How: rotate, see [more](https://x.example/more)." in text


@pytest.mark.parametrize(
    ("ask", "named"), [("how bad is sev2", ["SEV2"]), ("how bad is it", ["SEV1", "SEV2"])]
)
def test_a_severity_that_is_asked_about_is_defined_alone(ask: str, named: list[str]) -> None:
    times = {"respond_minutes": 5, "update_minutes": 30, "postmortem": "required", "page": ["on-call"]}
    levels = [{"name": name, "means": "bad", **times} for name in ("SEV1", "SEV2")]
    found = SeverityDefinitions.model_validate({"source": "policies", "levels": levels})
    text = said(severity, ask, found).text
    assert [name for name in ("SEV1", "SEV2") if f"**{name}**" in text] == named
