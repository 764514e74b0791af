"""The pretend company as the demo uses it: a process of its own, and a note of where the running one is."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ValidationError

from bot.manifest import MANIFEST
from bot.settings import Settings, environment_names
from storage import StorageSettings

START_SECONDS = 60
# One line of JSON with every address and setting is longer than asyncio's usual limit.
LONGEST_LINE = 1 << 20


class Company(BaseModel):
    """Where the stand-ins answer, the environment of a bot for them, and from where Jonas clones payments."""

    addresses: dict[str, str]
    environment: dict[str, str]
    clone: str


class RunningDemo(BaseModel):
    """A demo that runs in some terminal of this user, so that another command can ask in its Slack."""

    pid: int
    slack: str
    database_url: str
    clone: str = ""

    @classmethod
    def find(cls) -> Self | None:
        """The demo that runs, if one does."""
        try:
            found = cls.model_validate_json(_note().read_text(encoding="utf-8"))
            os.kill(found.pid, 0)
        except (OSError, ValidationError):
            return None
        return found

    def write_down(self) -> None:
        """Let others find this demo."""
        _note().parent.mkdir(parents=True, exist_ok=True)
        _note().write_text(self.model_dump_json(), encoding="utf-8")

    @staticmethod
    def forget() -> None:
        """The demo has ended."""
        _note().unlink(missing_ok=True)


@asynccontextmanager
async def company_process(home: Path, slack_port: int = 0, *faults: str) -> AsyncIterator[Company]:
    """Run the company until the end of the block.

    Args:
        home: An empty folder.
        slack_port: The port of the Slack page; 0 takes any that is free.
        faults: More arguments for `python -m sandbox`, such as `--webhooks`.

    Raises:
        OSError: it did not come up; its own words are on standard error.
    """
    arguments = (
        "-m",
        "sandbox",
        "--home",
        str(home),
        "--manifest",
        str(MANIFEST),
        "--slack-port",
        str(slack_port),
        *faults,
    )
    # A session of its own: Ctrl-C is for the bot, which says goodbye to Slack before Slack ends.
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        limit=LONGEST_LINE, start_new_session=True,
    )  # fmt: skip
    try:
        yield await _told(process)
    finally:
        # The end of its standard input is what stops it, also when this process is killed.
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()


def demo_settings(environment: Mapping[str, str], home: Path) -> Settings:
    """The settings of a bot for the pretend company.

    The model is the user's own, where one is set; the data and every system are the demo's.
    """
    fields = {variable: name for name, variable in environment_names().items()}
    values = {fields[variable]: value for variable, value in environment.items()}
    own: dict[str, Any] = {"home": home, "database_url": None, "chroma_url": None, "slack_mode": "socket"}
    nobodys = dict.fromkeys(("github_app_id", "github_app_private_key"))
    return Settings(**(values | own | nobodys))


async def _told(process: asyncio.subprocess.Process) -> Company:
    assert process.stdout is not None, "a pipe was asked for"
    async with asyncio.timeout(START_SECONDS):
        line = await process.stdout.readline()
    if not line:
        raise OSError("The pretend company did not come up.")
    return Company.model_validate(json.loads(line))


def _note() -> Path:
    return StorageSettings().data_folder / "demo.json"
