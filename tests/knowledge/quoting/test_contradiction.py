from typing import Any

import pytest

from knowledge.quoting.contradiction import contradictions
from knowledge.quoting.deciding import Quote
from knowledge.search.hit import Hit


def _hit(path: str, title: str, date: str, text: str, **details: Any) -> Hit:
    return Hit(path=path, title=title, heading="", url=None, date=date, score=1, text=text, details=details)


def _old(text: str, title: str = "Database connections") -> Quote:
    return Quote(_hit("old.md", title, "2025-01-01", text), text)


@pytest.mark.parametrize(
    ("said", "otherwise"),
    [
        ("The connection pool has 20 connections.", "The connection pool has 50 connections."),
        ("Wait 5 minutes before you restart it.", "Before you restart it, wait for 10 minutes."),
        ("Postgres 14.2 is what we run.", "We run Postgres 16.1."),
        ("Restart the pool with `poolctl restart`.", "Restart the pool with `db pool bounce`."),
        ("You may raise the limit in production.", "You may not raise the limit in production."),
        ("| pool size | 20 |", "| pool size | 50 |"),
    ],
)
def test_a_newer_page_with_another_fact_is_found(said: str, otherwise: str) -> None:
    newer = _hit("new.md", "Connections of the database", "2026-05-05", f"Some words.\n\n{otherwise}\n")
    (found,) = contradictions([_old(said)], [newer])
    assert (found.said, found.otherwise, found.newer.path) == (said, otherwise, "new.md")
    older = _hit("new.md", "Connections of the database", "2024-05-05", otherwise)
    assert contradictions([_old(said)], [older]) == []


@pytest.mark.parametrize(
    ("title", "otherwise"),
    [
        ("Database connections", "The connection pool has 20 connections."),
        ("Database connections", "The connection pool has 20 connections for each of 4 replicas."),
        ("Database connections", "The dashboard refreshes every 50 seconds."),
        ("Queue connections", "The connection pool has 50 connections."),
        ("Database connections", "What to do when the connection pool is empty."),
    ],
)
def test_what_speaks_of_something_else_is_no_contradiction(title: str, otherwise: str) -> None:
    newer = _hit("new.md", title, "2026-05-05", otherwise)
    assert contradictions([_old("The connection pool has 20 connections.")], [newer]) == []


def test_pages_of_different_services_do_not_contradict() -> None:
    said, otherwise = "Page the owner after 5 minutes.", "Page the owner after 15 minutes."
    old = _hit("old.md", "Escalation", "2025-01-01", said, services=["payments"])
    for services, count in ((["checkout"], 0), (["payments", "checkout"], 1)):
        newer = _hit("new.md", "Escalation", "2026-01-01", otherwise, services=services)
        assert len(contradictions([Quote(old, said)], [newer])) == count


def test_a_name_that_both_say_is_the_same_subject_under_any_title() -> None:
    said = "CheckoutHighLatency fires after 5 minutes."
    newer = _hit("new.md", "Alerts of the store", "2026-05-05", "CheckoutHighLatency fires after 15 minutes.")
    assert len(contradictions([_old(said, "Latency")], [newer])) == 1
    other = _hit("new.md", "Alerts of the store", "2026-05-05", "PaymentsHighLatency fires after 15 minutes.")
    assert contradictions([_old(said, "Latency")], [other]) == []
