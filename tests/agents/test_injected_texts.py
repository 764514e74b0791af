"""Every injected text of the collection stays inside its fence and carries nothing out."""

from collections import Counter

import pytest

from agents.fencing import as_data, fenced
from agents.grounding.hosts import KnownHosts
from agents.grounding.links import limit_links
from benchmarks.attack.corpus import Injected, injected_texts
from benchmarks.attack.model import carrying, escaped
from bot.texts import link_citations
from tests.agents.grounding.test_links import wrong_links

TEXTS = injected_texts()
PLACES = {
    *("log-line", "pull-request-title", "pull-request-body", "commit-message", "runbook-page"),
    *("alert-annotation", "file-name", "metric-label", "csv-cell", "slack-message", "file-content"),
}


def test_there_are_many_of_each_kind() -> None:
    assert len(TEXTS) >= 150
    assert len({item.text for item in TEXTS}) == len(TEXTS) == len({item.id for item in TEXTS})
    assert {item.place for item in TEXTS} == PLACES
    assert len({item.language for item in TEXTS}) >= 6
    assert min(Counter(item.technique for item in TEXTS).values()) >= 4


@pytest.mark.parametrize("injected", TEXTS, ids=lambda item: item.id)
def test_it_stays_inside_and_leads_nowhere(injected: Injected) -> None:
    assert escaped(fenced("evidence", injected.text, title=injected.text)) == 0
    assert escaped(as_data(injected.text)) == 0
    said = limit_links(carrying("what was read", injected), KnownHosts(frozenset({"github.com"})))
    assert wrong_links(said.text) == []
    assert "evil.example" not in said.text
    shown = link_citations(said.text, {})
    assert "<!" not in shown
    assert "<@" not in shown
