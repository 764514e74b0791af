"""Who answers an ask: one specialist, several, nobody; and asks that lean on earlier ones."""

from statistics import median
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.routing.classifier import classifier
from agents.routing.router import OfflineRouter
from agents.specialist import SpecialistId
from storage.catalog import Catalog

CODE, DEVOPS, SECURITY, COSTS, INCIDENTS = SpecialistId


@pytest.mark.parametrize(
    ("ask", "intent"),
    [
        ("why did the last payments build fail?", "failed_build"),
        ("what changed in checkout since yesterday?", "what_changed"),
        ("review payments#42", "review_pull_request"),
        ("is checkout slow right now?", "service_health"),
        ("what do we do when KubePodCrashLooping fires?", "runbook"),
        ("have we seen this before: 5xx after a deploy of checkout?", "past_incidents"),
        ("what did we spend last month, and on what?", "spend"),
        ("any secrets or vulnerable dependencies in payments?", "security_scan"),
        ("is release 1.8 of checkout safe to ship?", "release_safety"),
        ("who owns search-api?", "owner"),
        ("write me a poem", "off_topic"),
        ("wieso ist der payments build heute nacht rot geworden", "failed_build"),
        ("ist checkout gerade langsamer als sonst?", "service_health"),
        ("warum ist die cloud rechnung so gestiegen", "cost_trend"),
        ("liegen zugangsdaten im repo von payments rum", "security_scan"),
        ("was soll ich heute kochen", "off_topic"),
        ("hello!", "help"),
    ],
)
def test_intent(router: OfflineRouter, ask: str, intent: str) -> None:
    assert router.route(ask, ()).intents[0].name == intent


def test_several_specialists_look_at_a_release(router: OfflineRouter) -> None:
    assert router.route("can we ship 2.3 of search-api?", ()).specialists == (
        CODE,
        DEVOPS,
        SECURITY,
        INCIDENTS,
    )


@pytest.mark.parametrize(
    ("ask", "specialists"),
    [
        ("did the payments build fail and what did we spend last month?", {DEVOPS, COSTS}),
        ("Review checkout#9. Are there any alerts firing?", {CODE, INCIDENTS}),
        ("which version is live in production, and does it have known vulnerabilities?", {DEVOPS, SECURITY}),
    ],
)
def test_parts_of_an_ask_go_to_their_own_specialist(
    router: OfflineRouter, ask: str, specialists: set[SpecialistId]
) -> None:
    assert set(router.route(ask, ()).specialists) == specialists


def test_one_ask_in_two_sentences_stays_with_one_specialist(router: OfflineRouter) -> None:
    route = router.route("The payments build is red again. Which stage failed, and whose commit was it?", ())
    assert route.specialists == (DEVOPS,)


@pytest.mark.parametrize(
    "ask", ["why?", "what about storefront?", "same for staging", "and in production?", "more details"]
)
def test_follow_up_takes_the_intent_of_the_ask_before(router: OfflineRouter, ask: str) -> None:
    earlier = [
        "person: is checkout slow right now?",
        "crew: Checkout's p95 is 640 ms [E1], the build is green.",
    ]
    assert router.route(ask, earlier).intents[0].name == "service_health"


def test_follow_up_of_its_own_kind_keeps_it(router: OfflineRouter) -> None:
    earlier = ["why did the last payments build fail?", "Stage Test failed [E1]."]
    assert router.route("and who owns it?", earlier).intents[0].name == "owner"
    assert router.route("what about costs?", earlier).specialists == (COSTS,)


def test_thanks_in_a_thread_start_nothing(router: OfflineRouter) -> None:
    assert router.route("ok thanks", ["is checkout slow right now?"]).specialists == ()


def test_off_topic_in_a_thread_stays_off_topic(router: OfflineRouter) -> None:
    assert router.route("write me a poem about rain", ["is checkout slow right now?"]).specialists == ()


def test_follow_up_without_an_earlier_ask_of_ours_is_routed_alone(router: OfflineRouter) -> None:
    assert router.route("why?", ["tell me a joke"]).specialists == router.route("why?", ()).specialists


def test_narrowed_to_keeps_the_intents(router: OfflineRouter) -> None:
    route = router.route("is release 1.8 of checkout safe to ship?", ())
    narrowed = route.narrowed_to([CODE, SECURITY])
    assert narrowed.specialists == (CODE, SECURITY)
    assert narrowed.intents == route.intents


def test_probabilities_add_up(router: OfflineRouter) -> None:
    intents = router.route("is checkout slow?", ()).intents
    assert sum(item.probability for item in intents) == pytest.approx(1, abs=1e-3)
    assert [item.probability for item in intents] == sorted(
        (item.probability for item in intents), reverse=True
    )


async def test_open_gives_a_warm_router() -> None:
    router = await OfflineRouter.open(Catalog())
    assert router.route("who owns billing?", ()).specialists == (DEVOPS,)


def test_an_ask_takes_less_than_30_ms(router: OfflineRouter) -> None:
    seconds = []
    for number in range(15):
        start = perf_counter()
        router.route(f"why did build {number} of search-api fail on main?", ())
        seconds.append(perf_counter() - start)
    assert median(seconds) < 0.03


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=300), earlier=st.lists(st.text(max_size=80), max_size=3))
def test_any_text_is_routed(text: str, earlier: list[str]) -> None:
    route = OfflineRouter(Catalog(), classifier()).route(text, earlier)
    assert set(route.specialists) <= set(SpecialistId)


@pytest.mark.parametrize(
    "unit", ["why ", "a", "fail and ", "?", "x-y ", "<https://a.b/c", "\n", "zqwx kjhg "]
)
def test_40_000_characters_take_no_longer_than_a_few_words_would(router: OfflineRouter, unit: str) -> None:
    start = perf_counter()
    router.route(unit * (40_000 // len(unit)), ())
    assert perf_counter() - start < 3
