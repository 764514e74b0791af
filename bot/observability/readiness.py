"""Whether this process can do its part: a check for each thing that it leans on."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

from tools.redaction import redact

Check = Callable[[], Awaitable[None]]

SECONDS = 3.0


class NotReadyError(Exception):
    """Something is not there; the message says what."""


class Readiness:
    """The checks of one process."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}

    def add(self, name: str, check: Check) -> None:
        """Also look at this; the check raises where it is not well."""
        self._checks[name] = check

    @property
    def names(self) -> list[str]:
        """What is looked at."""
        return list(self._checks)

    async def look(self) -> dict[str, str]:
        """What each check found: "ok", or what is wrong."""
        found = await asyncio.gather(*map(_result, self._checks.values()))
        return dict(zip(self._checks, found, strict=True))


def at_most_every(seconds: float, check: Check) -> Check:
    """The same check, asked no more often than that; between, its last success counts.

    For what others pay for: a probe comes every few seconds, from every replica.
    """
    last = -seconds

    async def sometimes() -> None:
        nonlocal last
        if monotonic() - last >= seconds:
            await check()
            last = monotonic()

    return sometimes


async def _result(check: Check) -> str:
    try:
        async with asyncio.timeout(SECONDS):
            await check()
    except TimeoutError:
        return f"no answer within {SECONDS:g} s"
    except Exception as error:  # whatever it is, this process is not ready
        return redact(str(error)) or type(error).__name__
    return "ok"
