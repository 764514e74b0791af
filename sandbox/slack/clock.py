"""The timestamps that name messages: seconds since 1970 with six digits, never the same one twice."""

import time
from datetime import datetime

MICROSECONDS = 1_000_000


class Clock:
    """Hands out timestamps that only grow."""

    def __init__(self) -> None:
        self._last = 0

    def ts(self) -> str:
        """The timestamp of something that happens now."""
        self._last = max(time.time_ns() // 1000, self._last + 1)
        return _write(self._last)


def ts_at(moment: datetime, number: int = 0) -> str:
    """The timestamp of something that happened at a moment; `number` keeps two at the same second apart."""
    return _write(int(moment.timestamp()) * MICROSECONDS + 1_000 + number)


def _write(microseconds: int) -> str:
    return f"{microseconds // MICROSECONDS}.{microseconds % MICROSECONDS:06d}"
