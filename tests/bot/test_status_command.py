"""`quarterdeck status`: for people, and as JSON."""

import json
from pathlib import Path

from storage import AskStore, Database, NewAsk, Queue
from storage.models import AskStatus
from tests.bot.test_command_line import quarterdeck


async def test_it_counts_and_lists_what_needs_somebody(
    tmp_path: Path, database: Database, queue: Queue
) -> None:
    async def nothing(**_: object) -> None: ...

    queue.register("run_ask", nothing)
    asks = AskStore(database, queue)
    ids = []
    for number in range(4):
        new = NewAsk(source="slack", event_id=f"Ev{number}", thread=f"t{number}", asker="U0MAYA", text="why?")
        ask_id = await asks.receive(new)
        assert ask_id is not None
        ids.append(ask_id)
    await asks.change(ids[1], status=AskStatus.RUNNING)
    await asks.change(ids[2], status=AskStatus.SET_ASIDE, error="it broke")
    await asks.change(ids[3], status=AskStatus.ANSWERED)
    await asks.runs.undelivered(await asks.get(ids[3]), "channel_not_found")

    told = quarterdeck(tmp_path, "status", "--json", DATABASE_URL=database.url)
    assert told.returncode == 0, told.stderr
    data = json.loads(told.stdout)
    numbers = ("queue_depth", "running", "waiting", "undelivered", "set_aside", "workers")
    assert {name: data[name] for name in numbers} == {
        "queue_depth": 4, "running": 1, "waiting": 0, "undelivered": 1, "set_aside": 1, "workers": 0,
    }  # fmt: skip
    assert data["oldest_seconds"] > 0
    assert [item["reason"] for item in data["undelivered_asks"]] == ["channel_not_found"]
    assert [item["ask_id"] for item in data["set_aside_asks"]] == [str(ids[2])]

    shown = quarterdeck(tmp_path, "status", DATABASE_URL=database.url)
    assert "Nobody works on the queue" in shown.stdout
    assert str(ids[3]) in shown.stdout
