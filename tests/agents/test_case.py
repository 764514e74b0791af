"""An ask as the crew sees it."""

from dataclasses import replace
from datetime import UTC, datetime

from agents.case import Case
from agents.routing.names import Names
from agents.routing.strangers import Stranger

HOME = Names(service="payments", services=("payments",), repository="acme/payments")
CASE = Case(
    "why did the last build fail?",
    datetime(2026, 1, 2, tzinfo=UTC),
    Names(),
    home=HOME,
    repositories=("acme/payments",),
    stranger=Stranger("paymentario", ("payments",)),
    boards=True,
)


def test_what_names_no_place_is_about_the_channels_service() -> None:
    assert CASE.here == HOME
    assert replace(CASE, names=Names(release="1.8")).here == replace(HOME, release="1.8")


def test_a_named_place_is_the_one() -> None:
    named = Names(service="checkout", services=("checkout",))
    assert replace(CASE, names=named).here == named


def test_nothing_is_lost_on_the_way_through_the_graph() -> None:
    assert Case.load(CASE.dump()) == CASE
