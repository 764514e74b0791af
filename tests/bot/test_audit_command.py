"""`quarterdeck audit` and `quarterdeck budget`, as processes of their own."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

from sqlalchemy import text

from storage import AskStore, AuditLog, Database, NewAsk
from storage.models import Usage
from tests.bot.test_command_line import quarterdeck


async def write(database: Database, count: int) -> None:
    for number in range(count):
        await AuditLog(database).add(
            ask_id=None, actor="=cmd()", action="tool.ran", subject="read_log", number=number
        )


async def test_verify_says_what_was_done_to_the_record(tmp_path: Path, database: Database) -> None:
    await write(database, 3)
    whole = quarterdeck(tmp_path, "audit", "verify", DATABASE_URL=database.url)
    assert whole.returncode == 0, whole.stderr
    assert "3 rows, and each is as it was written." in whole.stdout
    head = whole.stdout.strip().rpartition("Newest head: ")[2]
    async with database.session() as session:
        await session.execute(text("SET LOCAL session_replication_role = replica"))
        await session.execute(text("UPDATE audit_log SET actor = 'jonas' WHERE sequence = 2"))
    broken = quarterdeck(tmp_path, "audit", "verify", "--json", "--head", head, DATABASE_URL=database.url)
    assert broken.returncode == 1
    assert json.loads(broken.stdout)["problems"] == [
        {"kind": "changed", "row": 2, "says": "row 2 does not match its hash"}
    ]


async def test_export_streams_every_row(tmp_path: Path, database: Database) -> None:
    await write(database, 3)
    lines = quarterdeck(tmp_path, "audit", "export", DATABASE_URL=database.url).stdout.splitlines()
    rows = [json.loads(line) for line in lines]
    assert [(row["sequence"], row["data"]) for row in rows] == [(n + 1, {"number": n}) for n in range(3)]
    assert rows[1]["previous"] == rows[0]["hash"]
    table = quarterdeck(tmp_path, "audit", "export", "--format", "csv", DATABASE_URL=database.url).stdout
    cells = list(csv.DictReader(io.StringIO(table)))
    assert (cells[2]["actor"], cells[2]["data"]) == ("'=cmd()", '{"number": 2}')
    late = quarterdeck(tmp_path, "audit", "export", "--since", "2100-01-01", DATABASE_URL=database.url)
    assert (late.returncode, late.stdout) == (0, "")


async def test_budget_shows_limits_and_what_was_spent(tmp_path: Path, database: Database) -> None:
    new = NewAsk(source="cli", event_id="1", thread="t", asker="maya", text="why?")
    ask_id = await AskStore(database).receive(new)
    async with database.session() as session:
        row = {"specialist": "x", "model": "m", "input_tokens": 90, "output_tokens": 10}
        session.add(Usage(ask_id=ask_id, person="maya", usd=Decimal("0.5"), **row))
    limits = {"BUDGET_USD_PER_PERSON": "2", "MAX_TOKENS_PER_ASK": "7"}
    shown = quarterdeck(tmp_path, "budget", "--json", DATABASE_URL=database.url, **limits)
    assert json.loads(shown.stdout) == {
        "limits": [
            {"limit": "tokens per ask", "amount": 7.0, "kept": True},
            {"limit": "usd per person and day", "amount": 2.0, "kept": True},
        ],
        "today": [
            {"payer": "everyone", "who": "", "tokens": 100, "usd": 0.5},
            {"payer": "person", "who": "maya", "tokens": 100, "usd": 0.5},
        ],
    }
