"""What PromQL expressions evaluate to, at all steps of a query at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sandbox.company.traffic import Array

Mask = NDArray[np.bool_]
Key = tuple[tuple[str, str], ...]


class QueryError(Exception):
    """A query that cannot be answered, with Prometheus's own kind of error."""

    def __init__(self, kind: Literal["bad_data", "execution"], message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Row:
    """One series of a result; where `present` is false there is no value at that step."""

    labels: Mapping[str, str]
    values: Array
    present: Mask

    @property
    def key(self) -> Key:
        """The labels in a form that can be compared."""
        return key(self.labels)


Vector = list[Row]
Value = Vector | Array
"""A vector, or a scalar: one number for each step."""


@dataclass(frozen=True, slots=True)
class Window:
    """The samples of one series in the range before each step: one line a step, oldest first.

    Args:
        ends: unix time at which each range ends.
        length: seconds of the range.
    """

    times: Array
    values: Array
    present: Mask
    ends: Array
    length: float


def key(labels: Mapping[str, str]) -> Key:
    """Labels in a form that can be compared."""
    return tuple(sorted(labels.items()))


def without(labels: Mapping[str, str], names: Iterable[str] = ()) -> dict[str, str]:
    """The labels without the metric's name and the given ones."""
    gone = {"__name__", *names}
    return {name: value for name, value in labels.items() if name not in gone}


def only(labels: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """The given labels only, as far as they are there."""
    return {name: labels[name] for name in names if name in labels}
