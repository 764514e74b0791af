"""How Prometheus writes and reads numbers, durations and moments."""

import math
from collections.abc import Callable
from datetime import datetime

import numpy as np
import promql_parser


def text(value: float) -> str:
    """A sample value as Prometheus writes it: the shortest decimal, never an exponent."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return np.format_float_positional(value, trim="-")


def moment(value: str) -> float:
    """A unix time or an RFC 3339 time as unix seconds.

    Raises:
        ValueError: it is neither.
    """
    return _read(value, lambda given: datetime.fromisoformat(given).timestamp(), "timestamp")


def duration(value: str) -> float:
    """Seconds, or a duration such as `5m`, as seconds.

    Raises:
        ValueError: it is neither.
    """
    return _read(value, lambda given: promql_parser.parse_duration(given).total_seconds(), "duration")


def _read(value: str, otherwise: Callable[[str], float], what: str) -> float:
    try:
        try:
            number = float(value)
        except ValueError:
            number = otherwise(value)
    except ValueError as error:
        raise ValueError(f'cannot parse "{value}" to a valid {what}') from error
    if not math.isfinite(number):
        raise ValueError(f'cannot parse "{value}" to a valid {what}')
    return number
