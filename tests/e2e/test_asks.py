"""What a newcomer asks in the demo, offline: each answer says the facts and its evidence opens."""

import re

import httpx
import pytest

from agents import SpecialistId
from tests.e2e.conftest import Reply, Town

CODE, DEVOPS, SECURITY, COSTS, INCIDENTS = SpecialistId


async def opens(reply: Reply) -> None:
    """Every citation that has a link leads to a page that answers."""
    linked = [citation for citation in reply.answer.citations if citation.url]
    assert linked, "an answer needs evidence that opens"
    async with httpx.AsyncClient(follow_redirects=True, timeout=10) as browser:
        for citation in linked:
            page = await browser.get(citation.url or "")
            assert page.status_code == 200, (citation.title, citation.url)


@pytest.mark.parametrize(
    ("text", "specialist", "facts"),
    [
        (
            "why did the last payments build fail?",
            DEVOPS,
            (
                "payments-build #318",
                "stage Test",
                "test_refund_rounds_half_even",
                "Jonas Weber",
                "AssertionError",
            ),
        ),
        (
            "what changed in checkout since yesterday?",
            DEVOPS,
            ("Load price rules for each line item", "#55", "1.7.3 to production"),
        ),
        (
            "review payments#42",
            CODE,
            ("4 findings", "Risk: **high**", "Look first at", "app/refund_search.py:", "Stripe key"),
        ),
        ("is checkout slow right now?", INCIDENTS, ("slower", "p95", "last week", "CheckoutHighLatency")),
        (
            "what do we do when KubePodCrashLooping fires?",
            INCIDENTS,
            (
                "KubePodCrashLooping",
                "keeps restarting",
                "`kubectl -n production logs POD --previous",
            ),
        ),
        (
            "have we seen this before: 5xx after a deploy of checkout?",
            INCIDENTS,
            ("INC-17", "connection pool"),
        ),
        ("what did we spend last month, and on what?", COSTS, ("USD", "inventory", "checkout")),
        (
            "where is the technical debt in payments?",
            CODE,
            ("for each hundred", "change × complexity", "Update requests from 2.19.1"),
        ),
        (
            "any secrets or vulnerable dependencies in payments?",
            SECURITY,
            ("config/dev.env:", "pyyaml 5.3", "jinja2 2.10", "requests 2.19.1"),
        ),
    ],
    ids=lambda value: value.split()[0] if isinstance(value, str) else None,
)
async def test_the_answer_says_the_facts_and_its_evidence_opens(
    town: Town, text: str, specialist: SpecialistId, facts: tuple[str, ...]
) -> None:
    reply = await town.ask(text)
    assert reply.answer.specialists == [specialist]
    for fact in facts:
        assert fact in reply.answer.text, reply.answer.text
    assert reply.answer.notes == []
    await opens(reply)


async def test_a_slow_service_comes_with_a_chart(town: Town) -> None:
    reply = await town.ask("is checkout slow right now?")
    shown = [
        file
        for message in town.sandbox.slack.workspace.channels["C0PLATFORM"].thread(reply.thread)
        for file in message.files
    ]
    assert [file.mimetype for file in shown] == ["image/png"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("is unicorn slow?", "**No service is called unicorn.** Services are, for example: "),
        ("is storefrontage slow?", "**No service is called storefrontage.** Did you mean storefront?"),
        ("any alerts for unicorn?", "**No service is called unicorn.**"),
    ],
)
async def test_a_service_that_is_none_is_told_before_what_fires(town: Town, text: str, says: str) -> None:
    reply = await town.ask(text)
    assert reply.answer.text.startswith(says)
    assert "Of all services: " in reply.answer.text
    assert reply.answer.notes == []


async def test_a_release_is_judged_by_several_whose_disagreement_is_shown(town: Town) -> None:
    reply = await town.ask("is release 1.8 of checkout safe to ship?")
    assert set(reply.answer.specialists) == {CODE, DEVOPS, SECURITY, INCIDENTS}
    assert reply.answer.text.startswith("**Hold.**")
    assert "disagree" in reply.answer.text
    assert re.search(
        r"Incident responder\*\* :octagonal_sign: hold: .*CheckoutHighLatency", reply.answer.text
    )
    await opens(reply)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("why did the last build fail?", "payments-build #"),
        ("which pull requests are open?", "Add refund search, by jonas"),
        ("where is the refund share implemented?", "app/refunds.py"),
    ],
)
async def test_in_a_services_channel_it_need_not_be_named(town: Town, text: str, fact: str) -> None:
    assert fact in (await town.ask(text, channel="C0PAYMENTS")).answer.text


async def test_a_question_back_is_answered_by_a_name(town: Town) -> None:
    asked = await town.ask("where is the refund share implemented?", channel="C0INCIDENTS")
    assert asked.answer.text == "In which repository shall I look? Answer here, and I go on."
    answered = await town.ask("in payments", channel="C0INCIDENTS", thread=asked.thread)
    assert "app/refunds.py" in answered.answer.text


async def test_a_thread_remembers_what_it_is_about(town: Town) -> None:
    first = await town.ask("why did the last payments build fail?", channel="C0PAYMENTS")
    second = await town.ask("and who owns it?", channel="C0PAYMENTS", thread=first.thread)
    assert "Jonas Weber" in second.answer.text
    assert "payments belongs to" in second.answer.text
    await opens(second)


async def test_what_is_not_its_work_is_said_plainly(town: Town) -> None:
    reply = await town.ask("write me a poem")
    assert reply.answer.specialists == []
    assert "not something this crew does" in reply.answer.text
    assert all(name in reply.answer.text for name in ("Code reviewer", "Cost optimizer"))


async def test_an_unknown_repository_is_named(town: Town) -> None:
    reply = await town.ask("review ledger#9")
    assert "ledger" in reply.answer.text
    assert "Known repositories" in reply.answer.text


@pytest.mark.parametrize("text", ["any secrets in payments?", "review payments#42"])
async def test_a_secret_in_the_evidence_stays_out_of_everything_kept(town: Town, text: str) -> None:
    reply = await town.ask(text)
    kept = await town.deck.evidence.of_ask(reply.answer.ask_id)
    everything = "\n".join(f"{row.title}{row.content}{row.data}" for row in kept)
    assert kept
    assert not re.search(r"sk_live_\w{10,}|AKIA[A-Z0-9]{16}", everything + str(reply.message))
