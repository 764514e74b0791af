"""How requests flow through a service: rates, counts and latencies as closed functions of time.

Counters are integrals of sums of sine waves, so that any moment can be asked for at once, in any
resolution, and the answers always fit together.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Function = Callable[[Array], Array]

DAY: Final = 86_400.0
BUCKETS: Final = (0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0, 2.0, 5.0, math.inf)

# z score of the 95th percentile of a normal distribution.
_Z95: Final = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class Wave:
    """One sine wave of a rate; `amplitude` is a share of the mean, `period` and `shift` are seconds."""

    amplitude: float
    period: float
    shift: float = 0.0


@dataclass(frozen=True, slots=True)
class Flow:
    """Events a second around a mean; the amplitudes must add up to 1 at most, so that no rate is negative."""

    mean: float
    waves: tuple[Wave, ...] = ()

    def rate(self, times: Array) -> Array:
        """Events a second at unix times."""
        total = np.ones_like(times)
        for wave in self.waves:
            total += wave.amplitude * np.sin(2 * math.pi * (times - wave.shift) / wave.period)
        return self.mean * total

    def count(self, times: Array, since: float) -> Array:
        """Events between a unix time and each of the others: the integral of `rate`."""
        total = times - since
        for wave in self.waves:
            turn = 2 * math.pi / wave.period
            swing = np.cos(turn * (since - wave.shift)) - np.cos(turn * (times - wave.shift))
            total = total + wave.amplitude / turn * swing
        return self.mean * total


@dataclass(frozen=True, slots=True)
class Latency:
    """A log-normal distribution of durations in seconds, given by two of its percentiles."""

    median: float
    p95: float

    @property
    def _sigma(self) -> float:
        return math.log(self.p95 / self.median) / _Z95

    @property
    def mean(self) -> float:
        """The average duration."""
        return self.median * math.exp(self._sigma**2 / 2)

    def below(self, seconds: float) -> float:
        """The share of requests that take at most this long."""
        if math.isinf(seconds):
            return 1.0
        return 0.5 * (1 + math.erf(math.log(seconds / self.median) / (self._sigma * math.sqrt(2))))

    def slower(self, factor: float) -> "Latency":
        """The same shape, slower by a factor."""
        return Latency(self.median * factor, self.p95 * factor)


@dataclass(frozen=True, slots=True)
class Phase:
    """How a service behaves from a unix time on.

    Args:
        start: unix time.
        latency: durations in quiet hours.
        errors: the share of answers with a 5xx code.
        queries: database queries for each request.
    """

    start: float
    latency: Latency
    errors: float
    queries: float = 3.0


# Busy hours are this much slower than quiet ones.
_BUSY: Final = 1.22


@dataclass(frozen=True, slots=True)
class Traffic:
    """The requests of one service in one environment.

    Args:
        requests: mean requests a second over a day.
        origin: unix time at which all counters are zero.
        phases: behaviours, oldest first; the first one starts at `origin`.
        shift: seconds by which the daily rhythm is moved, so that no two services look alike.
    """

    requests: float
    origin: float
    phases: tuple[Phase, ...]
    shift: float = 0.0

    @property
    def calm(self) -> Flow:
        """What flows day and night."""
        ripples = (Wave(0.06, 5_381.0, self.shift * 3), Wave(0.05, 1_709.0, self.shift * 5))
        return Flow(self.requests * 0.4, ripples)

    @property
    def busy(self) -> Flow:
        """What comes by day: most at 15:00 UTC, least at 03:00."""
        ripples = (Wave(0.07, 7_919.0, self.shift * 2), Wave(0.05, 2_411.0, self.shift), Wave(0.04, 907.0))
        return Flow(self.requests * 0.6, (Wave(0.78, DAY, DAY * 9 / 24 + self.shift), *ripples))

    def rate(self, times: Array) -> Array:
        """Requests a second."""
        return self.calm.rate(times) + self.busy.rate(times)

    def total(self, weights: Sequence[tuple[float, float]]) -> Function:
        """A counter: the requests of each phase, weighted.

        Args:
            weights: for each phase, what a calm and what a busy request counts.
        """
        ends = [*(phase.start for phase in self.phases[1:]), math.inf]

        def value(times: Array) -> Array:
            result = np.zeros_like(times)
            for phase, end, (calm, busy) in zip(self.phases, ends, weights, strict=True):
                inside = np.clip(times, phase.start, end)
                result += calm * self.calm.count(inside, phase.start)
                result += busy * self.busy.count(inside, phase.start)
            return result

        return value

    def answers(self, share: float, of_errors: bool) -> Function:
        """Counts answers: a share of the failed ones or of the good ones."""
        part = [phase.errors if of_errors else 1 - phase.errors for phase in self.phases]
        return _whole(self.total([(share * each, share * each) for each in part]))

    def bucket(self, le: float) -> Function:
        """Counts requests that took at most `le` seconds."""
        shapes = [(phase.latency.below(le), phase.latency.slower(_BUSY).below(le)) for phase in self.phases]
        return _whole(self.total(shapes))

    def seconds(self) -> Function:
        """Adds up the durations of all requests, in seconds."""
        return self.total([(p.latency.mean, p.latency.slower(_BUSY).mean) for p in self.phases])

    def queries(self) -> Function:
        """Counts database queries."""
        return _whole(self.total([(phase.queries, phase.queries) for phase in self.phases]))


def _whole(function: Function) -> Function:
    """A counter of whole things."""

    def value(times: Array) -> Array:
        return np.floor(function(times))

    return value
