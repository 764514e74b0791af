"""Each part of the bot in a process of its own: together they answer, and each ends when it is told to."""

from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp

from sandbox.slack import Member
from tests.bot.processes import running
from tests.bot.scene import BOT, workspace

CHANNEL = "C0PAYMENTS"
UP = {"web": "ready", "worker": "working on asks", "scheduler": "keeping house"}
CHECKED = {
    "web": {"database", "queue", "slack"},
    "worker": {"database", "queue", "slack"},
    "scheduler": {"database", "queue"},
}


async def test_the_parts_work_together_and_end_in_peace(tmp_path: Path, database_url: str) -> None:
    async with AsyncExitStack() as stack:
        slack, address = await stack.enter_async_context(workspace(tmp_path))
        environment = {
            "DATABASE_URL": database_url,
            "SLACK_API_URL": f"{address}/api/",
            "SLACK_BOT_TOKEN": slack.secrets.bot_token,
            "SLACK_APP_TOKEN": slack.secrets.app_token,
        }
        parts = {}
        for role in UP:
            command = running(tmp_path, "run", "--role", role, **environment)
            parts[role] = await stack.enter_async_context(command)
        places = {role: (await part.until("status"))["at"] for role, part in parts.items()}
        for role, part in parts.items():
            await part.until(UP[role])

        session = await stack.enter_async_context(aiohttp.ClientSession())
        for role, place in places.items():
            async with session.get(f"{place}/readyz") as response:
                found = await response.json()
                assert response.status == 200, found
            assert set(found["checks"]) == CHECKED[role]

        maya = await stack.enter_async_context(Member(address, "U0MAYA"))
        ts = await maya.post(CHANNEL, f"<@{BOT}> write me a poem")
        await maya.wait_for_reply(CHANNEL, ts, seconds=30)
        asked = await parts["web"].until("asked")
        answered = await parts["worker"].until("answered")
        assert asked["ask_id"] == answered["ask_id"]

        for role, part in parts.items():
            assert await part.end() == 0, part.said
            assert not [line for line in part.said if "Traceback" in str(line)], role
