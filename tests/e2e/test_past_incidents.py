"""Somebody asks whether it happened before; what is known of now is part of the question."""

from tests.e2e.conftest import Town
from tests.e2e.test_asks import opens


async def test_what_fires_and_was_deployed_is_compared_too(town: Town) -> None:
    reply = await town.ask("is this a known problem with checkout?")
    text = reply.answer.text
    assert text.startswith("Yes, most likely: **INC-17: Checkout 5xx after deploy 1.5.2**")
    assert "same service (checkout), same alert (CheckoutHighLatency)" in text
    assert "also after a deploy" in text
    assert "What fixed it: “Rolling back to 1.5.1 ended it at 14:02 UTC.”" in text
    assert "CheckoutHighLatency fires" in text
    assert "1.7.3 was deployed" in text
    assert reply.answer.notes == []
    await opens(reply)


async def test_this_is_what_the_thread_is_about(town: Town) -> None:
    first = await town.ask("who owns notifications? customers get every confirmation mail twice")
    second = await town.ask("have we seen this before?", thread=first.thread)
    assert "INC-31: Notification e-mails sent twice" in second.answer.text
    assert "duplicates removed from the queue" in second.answer.text
    assert second.answer.notes == []


async def test_this_without_a_thread_is_what_fires(town: Town) -> None:
    reply = await town.ask("have we seen this before?")
    assert reply.answer.text.startswith("Yes, most likely: **INC-17")
    assert reply.answer.notes == []


async def test_what_is_different_is_told(town: Town) -> None:
    reply = await town.ask(
        "have we seen this before: card gateway is slow and people are charged twice in checkout?"
    )
    lead, facts = reply.answer.text.split("\n\n")[:2]
    assert lead.startswith("Perhaps: **INC-23: Payments gateway time-outs**")
    assert "Different: its alert (PaymentsGatewayTimeouts) does not fire now" in facts
    assert "What fixed it: “08:40 time-out set to 8 s by hand" in facts
    assert reply.answer.notes == []


async def test_nothing_like_it_is_said_with_what_was_compared(town: Town) -> None:
    reply = await town.ask("did refunds get rounded wrongly in payments before?")
    assert reply.answer.text.startswith("**Nothing like it** in the postmortems")
    assert reply.answer.notes == []


async def test_incidents_of_a_service_are_listed(town: Town) -> None:
    reply = await town.ask("past incidents of payments")
    assert "Incidents of payments that are written up" in reply.answer.text
    assert "INC-23: Payments gateway time-outs" in reply.answer.text
    assert reply.answer.notes == []
