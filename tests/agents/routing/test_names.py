"""The names in an ask: from the catalogue, by their form, from earlier turns."""

from datetime import UTC, datetime
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.routing.names import Names, find_names, home_of
from storage.catalog import Catalog


@pytest.mark.parametrize(
    ("ask", "found"),
    [
        ("why did the last payments build fail?", {"service": "payments", "pipeline": "payments-build"}),
        ("is Search API slow", {"service": "search-api", "repository": "acme/search-api"}),
        ("any secrets in paymnts", {"service": "payments", "repository": "acme/payments"}),
        ("whats wrong with chekcout", {"service": "checkout"}),
        ("review payments#42", {"repository": "acme/payments", "pull_request": 42}),
        ("review paymnets#42", {"repository": "acme/payments", "pull_request": 42}),
        (
            "see https://github.com/acme/payments/pull/42/files",
            {"repository": "acme/payments", "pull_request": 42},
        ),
        ("<https://github.com/other/thing/pull/7|#7>", {"repository": "other/thing", "pull_request": 7}),
        ("payments/pull/42?", {"repository": "acme/payments", "pull_request": 42}),
        ("look at PR 42", {"pull_request": 42, "repository": None}),
        ("lgtm on #42?", {"pull_request": 42}),
        ("merge request !42", {"pull_request": 42}),
        ("ledger#9", {"repository": "ledger", "pull_request": 9, "service": None}),
        ("payments-build #318 died", {"pipeline": "payments-build", "build": 318, "pull_request": None}),
        ("why did build 318 fail", {"build": 318, "pull_request": None}),
        ("nightly-ci #12", {"pipeline": "nightly-ci", "build": 12}),
        ("is release 1.8 of checkout safe", {"release": "1.8", "service": "checkout"}),
        ("did v1.8.0-rc1 go out", {"release": "1.8.0-rc1"}),
        ("p95 is over 2.5 s, 1.5% errors", {"release": None}),
        ("what runs in prod", {"environment": "production"}),
        ("is stage broken", {"environment": "staging"}),
        ("KubePodCrashLooping fires", {"alert": "KubePodCrashLooping"}),
        ("the GitHub workflow on PostgreSQL", {"alert": None}),
        ("commits on release/1.8", {"branch": "release/1.8"}),
        ("how did costs develop", {"branch": None}),
        ("what is in 4f2a91c0", {"commit": "4f2a91c0"}),
        ("postmortem of inc-17", {"incident": "INC-17"}),
        ("cve-2021-44228?", {"advisory": "CVE-2021-44228"}),
        ("what did <@U0TOM> merge", {"person": "Tom Alvarez"}),
        ("priya's commits", {"person": "Priya Nair"}),
        ("open the handbook", {"repository": "acme/handbook", "service": None}),
    ],
)
def test_names(catalog: Catalog, now: datetime, ask: str, found: dict[str, Any]) -> None:
    names = find_names(ask, (), catalog, now)
    assert {key: getattr(names, key) for key in found} == found


def test_all_services_are_named_in_order(catalog: Catalog, now: datetime) -> None:
    names = find_names("compare payments with checkout and payments", (), catalog, now)
    assert names.service == "payments"
    assert names.services == ("payments", "checkout")


def test_follow_up_is_about_what_was_asked_before_not_what_was_answered(
    catalog: Catalog, now: datetime
) -> None:
    earlier = [
        "why did the last payments build fail?",
        "storefront and checkout are fine, payments is not [E1]",
    ]
    names = find_names("and who owns it?", earlier, catalog, now)
    assert (names.service, names.pipeline) == ("payments", "payments-build")


def test_newest_earlier_ask_comes_first(catalog: Catalog, now: datetime) -> None:
    names = find_names("why?", ["is payments slow?", "is checkout slow?"], catalog, now)
    assert names.service == "checkout"


def test_answer_gives_names_where_no_ask_did(catalog: Catalog, now: datetime) -> None:
    names = find_names("who owns it?", ["anything broken?", "checkout is slow [E1]"], catalog, now)
    assert names.service == "checkout"


def test_what_the_ask_names_itself_is_kept(catalog: Catalog, now: datetime) -> None:
    staging = find_names("same for staging", ["is checkout slow in production?"], catalog, now)
    assert (staging.service, staging.environment) == ("checkout", "staging")
    other = find_names("what about payments?", ["what changed in checkout since yesterday?"], catalog, now)
    assert (other.service, other.period) == ("payments", "since yesterday")
    pull = find_names("and #43?", ["review payments#42"], catalog, now)
    assert (pull.repository, pull.pull_request) == ("acme/payments", 43)


def test_a_new_subject_takes_nothing_over(catalog: Catalog, now: datetime) -> None:
    names = find_names("is checkout slow?", ["review payments#42", "x [E1]"], catalog, now)
    assert (names.service, names.pull_request) == ("checkout", None)
    alert = find_names("what to do when DiskFilling fires", ["review payments#42"], catalog, now)
    assert (alert.alert, alert.service) == ("DiskFilling", None)


NAMES = st.builds(
    Names,
    service=st.none() | st.text(max_size=9),
    services=st.lists(st.text(max_size=9), max_size=3).map(tuple),
    pull_request=st.none() | st.integers(0, 10**6),
    since=st.none() | st.datetimes(timezones=st.just(UTC)),
    moment=st.none() | st.datetimes(timezones=st.just(UTC)),
)


@given(names=NAMES)
def test_names_survive_json(names: Names) -> None:
    assert Names.load(names.dump()) == names


PIECES = (
    "payments # 42 last week https:// /pull/ 1.8 v PR friday since CVE- KubePod <@U0TOM> 2026-13-99 in may"
)
MORE_PIECES = (" ", "\x00", "é", "12:99", "9999", "days", "ago", "@")
ANY_PIECE = st.sampled_from((*PIECES.split(), *MORE_PIECES))


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=200) | st.lists(ANY_PIECE, max_size=20).map("".join))
def test_any_text_is_read(catalog: Catalog, now: datetime, text: str) -> None:
    names = find_names(text, (text,), catalog, now)
    assert Names.load(names.dump()) == names
    assert names.since is None or (names.since <= now and names.since.tzinfo is not None)


def test_a_channel_is_home_to_the_service_whose_it_is(catalog: Catalog, now: datetime) -> None:
    first, second, *others = catalog.services
    services = [
        first.model_copy(update={"channel": "C1"}),
        second.model_copy(update={"channel": "C2"}),
        *(service.model_copy(update={"channel": "C3"}) for service in others),
    ]
    channels = catalog.model_copy(update={"services": services})
    assert home_of("C1", channels, now).service == first.name
    assert home_of("C2", channels, now).service == second.name
    # Shared by several, nobody's, and none.
    assert {home_of(channel, channels, now) for channel in ("C3", "C9", None)} == {Names()}


WORDS = ("a", "aB", "1.", "https://a/", "-", "a-", "/", "release/", "A1a", "@", "<@", "0123abcdef")


@pytest.mark.parametrize(
    "unit",
    [
        *WORDS,
        "payments ",
        "#1 ",
        "last ",
        "in the ",
        "\n",
        "last \n",
        "x #",
        "qwertz ",
        "since 2026-",
        "pull ",
    ],
)
def test_40_000_characters_are_read_in_linear_time(catalog: Catalog, now: datetime, unit: str) -> None:
    start = perf_counter()
    find_names(unit * (40_000 // len(unit)), (), catalog, now)
    assert perf_counter() - start < 1  # 0.05 s alone; minutes, were a pattern quadratic
