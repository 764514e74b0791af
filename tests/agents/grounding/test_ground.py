"""What may be shown of an answer: realistic sentences, and properties that hold for any text."""

from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agents.grounding import Source, check, ground
from agents.grounding.check import WITHHELD

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
BUILD = Source(
    "E1",
    "payments-build #318 failed in stage Test at 2026-11-22T07:30:12Z after 184 s\n"
    "tests/test_refunds.py:41 AssertionError: Decimal('10.13') != Decimal('10.12')\n"
    "suspect: 9f3c2ab41d7e5f60718293a4b5c6d7e8f9012345 by Jonas Weber, 3 h 20 min ago\n"
    "pass rate of the last 40 runs: 0.875 (35 of 40)",
    {"commits": [1, 2, 3, 4, 5, 6]},
)
HEALTH = Source(
    "E2",
    "checkout p95: 0.6412 s now, 0.1797 s a week ago (3.57 times as much)\n"
    "5xx ratio 0.02431\nCheckoutHighLatency firing since 2026-11-21T14:50:00+00:00\n"
    "checkout-deploy #94 VERSION=1.7.3 at 2026-11-21 14:30, before it v1.7.2\n"
    "memory 1610612736 bytes; requests 14203.55; CVE-2018-18074, INC-17, larkfield/payments/pull/42\n"
    "billed 14,203.55 USD in 2026-10",
    {},
)
SOURCES = (BUILD, HEALTH)


def shown(text: str, said: str = "") -> str:
    return ground(text, SOURCES, said, NOW).text


@pytest.mark.parametrize(
    "text",
    [
        "Build #318 failed in **Test** [E1].",
        "payments-build 318 failed after 184 s, about 3 min [E1].",
        "It passes in 87.5 % of runs, so roughly 88% (35 of 40) [E1].",
        "It failed 3 h ago, at 07:30 [E1], on 22 November (Nov 22nd, 2026-11-22).",
        "p95 is 641 ms, was 180ms: 3.6x as slow [E2].",
        "p95 is 0.64 s against 0.18 s [E2].",
        "The 5xx ratio is 2.4 % [E2].",
        "Firing for 19 h 40 min, that is 20 hours or 19h [E2].",
        "1.7.3 came after v1.7.2, so the 1.7 line [E2].",
        "Commit 9f3c2ab by Jonas [E1], in full 9f3c2ab41d7e5f60718293a4b5c6d7e8f9012345.",
        "It uses 1.5 GiB, or 1.6 GB [E2].",
        "October 2026 cost 14,204 USD, $14,203.55 or 14.2k USD, in 2026-10 [E2].",
        "Like INC-17 and CVE-2018-18074; PR #42 brought it [E2].",
        "1. First\n2) Second\n- 3. Third\nHypothesis 2: the pool. Step 1: look.",
        "p95, p99, k8s, utf8, UTF-8, SHA-256, S3, 5xx, x86_64 and EC2 are words.",
        "tests/test_refunds.py:41 fails; a 3-tier app.",
        "It took 6 commits [E1].",
        "The 95th percentile is 641 ms [E2].",
        "Since yesterday, 2026-11-21 14:30 [E2].",
    ],
)
def test_what_stands_in_the_evidence_is_shown(text: str) -> None:
    assert shown(text) == text


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Build #319 failed.", ["#319"]),
        ("It took 185 s.", ["185 s"]),
        ("p95 is 700ms.", ["700ms"]),
        ("p95 is 0.7 s.", ["0.7 s"]),
        ("The ratio is 2.5 %.", ["2.5 %"]),
        ("It rose 4.1x.", ["4.1x"]),
        ("Between 61-62 % of users.", ["61", "62 %"]),
        ("3/7 of them", ["7"]),
        ("On 2026-11-19 at 08:15.", ["2026-11-19", "08:15"]),
        ("On 19 November.", ["19 November"]),
        ("Fixed in 1.7.4.", ["1.7.4"]),
        (
            "See CVE-2018-18075, INC-18 and GHSA-abcd-1234-efgh.",
            ["CVE-2018-18075", "INC-18", "GHSA-abcd-1234-efgh"],
        ),
        ("Commit 9f3c2ac.", ["9f3c2ac"]),
        ("17 errors", ["17"]),
        ("the 99th percentile", ["99th"]),
        ("It fired 9 h ago.", ["9 h"]),
        ("14,203,550 USD", ["14,203,550 USD"]),
        ("-93 %", ["93 %"]),
        ("$93", ["93"]),
        ("costs 93k", ["93k"]),
        ("1.7.3 and 93.", ["93"]),
    ],
)
def test_what_stands_in_no_evidence_is_withheld(text: str, wrong: list[str]) -> None:
    done = ground(text, SOURCES, "", NOW)
    assert list(done.withheld) == wrong
    assert all(item not in done.text for item in wrong)
    assert WITHHELD in done.text


def test_the_askers_own_numbers_may_be_repeated() -> None:
    assert shown("You asked about 93 things and PR #77.", said="are 93 things ok in #77?").startswith(
        "You asked about 93 things and PR #77"
    )


def test_citations_of_nothing_are_dropped_and_others_stand_alone() -> None:
    assert shown("It failed [E1, E2; E9] [E7].") == "It failed [E1][E2] ."
    assert shown("[E[E9]1]") == "[E1]"


def test_a_draft_is_told_what_is_wrong_with_it() -> None:
    assert check("p95 is 641 ms [E2].", SOURCES, "", NOW) == []
    assert check("All is well.", SOURCES, "", NOW) == [
        "It cites nothing. Cite each statement of fact, like [E1]."
    ]
    assert check("p95 is 700 ms [E9].", SOURCES, "", NOW) == [
        "[E9] is no evidence that exists.",
        "These stand in no evidence: 700 ms.",
    ]
    assert check("Hello.", (), "", NOW) == []


TEXTS = st.one_of(
    st.text(),
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "E",
                    "[E1]",
                    "[E9]",
                    "[",
                    "]",
                    "ms",
                    "%",
                    " ",
                    "\n",
                    ",",
                    ".",
                    "-",
                    ":",
                    "/",
                    "#",
                    "v",
                    "x",
                    "p",
                    "INC-",
                    "2026-11-22",
                    "T10:30",
                    "Nov ",
                    "h ",
                    "ago",
                    "1,000",
                    "‹",
                    WITHHELD,
                ]
            ),
            st.integers(0, 10**9).map(str),
            st.floats(allow_nan=False, allow_infinity=False).map(str),
            st.datetimes().map(str),
        ),
        max_size=30,
    ).map("".join),
)


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
@example("[E[E9]1]", "", "")
@example("9" * 400, "9" * 400, "")
def test_never_raises_and_is_settled_after_once(text: str, content: str, said: str) -> None:
    sources = (Source("E1", content, {}),)
    once = ground(text, sources, said, NOW)
    assert ground(once.text, sources, said, NOW) == type(once)(once.text, ())
    assert check(once.text, sources, said, NOW) in (
        [],
        ["It cites nothing. Cite each statement of fact, like [E1]."],
    )


@settings(max_examples=200, deadline=None)
@given(
    st.integers(3_000, 10**7),
    st.sampled_from(
        [
            "{}",
            "{} ms",
            "{}ms",
            "{}%",
            "{} requests",
            "~{}",
            "({})",
            "**{}**",
            "{}.",
            "{}-",
            "{}/s",
            "${}",
            "#{}",
            "={}",
            "{},",
            "{}x",
            "“{}”",
            "-{}",
            "+{}",
            "`{}`",
            "{}\n",
            "{}:",
            "{}k",
        ]
    ),
)
def test_no_number_passes_that_stands_in_no_evidence(number: int, form: str) -> None:
    said = f"There were {form.format(number)} of them [E1]."
    evidence = Source("E1", "build 17 of 2026 took 42 s", {})
    assert str(number) not in ground(said, (evidence,), "", NOW).text
    commas = f"There were {form.format(f'{number:,}')} of them [E1]."
    assert f"{number:,}" not in ground(commas, (evidence,), "", NOW).text


@settings(max_examples=200, deadline=None)
@given(st.floats(0.001, 10**6), st.integers(0, 4))
def test_every_rounding_of_a_number_in_the_evidence_passes(value: float, digits: int) -> None:
    value = round(value, 6)
    evidence = Source("E1", f"value: {value:.6f}", {})
    for said in (f"It is {value:.{digits}f} [E1].", f"It is {value * 100:,.{digits}f} % [E1]."):
        assert ground(said, (evidence,), "", NOW).text == said


@pytest.mark.parametrize(
    "text",
    [
        "\n" * 40_000,
        " " * 40_000,
        "9" * 40_000,
        "1," * 20_000,
        "1.2." * 10_000,
        "A" * 40_000,
        "[E1" * 13_000,
        "[E1, " * 8_000,
        "a1" * 20_000,
        "0f" * 20_000,
        "1 ms " * 8_000,
        "2026-11-" * 5_000,
        "1:0" * 13_000,
        "INC-1-" * 6_000,
        "#1" * 20_000,
        "1. " * 13_000,
        "Nov 1 " * 6_000,
        "‹unverified›" * 3_000,
        "1/" * 20_000,
        " ".join(str(number) for number in range(10_000, 16_500)),
    ],
    ids=lambda text: repr(text[:6]),
)
def test_takes_linear_time(text: str) -> None:
    content = " ".join(f"{number}.5" for number in range(20_000)) + text * 2
    begun = process_time()
    ground(text, (Source("E1", content, {}),), text, NOW)
    assert process_time() - begun < 5
