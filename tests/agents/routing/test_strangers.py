"""A name that no service has is told from the words that people ask with."""

import pytest

from agents.routing.examples import read_examples
from agents.routing.strangers import Stranger, find_stranger
from storage.catalog import Catalog, ServiceEntry


@pytest.mark.parametrize(
    ("ask", "name"),
    [
        ("is unicorn slow?", "unicorn"),
        ("is the unicorn service slow right now?", "unicorn"),
        ("and is Unicorn slow?", "unicorn"),
        ("how’s unicorn doing", "unicorn"),
        ("unicorn is down", "unicorn"),
        ("what is unicorn's latency", "unicorn"),
        ("any alerts for uni-corn in production?", "uni-corn"),
    ],
)
def test_the_name_of_no_service_is_found(catalog: Catalog, ask: str, name: str) -> None:
    found = find_stranger(ask, catalog)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "ask",
    [
        "is payments slow?",
        "is paymnets slow?",
        "is it slow?",
        "is anything on fire?",
        "what did Priya deploy",
        "is DiskFilling firing?",
        "is larkspur slower than wombat?",
        "",
    ],
)
def test_other_words_are_none(catalog: Catalog, ask: str) -> None:
    assert find_stranger(ask, catalog) is None


def test_near_names_are_offered_the_nearest_first(catalog: Catalog) -> None:
    assert find_stranger("is paymentario slow?", catalog) == Stranger("paymentario", ("payments",))
    some = tuple(entry.name for entry in catalog.services)
    assert find_stranger("is zzyzx slow?", catalog) == Stranger("zzyzx", (), some)
    assert find_stranger("is unicorn slow?", Catalog()) is None
    other = Catalog(services=(ServiceEntry(name="notifications"), ServiceEntry(name="Storefront")))
    assert find_stranger("is unicorn slow?", other) == Stranger(
        "unicorn", (), ("notifications", "Storefront")
    )


@pytest.mark.parametrize("intent", ["service_health", "alerts"])
def test_asks_that_name_no_service_have_hardly_a_stranger(catalog: Catalog, intent: str) -> None:
    unnamed = [line for line in read_examples()[intent] if "{" not in line]
    found = [line for line in unnamed if find_stranger(line, catalog) is not None]
    assert len(unnamed) > 50
    assert len(found) <= len(unnamed) * 0.02, found


def test_most_asks_after_a_service_that_is_none_are_seen(catalog: Catalog) -> None:
    lines = [line for line in read_examples()["service_health"] if "{service}" in line]
    asks = [line.replace("{service}", "unicorn") for line in lines if line.count("{") == 1]
    found = [find_stranger(ask, catalog) for ask in asks]
    assert sum(one is not None for one in found) > len(asks) / 2
    assert {one.name for one in found if one is not None} == {"unicorn"}
