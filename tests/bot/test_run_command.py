"""`quarterdeck run` as people start it: an edge, a worker beside it, and nothing left when it ends."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.slack import Member, Slack
from tests.bot.reading import markdown
from tests.bot.scene import BOT, ROOT, workspace

CHANNEL = "C0PAYMENTS"


@pytest.fixture
async def pretend(tmp_path: Path) -> AsyncIterator[tuple[Slack, str]]:
    async with workspace(tmp_path) as opened:
        yield opened


async def start(folder: Path, slack: Slack, address: str, database_url: str) -> asyncio.subprocess.Process:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from bot.cli import main; main()",
        "run",
        cwd=folder,
        env=kept
        | {
            "PYTHONPATH": str(ROOT),
            "QUARTERDECK_HOME": str(folder),
            "DATABASE_URL": database_url,
            "SLACK_API_URL": f"{address}/api/",
            "SLACK_BOT_TOKEN": slack.secrets.bot_token,
            "SLACK_APP_TOKEN": slack.secrets.app_token,
        },
        stderr=asyncio.subprocess.PIPE,
    )


async def lines_until(process: asyncio.subprocess.Process, words: str) -> list[str]:
    assert process.stderr is not None
    lines: list[str] = []
    async with asyncio.timeout(60):
        while not lines or words not in lines[-1]:
            line = await process.stderr.readline()
            assert line, "".join(lines)
            lines.append(line.decode())
    return lines


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()]


def ended(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks at processes through /proc")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
async def test_it_answers_and_leaves_nothing_behind(
    tmp_path: Path, pretend: tuple[Slack, str], database_url: str, how: signal.Signals
) -> None:
    slack, address = pretend
    process = await start(tmp_path, slack, address, database_url)
    await lines_until(process, "working on asks")
    (worker,) = children(process.pid)
    async with Member(address, "U0MAYA") as maya:
        ts = await maya.post(CHANNEL, f"<@{BOT}> write me a poem")
        answer = await maya.wait_for_reply(CHANNEL, ts, seconds=30)
    assert "Code reviewer" in markdown(answer)

    process.send_signal(how)
    # The pipe ends when the last process that writes to it does.
    async with asyncio.timeout(30):
        _, said = await process.communicate()
    assert ended(worker)
    assert process.returncode == (-signal.SIGKILL if how is signal.SIGKILL else 0)
    assert b"Traceback" not in said
