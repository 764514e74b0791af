"""An ask as a model reads it."""

from datetime import UTC, datetime

from agents.case import Case
from agents.crew.reading import BOARDS, readable
from agents.routing.names import Names
from agents.routing.strangers import Stranger

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def test_a_model_is_told_that_no_service_has_the_name() -> None:
    near = Case("is shopfront slow?", NOW, Names(), stranger=Stranger("shopfront", ("storefront",)))
    assert "No service is called shopfront. The catalogue has: storefront\n" in readable(near, ())
    none = Case("is unicorn slow?", NOW, Names(), stranger=Stranger("unicorn", (), ("payments", "checkout")))
    assert "No service is called unicorn. The catalogue has: payments, checkout\n" in readable(none, ())
    assert "No service is called" not in readable(Case("is it slow?", NOW, Names()), ())


def test_a_model_is_told_that_a_list_of_the_findings_follows() -> None:
    names = Names(repository="acme/payments", pull_request=42)
    asked = "review payments#42"
    assert BOARDS in readable(Case(asked, NOW, names, boards=True), ())
    assert BOARDS not in readable(Case(asked, NOW, names), ())
    assert BOARDS not in readable(Case("is it slow?", NOW, Names(), boards=True), ())
