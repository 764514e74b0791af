"""One thing that was looked at, and what came of it."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum

from pydantic import BaseModel

from tools.redaction import redact
from tools.tool import ToolError

SECONDS = 15


class State(StrEnum):
    """What a check found."""

    OK = "ok"
    OFF = "off"
    BROKEN = "broken"


class Check(BaseModel):
    """What was looked at. `todo` says what to do, where something is to be done."""

    name: str
    state: State
    found: str
    todo: str = ""


async def look(name: str, work: Callable[[], Awaitable[str]], todo: str) -> Check:
    """Run a check.

    Args:
        name: What is looked at.
        work: Returns what it found, or raises.
        todo: What to do when it fails without saying so itself.
    """
    try:
        async with asyncio.timeout(SECONDS):
            return Check(name=name, state=State.OK, found=redact(await work()))
    except ToolError as error:
        return Check(name=name, state=State.BROKEN, found=redact(error.args[0]), todo=error.hint or todo)
    except TimeoutError:
        return Check(name=name, state=State.BROKEN, found=f"No answer within {SECONDS} s.", todo=todo)
    except Exception as error:  # a check that fails in a new way is a finding too
        found = redact(str(error)).strip() or type(error).__name__
        return Check(name=name, state=State.BROKEN, found=found, todo=todo)


def off(name: str, settings: tuple[str, ...]) -> Check:
    """A service that is not configured."""
    return Check(name=name, state=State.OFF, found="Not connected.", todo=f"Set {', '.join(settings)}.")
