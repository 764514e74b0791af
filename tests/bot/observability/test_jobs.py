"""What an ask came to, in numbers."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from bot.observability.jobs import watched_ask
from bot.observability.metrics import Metrics
from storage import AskStore, Database, NewAsk
from storage.models import AskStatus, Usage


async def test_tokens_and_dollars_are_counted_once(database: Database) -> None:
    asks, metrics = AskStore(database), Metrics()
    new = NewAsk(source="slack", event_id="Ev1", thread="t", asker="U0MAYA", text="why?")
    added = await asks.receive(new)
    assert added is not None

    async def answer(ask_id: str) -> None:
        ask = await asks.get(UUID(ask_id))
        if ask.status == AskStatus.ANSWERED:
            return
        async with database.session() as session:
            session.add(usage(ask.id))
        await asks.change(ask.id, status=AskStatus.ANSWERED, answered_at=datetime.now(UTC))

    run = watched_ask(answer, asks, metrics)
    await run(str(await only(database)))
    await run(str(await only(database)))

    def value(name: str, **labels: str) -> float | None:
        return metrics.registry.get_sample_value(name, labels)

    assert value("quarterdeck_model_tokens_total", model="m", direction="input") == 100
    assert value("quarterdeck_model_tokens_total", model="m", direction="output") == 20
    assert value("quarterdeck_model_cost_dollars_total", model="m") == 0.5
    assert value("quarterdeck_ask_answer_seconds_count") == 1


def usage(ask_id: UUID) -> Usage:
    return Usage(
        ask_id=ask_id,
        specialist="devops-engineer",
        model="m",
        input_tokens=100,
        output_tokens=20,
        usd=Decimal("0.5"),
    )


async def only(database: Database) -> UUID:
    (ask,) = await AskStore(database).latest()
    return ask.id
