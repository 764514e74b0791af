"""`quarterdeck demo` as a newcomer types it: it says where to go, and Ctrl-C ends all of it."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import httpx

SECONDS = 90
PUSH = "git clone -b "


async def test_the_demo_says_where_to_go_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    demo = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "from bot.cli import main; main()", "demo",
        env=kept | {"QUARTERDECK_HOME": str(tmp_path), "COLUMNS": "400"}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert demo.stdout is not None
    said: list[str] = []
    async with asyncio.timeout(SECONDS):
        while not said or "Ctrl-C" not in said[-1]:
            said.append((await demo.stdout.readline()).decode())
            assert said[-1], "it ended by itself"
    try:
        page = next(word for line in said for word in line.split() if word.startswith("http://"))
        async with httpx.AsyncClient() as browser:
            assert (await browser.get(page)).status_code == 200
        clone = next(line.strip() for line in said if PUSH in line)
        branch, address = clone.removeprefix(PUSH).split()
        git = await asyncio.create_subprocess_exec(
            "git", "ls-remote", "--exit-code", address, branch, stdout=asyncio.subprocess.PIPE
        )
        found, _ = await git.communicate()
        assert found.decode().split()[1:] == [f"refs/heads/{branch}"]
    finally:
        demo.send_signal(signal.SIGINT)
        async with asyncio.timeout(SECONDS):
            await demo.communicate()
    assert demo.returncode == 0
    assert not (tmp_path / "demo.json").exists()
